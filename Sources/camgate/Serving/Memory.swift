import CMalloc

/// Makes the C library give large blocks back to the system when they are freed, from the first on.
///
/// Left alone, glibc learns from the first 16 MiB of a password hash to keep such blocks for ever, and keeps an arena a thread.
func returnLargeBlocks() {
    camgate_return_large_blocks(1 << 20, 2)
}
