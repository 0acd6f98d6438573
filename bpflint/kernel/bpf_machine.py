"""The machine that a BPF program runs on, the same on every architecture and kernel."""

from __future__ import annotations

from typing import Final

REGISTER: Final = 8
"""Bytes of a register: those of an address, and the most that one instruction reads or writes."""
STACK: Final = 512
"""Bytes of stack, MAX_BPF_STACK in include/linux/filter.h: of one function, and of a chain of calls."""
MAX_CALLS: Final = 8
"""Functions that may be in the middle of calls at once, MAX_CALL_FRAMES in include/linux/bpf_verifier.h."""
