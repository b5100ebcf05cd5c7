"""Gives memory back to the system. Parts of a node point at each other, so only the collector frees them; and glibc keeps what
was freed for later, which for a tenant that sleeps may never come."""

import gc


def give_back() -> None:
    """Blocks for some ten milliseconds. Where the C library has no `malloc_trim`, what is freed is only used again."""
    import ctypes  # noqa: PLC0415  # half a megabyte, of no use to a node without tenants

    gc.collect()
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):
        return
    trim(ctypes.c_size_t(0))
