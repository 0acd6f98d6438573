"""What a hook passes to a program: its prototype on a kernel, and how many words of context the program may read.

Source: btf_ctx_access() in kernel/bpf/btf.c. An argument takes a word, a struct by value as many as it is long. What
the function returned comes behind them where the program runs after it, and for LSM hooks.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from bpflint.kernel import KernelFacts
from bpflint.kernel.program_types import STRUCT_OPS, ProgramKind
from bpflint.kernel.surface_types import Argument, ArgumentKind, Signature, strip

FUNCTIONS = frozenset({"BPF_TRACE_FENTRY", "BPF_TRACE_FEXIT", "BPF_MODIFY_RETURN", "BPF_TRACE_FSESSION"})
WITH_RESULT = frozenset({"BPF_TRACE_FEXIT", "BPF_MODIFY_RETURN", "BPF_TRACE_FSESSION"})
RAW_TRACEPOINTS = frozenset({"BPF_PROG_TYPE_RAW_TRACEPOINT", "BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE"})
"""Programs of these types may read what the tracepoint does not have, and cannot be attached then."""
_LSM = "BPF_PROG_TYPE_LSM"
_WORD = 8


def prototypes(kernel: KernelFacts, kind: ProgramKind) -> tuple[Signature, ...]:
    """Every form of the hook that the kernel's builds have; none where it is not known to be there."""
    surface, target = kernel.surface, kind.target or ""
    if kind.type == STRUCT_OPS:
        struct, _, member = (kind.member or "").partition(".")
        answer = surface.struct_ops_member(struct, member)
    elif kind.type == _LSM:
        answer = surface.lsm_hook(target)
    elif kind.attach == "BPF_TRACE_RAW_TP" or kind.type in RAW_TRACEPOINTS:
        answer = surface.tracepoint(target)
    elif kind.attach in FUNCTIONS:
        answer = surface.function(target)
    else:
        return ()
    return answer.forms if answer.is_present else ()


class Words(NamedTuple):
    """How many words of its context a program may read: on every build of the kernel, and on some."""

    least: int
    most: int


@lru_cache(maxsize=1024)
def words(kernel: KernelFacts, kind: ProgramKind) -> Words | None:
    """How many words of its context a program may read; None where nobody knows."""
    found: list[int] = []
    for form in prototypes(kernel, kind):
        counts = [words_of(kernel, each) for each in form.arguments]
        if form.variadic or None in counts:
            return None
        arguments = len(counts) if kind.type in RAW_TRACEPOINTS else sum(each or 0 for each in counts)
        has_result = kind.type == _LSM or kind.attach in WITH_RESULT
        found.append(arguments + (has_result and strip(form.result) != "void"))
    return Words(min(found), max(found)) if found else None


def words_of(kernel: KernelFacts, argument: Argument) -> int | None:
    """How many words an argument takes; None where nobody knows."""
    if argument.kind is ArgumentKind.STRUCT:
        _, typedef, name = argument.resolved.partition(" typedef ")
        record = kernel.surface.record(name if typedef else argument.resolved).value
        return None if record is None else -(-record.size // _WORD)
    return None if argument.kind is ArgumentKind.UNKNOWN or "__int128" in argument.resolved else 1


def argument_at(kernel: KernelFacts, form: Signature, index: int) -> Argument | None:
    """The argument that begins at a word of the context."""
    at = 0
    for argument in form.arguments:
        length = words_of(kernel, argument)
        if at == index or length is None:
            return argument if length is not None else None
        at += length
    return None
