"""BP605: `bpf_loop()` with its callback, where `bpf_for()` writes the same loop in place.

Once a file; quiet where a program that gets there may not use number iterators.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._advice import calls_of, has_better, one_of
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield the first call, if this kernel has number iterators."""
    yield from one_of(
        (call for call in calls_of(context, "bpf_loop") if has_better(context, call)),
        "bpf_loop() needs a callback and a context for what bpf_for() does in place",
        "write bpf_for(i, 0, n) { ... }, since kernel 6.4",
    )
