# Entry of every guest: sets the stack and the thread pointer, runs main and exits with what it
# returns.
# The machine starts with all registers and all memory that the file does not fill at zero.
    .section .text.start, "ax", @progbits
    .globl _start
    .type _start, @function
_start:
    la      sp, guest_stack_top
    la      tp, guest_thread_start
    li      a0, 0
    li      a1, 0
    call    main
    call    guest_exit
    .size _start, . - _start
