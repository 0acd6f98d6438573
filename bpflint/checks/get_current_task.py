"""BP604: `bpf_get_current_task()`, whose result is a number, where a pointer with a type is to be had.

Once a file; quiet where a program that gets there may not call `bpf_get_current_task_btf()`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._advice import calls_of, has_better, one_of
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield the first call, if this kernel has the helper that gives the pointer."""
    yield from one_of(
        (call for call in calls_of(context, "bpf_get_current_task") if has_better(context, call)),
        "bpf_get_current_task() gives a number that has to be read through helpers",
        "bpf_get_current_task_btf() gives a trusted struct task_struct *, since kernel 5.11",
    )
