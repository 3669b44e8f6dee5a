#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

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

/* Whether the loader has written into the code of a program or library: it is not what its file says then. */
static inline int camgate_has_changed_code(const struct dl_phdr_info *info) {
    for (int at = 0; at < info->dlpi_phnum; at++) {
        if (info->dlpi_phdr[at].p_type != PT_DYNAMIC) continue;
        const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[at].p_vaddr);
        for (; entry->d_tag != DT_NULL; entry++) {
            if (entry->d_tag == DT_TEXTREL) return 1;
            if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)) return 1;
        }
    }
    return 0;
}

static inline int camgate_unmap_code_of(struct dl_phdr_info *info, size_t size, void *page) {
    (void)size;
    if (camgate_has_changed_code(info)) return 0;
    uintptr_t mask = *(uintptr_t *)page - 1;
    for (int at = 0; at < info->dlpi_phnum; at++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[at];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X) || (part->p_flags & PF_W)) continue;
        uintptr_t start = info->dlpi_addr + part->p_vaddr, end = (start + part->p_memsz + mask) & ~mask;
        start &= ~mask;
        madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

/* Takes all pages of code out of the process; those that run come back from the page cache, the others stay reclaimable there. */
static inline void camgate_unmap_code(void) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    dl_iterate_phdr(camgate_unmap_code_of, &page);
}
