"""How the process holds on to its memory."""

import ctypes

# mallopt(3); its constants are glibc's
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_LARGEST_MMAP_THRESHOLD = 32 << 20  # bytes; glibc refuses more
_HELD = 1 << 30  # bytes that may stay unused


def keep_memory() -> None:
    """Keep what a batch gives back for the next one.

    By default glibc returns large blocks to the kernel, which clears them anew
    for the next batch: a sixth to a third of a batch of the convolutional
    network. Where the C library is another, nothing changes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGEST_MMAP_THRESHOLD)
        mallopt(_TRIM_THRESHOLD, _HELD)
