import CMalloc

/// Makes the C library give large blocks back to the system when they are freed, from the first on.
///
/// Left alone, glibc learns from the first 16 MiB of a password hash to keep such blocks for ever, and keeps an arena a thread.
func returnLargeBlocks() {
    camgate_return_large_blocks(1 << 20, 2)
}

/// Takes the code that only the start has run out of the process's memory.
///
/// The kernel maps code in runs of 16 pages around each one that is touched, and keeps mapped code longer than anything else. Once
/// unmapped, what nobody runs any more is the first that a board short of memory gets back; what runs is mapped again when it does.
func unmapStartCode() {
    camgate_unmap_code()
}
