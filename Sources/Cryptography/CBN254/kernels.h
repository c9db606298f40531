// Everything on one instruction set, whose product the including file has defined.
#include "fields.h"
#include "transforms.h"

#define PERMUTATION(x) NAME(x)
#define VALUE element
#define LOAD(place) (*(place))
#define STORE(place, value) (*(place) = (value))
#define STEP(k) (CBN254_LANES * width * ((k) / CBN254_LANES) + (k) % CBN254_LANES)
#define CONSTANT(value) (value)
#define FACTOR(value) (value)
#define TIMES(factor, value) NAME(fr_multiply)(factor, value)
#define PRODUCT(a, b) NAME(fr_multiply)(a, b)
#define SQUARE(a) PRODUCT(a, a)
#define ADD(a, b) cbn254_fr_add(a, b)
#define SETTLE(value) (value)
#define CARRY(value) (value)
#define CONTEXT const int *context = 0;
#define CONTEXT_TYPE int
#include "permutation.h"

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
#if WITH_LANES
#define LANES lanes
#define LANES_MEMORY lanes_memory
#define LANES_SET lanes_memory_set
#define LANES_GET lanes_memory_get
#define LANES_LOAD lanes_memory_load
#define LANES_STORE lanes_memory_store
#define LANES_STORE_POINTS lanes_store_points
#define LANES_BROADCAST lanes_broadcast
#define LANES_MULTIPLY(a, b) lanes_multiply_lazy(a, b, field)
#define LANES_CANONICAL(a) lanes_reduce_once(a, field)
#define LANES_SUBTRACT(a, b) lanes_subtract(a, b, field)
#include "runs_ifma.h"
#endif
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
#if WITH_LANES
#define LANES lanes_pair
#define LANES_MEMORY lanes_memory_pair
#define LANES_SET lanes_memory_pair_set
#define LANES_GET lanes_memory_pair_get
#define LANES_LOAD lanes_pair_load
#define LANES_STORE lanes_pair_store
#define LANES_STORE_POINTS lanes_pair_store_points
#define LANES_BROADCAST lanes_pair_broadcast
#define LANES_MULTIPLY(a, b) lanes_pair_multiply(a, b, field)
#define LANES_CANONICAL(a) (a)
#define LANES_SUBTRACT(a, b) lanes_pair_subtract(a, b, field)
#include "runs_ifma.h"
#endif
#include "undefine.h"
