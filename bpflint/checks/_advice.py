"""What the rules of practice (BP6) share: one note a file for each habit, with how often it occurs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from bpflint.base.finding import Found
from bpflint.base.span import Span
from bpflint.checks._helpers import HelperCall, helper_calls
from bpflint.checks._kfuncs import kind_of, programs_of
from bpflint.checks.context import Context
from bpflint.source.unit import Unit

NUMBERS_LOOP: Final = "bpf_iter_num_new"
"""The kfunc behind bpf_for(), by which kernels take loops as they are."""
BETTER: Final[Mapping[str, tuple[str, ...]]] = {
    "bpf_get_current_task": ("bpf_get_current_task_btf",),
    "bpf_loop": (NUMBERS_LOOP,),
    "bpf_perf_event_output": ("bpf_ringbuf_output",),
    "bpf_probe_read": ("bpf_probe_read_kernel", "bpf_probe_read_user"),
    "bpf_probe_read_kernel": ("bpf_rdonly_cast",),
    "bpf_probe_read_str": ("bpf_probe_read_kernel_str", "bpf_probe_read_user_str"),
}
"""Functions, and those that do the same better. Kernels are told apart by whether they have the better one."""
CORE_READS: Final = frozenset({"BPF_CORE_READ", "BPF_CORE_READ_INTO", "bpf_core_read"})
"""Macros of libbpf that read a member of a kernel structure by a helper call."""
_DEFINED: Final = re.compile(r"\s*#\s*define\s+(\w+)")


def has_better(context: Context, call: HelperCall) -> bool:
    """True if this kernel has all that is better, for every program that gets to the call."""
    kernel = context.kernel
    for name in BETTER[call.name]:
        better = kernel.helper(name) or kernel.kfunc(name)
        kinds = [kind_of(program) for program, _ in call.ways]
        if better is None or any(kind is None or better.allows(kind) is False for kind in kinds):
            return False
    return True


def calls_of(context: Context, *names: str) -> Iterator[HelperCall]:
    """The calls of these helpers in the file itself, in the order of the source; what headers do is theirs."""
    found = (call for call in helper_calls(context) if call.name in names)
    return iter(
        sorted(
            (call for call in found if call.call.span.path == context.unit.path),
            key=lambda call: (call.call.span.line, call.call.span.column),
        )
    )


def is_written_here(context: Context, call: HelperCall) -> bool:
    """True unless a macro of a header makes the call."""
    return not call.call.macro or call.call.macro in _own_macros(context.unit)


@lru_cache(maxsize=2)
def _own_macros(unit: Unit) -> frozenset[str]:
    """The macros that the file itself defines."""
    return frozenset(found[1] for line in unit.lines(unit.path) if (found := _DEFINED.match(line)))


def one_of(calls: Iterable[HelperCall], message: str, cure: str) -> Iterator[Found]:
    """One finding for all the calls, at the first. `message` tells of one; the others are counted."""
    every = list(calls)
    if every:
        first = every[0]
        programs = dict.fromkeys(name for call in every for name in programs_of(call.ways))
        docs = (first.helper.docs or "") if first.helper is not None else ""
        yield note(first.call.span, message, cure, len(every), function=first.function, programs=programs, docs=docs)


def note(
    span: Span,
    message: str,
    cure: str,
    count: int = 1,
    *,
    function: str = "",
    programs: Iterable[str] = (),
    docs: str = "",
) -> Found:
    """A finding that stands for `count` of its kind."""
    more = f" (and {count - 1} more in this file)" if count > 1 else ""
    return Found(
        span=span,
        message=message + more,
        help=cure,
        function=function,
        programs=tuple(programs),
        docs=docs,
        key="first",
    )
