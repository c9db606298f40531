// Everything on one instruction set, whose product the including file has defined.
#include "fields.h"
#include "transforms.h"

#define GROUP(x) NAME(g1_##x)
#define COORD element
#define COORD_ONE fp_one
#define ADD(a, b) cbn254_fp_add(a, b)
#define SUBTRACT(a, b) cbn254_fp_subtract(a, b)
#define MULTIPLY(a, b) NAME(fp_multiply)(a, b)
#define SQUARE(a) NAME(fp_multiply)(a, a)
#define INVERT(a) NAME(fp_invert)(a)
#define ZERO(a) is_zero(a)
#define EQUAL(a, b) is_equal(a, b)
#include "runs.h"
#include "undefine.h"

#define GROUP(x) NAME(g2_##x)
#define COORD pair
#define COORD_ONE ((pair){fp_one, {{0, 0, 0, 0}}})
#define ADD(a, b) add_pairs(a, b)
#define SUBTRACT(a, b) subtract_pairs(a, b)
#define MULTIPLY(a, b) NAME(fp2_multiply)(a, b)
#define SQUARE(a) NAME(fp2_square)(a)
#define INVERT(a) NAME(fp2_invert)(a)
#define ZERO(a) (is_zero((a).c0) && is_zero((a).c1))
#define EQUAL(a, b) (is_equal((a).c0, (b).c0) && is_equal((a).c1, (b).c1))
#include "runs.h"
#include "undefine.h"
