// Transforms as in transforms.h, eight columns of butterflies at a time.

#pragma clang attribute push(TARGET_IFMA, apply_to = function)

// The product with a root is 16 times the root, times the element.
INLINE void lanes_split_butterfly(
    lanes *low, lanes *high, lanes root, const lanes_field *field) {
    lanes left = *low, right = lanes_multiply_16(root, *high, field);
    *low = lanes_add(left, right, field);
    *high = lanes_subtract(left, right, field);
}

INLINE void lanes_join_butterfly(
    lanes *low, lanes *high, lanes root, const lanes_field *field) {
    lanes left = *low, right = *high;
    *low = lanes_add(left, right, field);
    *high = lanes_multiply_16(root, lanes_subtract(left, right, field), field);
}

static void fr_to_reversed_start_ifma(
    element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    const lanes_field all = lanes_field_of(fr_modulus, FR_FACTOR), *field = &all;
    lanes outer = lanes_times_16(lanes_broadcast(roots[index]));
    lanes low = lanes_times_16(lanes_broadcast(roots[2 * index]));
    lanes high = lanes_times_16(lanes_broadcast(roots[2 * index + 1]));
    size_t i = first;
    for (; i + 8 <= first + count; i += 8) {
        lanes part[4];
        for (int k = 0; k < 4; k++) part[k] = lanes_load(block + i + k * quarter);
        lanes_split_butterfly(&part[0], &part[2], outer, field);
        lanes_split_butterfly(&part[1], &part[3], outer, field);
        lanes_split_butterfly(&part[0], &part[1], low, field);
        lanes_split_butterfly(&part[2], &part[3], high, field);
        for (int k = 0; k < 4; k++) lanes_store(block + i + k * quarter, part[k]);
    }
    fr_to_reversed_start_adx(block, quarter, i, first + count - i, roots, index);
}

static void fr_from_reversed_end_ifma(
    element *block, size_t quarter, size_t first, size_t count, const element *roots,
    size_t index) {
    const lanes_field all = lanes_field_of(fr_modulus, FR_FACTOR), *field = &all;
    lanes outer = lanes_times_16(lanes_broadcast(roots[index]));
    lanes low = lanes_times_16(lanes_broadcast(roots[2 * index]));
    lanes high = lanes_times_16(lanes_broadcast(roots[2 * index + 1]));
    size_t i = first;
    for (; i + 8 <= first + count; i += 8) {
        lanes part[4];
        for (int k = 0; k < 4; k++) part[k] = lanes_load(block + i + k * quarter);
        lanes_join_butterfly(&part[0], &part[1], low, field);
        lanes_join_butterfly(&part[2], &part[3], high, field);
        lanes_join_butterfly(&part[0], &part[2], outer, field);
        lanes_join_butterfly(&part[1], &part[3], outer, field);
        for (int k = 0; k < 4; k++) lanes_store(block + i + k * quarter, part[k]);
    }
    fr_from_reversed_end_adx(block, quarter, i, first + count - i, roots, index);
}

static void fr_to_reversed_ifma(
    element *block, unsigned log2, const element *roots, size_t index) {
    if (log2 < 5) {
        fr_to_reversed_adx(block, log2, roots, index);
        return;
    }
    size_t quarter = (size_t)1 << (log2 - 2);
    fr_to_reversed_start_ifma(block, quarter, 0, quarter, roots, index);
    for (size_t part = 0; part < 4; part++)
        fr_to_reversed_ifma(block + part * quarter, log2 - 2, roots, 4 * index + part);
}

static void fr_from_reversed_ifma(
    element *block, unsigned log2, const element *roots, size_t index) {
    if (log2 < 5) {
        fr_from_reversed_adx(block, log2, roots, index);
        return;
    }
    size_t quarter = (size_t)1 << (log2 - 2);
    for (size_t part = 0; part < 4; part++)
        fr_from_reversed_ifma(block + part * quarter, log2 - 2, roots, 4 * index + part);
    fr_from_reversed_end_ifma(block, quarter, 0, quarter, roots, index);
}

#pragma clang attribute pop
