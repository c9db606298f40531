// What the tests of riscv-arch-test ask of a model: the signature is the output of the program.
#ifndef MODEL_TEST_H
#define MODEL_TEST_H

#define RVMODEL_BOOT

#define RVMODEL_DATA_BEGIN .align 4; .globl begin_signature; begin_signature:
#define RVMODEL_DATA_END .align 4; .globl end_signature; end_signature:

#define RVMODEL_HALT \
    li a7, 2; \
    la a0, begin_signature; \
    la a1, end_signature; \
    sub a1, a1, a0; \
    srli a1, a1, 2; \
    ecall; \
    li a7, 0; \
    li a0, 0; \
    ecall

#define RVMODEL_IO_INIT
#define RVMODEL_IO_WRITE_STR(_R, _STR)
#define RVMODEL_IO_CHECK()
#define RVMODEL_IO_ASSERT_GPR_EQ(_S, _R, _I)

#endif
