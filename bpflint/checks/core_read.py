"""BP603: a member of a kernel structure read through a helper, where `bpf_core_cast()` lets it be read like any other.

Once a file; quiet where a program that gets there may not call `bpf_rdonly_cast()`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._advice import CORE_READS, calls_of, has_better, one_of
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield the first such read, if this kernel has the cast."""
    calls = [
        call
        for call in calls_of(context, "bpf_probe_read_kernel")
        if call.call.macro in CORE_READS and has_better(context, call)
    ]
    if calls:
        yield from one_of(
            calls,
            f"{calls[0].call.macro}() copies through a helper what bpf_core_cast() lets the program read",
            "read through bpf_core_cast(pointer, struct type)->member, since kernel 6.2",
        )
