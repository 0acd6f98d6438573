"""BP611: `bpf_printk()` in a program that runs for every packet or every scheduling decision.

All CPUs write to one trace buffer. Once a file; quiet behind a test of a constant that the loader sets (a debug switch)
as far as the kernel then never reaches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._advice import calls_of, one_of
from bpflint.checks._kfuncs import kind_of
from bpflint.checks.context import Context
from bpflint.libbpf.programs import Program

_HOT: Final = frozenset(
    {
        "BPF_PROG_TYPE_CGROUP_SKB",
        "BPF_PROG_TYPE_LWT_IN",
        "BPF_PROG_TYPE_LWT_OUT",
        "BPF_PROG_TYPE_LWT_XMIT",
        "BPF_PROG_TYPE_NETFILTER",
        "BPF_PROG_TYPE_SCHED_ACT",
        "BPF_PROG_TYPE_SCHED_CLS",
        "BPF_PROG_TYPE_SK_LOOKUP",
        "BPF_PROG_TYPE_SK_MSG",
        "BPF_PROG_TYPE_SK_SKB",
        "BPF_PROG_TYPE_SOCKET_FILTER",
        "BPF_PROG_TYPE_XDP",
    }
)
_HOT_MEMBERS: Final = frozenset({"enqueue", "dequeue", "dispatch", "select_cpu", "running", "stopping", "tick"})
"""Members of sched_ext_ops that run for every scheduling decision."""


def check(context: Context) -> Iterator[Found]:
    """Yield the first call in such a program."""
    calls = [
        call
        for call in calls_of(context, "bpf_trace_printk", "bpf_trace_vprintk")
        if any(_is_hot(program) and not reached.conditional for program, reached in call.ways)
    ]
    yield from one_of(
        calls,
        "bpf_printk() in a hot path: every CPU writes to the one trace buffer",
        "put it behind a `const volatile bool debug` that the loader sets, or send an event through a ring buffer",
    )


def _is_hot(program: Program) -> bool:
    kind = kind_of(program)
    if kind is None:
        return False
    struct, _, member = (kind.member or "").partition(".")
    return kind.type in _HOT or (struct == "sched_ext_ops" and member in _HOT_MEMBERS)
