/* SPDX-License-Identifier: MIT
 *
 * Single cells of arrays that several threads change at once: counters, bits, smallest numbers. The
 * arrays are plain (other stages read them when the threads are gone), so they are seen as atomic
 * here and nowhere else. All but holders are relaxed: what else threads hand to each other goes
 * through the end of parallel_rows. */
#ifndef RASIF_BASE_SHARED_H
#define RASIF_BASE_SHARED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

_Static_assert(sizeof(_Atomic uint32_t) == sizeof(uint32_t) &&
                   sizeof(_Atomic uint64_t) == sizeof(uint64_t) &&
                   sizeof(_Atomic uint8_t) == sizeof(uint8_t) &&
                   sizeof(_Atomic float) == sizeof(float),
               "an atomic number is as large as a plain one");

static inline uint32_t shared_get(const uint32_t *cell)
{
    return atomic_load_explicit((const _Atomic uint32_t *)cell, memory_order_relaxed);
}
static inline void shared_set(uint32_t *cell, uint32_t value)
{
    atomic_store_explicit((_Atomic uint32_t *)cell, value, memory_order_relaxed);
}
/* Adds; returns what the cell held before. */
static inline uint32_t shared_add(uint32_t *cell, uint32_t n)
{
    return atomic_fetch_add_explicit((_Atomic uint32_t *)cell, n, memory_order_relaxed);
}
/* Sets the cell to `value` if it holds *expected; else *expected = what it holds. */
static inline bool shared_replace(uint32_t *cell, uint32_t *expected, uint32_t value)
{
    return atomic_compare_exchange_strong_explicit((_Atomic uint32_t *)cell, expected, value,
                                                   memory_order_relaxed, memory_order_relaxed);
}
/* Sets bits; returns what the cell held before. */
static inline uint8_t shared_set_bits8(uint8_t *cell, uint8_t bits)
{
    return atomic_fetch_or_explicit((_Atomic uint8_t *)cell, bits, memory_order_relaxed);
}
static inline uint64_t shared_set_bits64(uint64_t *cell, uint64_t bits)
{
    return atomic_fetch_or_explicit((_Atomic uint64_t *)cell, bits, memory_order_relaxed);
}
static inline float shared_get_float(const float *cell)
{
    return atomic_load_explicit((const _Atomic float *)cell, memory_order_relaxed);
}
static inline void shared_set_float(float *cell, float value)
{
    atomic_store_explicit((_Atomic float *)cell, value, memory_order_relaxed);
}
/* Sets the cell to `value` if it holds *expected, bit by bit; else *expected = what it holds. May
 * also fail by chance: for loops. */
static inline bool shared_replace_float(float *cell, float *expected, float value)
{
    return atomic_compare_exchange_weak_explicit((_Atomic float *)cell, expected, value,
                                                 memory_order_relaxed, memory_order_relaxed);
}

/* Holders of an object that the last of them frees; 1 when it is made. Not relaxed: what a holder
 * wrote is seen by the one that frees. */
static inline void holders_add(uint32_t *holders)
{
    atomic_fetch_add((_Atomic uint32_t *)holders, 1);
}
/* true: that was the last one. */
static inline bool holders_drop(uint32_t *holders)
{
    return atomic_fetch_sub((_Atomic uint32_t *)holders, 1) == 1;
}

#endif
