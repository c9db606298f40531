// What the tests of riscv-tests ask of a machine: a start, and two ways to end.
//
// A test that fails exits with its number, one that passes with zero.
#ifndef RISCV_TEST_H
#define RISCV_TEST_H

#define RVTEST_RV32U
#define RVTEST_RV64U
#define TESTNUM gp

#define RVTEST_CODE_BEGIN \
    .section .text.start, "ax", @progbits; \
    .globl _start; \
    _start:
#define RVTEST_CODE_END unimp

#define RVTEST_PASS li a7, 0; li a0, 0; ecall;
#define RVTEST_FAIL li a7, 0; mv a0, TESTNUM; ecall;

#define RVTEST_DATA_BEGIN
#define RVTEST_DATA_END

#endif
