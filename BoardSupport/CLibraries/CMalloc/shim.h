#pragma once
#include <malloc.h>

/* glibc's tuning of malloc; other C libraries have none. */
static inline void camgate_return_large_blocks(int threshold, int arenas) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, threshold);
    mallopt(M_ARENA_MAX, arenas);
#else
    (void)threshold;
    (void)arenas;
#endif
}
