"""What a hook passes to a program: its prototype on a kernel, and how many words of context the program may read.

Source: btf_ctx_access() in kernel/bpf/btf.c. An argument takes a word, a struct by value as many as it is long. What
the function returned comes behind them where the program runs after it, and for LSM hooks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bpflint.kernel import KernelFacts
from bpflint.kernel.program_types import STRUCT_OPS, ProgramKind
from bpflint.kernel.surface_types import Argument, ArgumentKind, Signature, kind_of, resolve, strip
from bpflint.kernel.verifier_change import Change

FUNCTIONS = frozenset({"BPF_TRACE_FENTRY", "BPF_TRACE_FEXIT", "BPF_MODIFY_RETURN", "BPF_TRACE_FSESSION"})
WITH_RESULT = frozenset({"BPF_TRACE_FEXIT", "BPF_MODIFY_RETURN", "BPF_TRACE_FSESSION"})
RAW_TRACEPOINTS = frozenset({"BPF_PROG_TYPE_RAW_TRACEPOINT", "BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE"})
"""Programs of these types may read what the tracepoint does not have, and cannot be attached then."""
_LSM = "BPF_PROG_TYPE_LSM"
_WORD = 8
_MOST_ARGUMENTS = 12
_LARGEST_STRUCT = 16
_RECORDS = ("struct ", "union ")
_QUALIFIED_VOID = re.compile(r"\b(?:const|volatile) void\b")


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


def returns_nothing(kernel: KernelFacts, kind: ProgramKind) -> bool:
    """True if every form of the hook returns nothing; False also where none is known."""
    forms = prototypes(kernel, kind)
    return bool(forms) and all(strip(form.result) == "void" for form in forms)


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


class Unreadable(NamedTuple):
    """An argument that the verifier lets no program read, and the change after which it does."""

    what: str
    until: Change


def unreadable(kernel: KernelFacts, argument: Argument) -> Unreadable | None:
    """What an argument is, where no program may read it; None where programs may, or nobody knows.

    The verifier wanted a struct or char behind every pointer at first, then any number, then anything.
    """
    found = _unreadable(kernel, argument)
    return None if found is None or kernel.has(found.until) else found


def _unreadable(kernel: KernelFacts, argument: Argument) -> Unreadable | None:
    if argument.kind is ArgumentKind.STRUCT:
        return Unreadable("a struct by value", Change.STRUCTS_PASSED)
    if argument.kind is ArgumentKind.FUNCTION:
        return Unreadable("a pointer to a function", Change.ALL_POINTERS_READ)
    if argument.kind is not ArgumentKind.POINTER or not argument.resolved.endswith("*"):
        return None
    target = resolve(argument.target, kernel.surface.typedef)
    if target == "void":
        is_qualified = _QUALIFIED_VOID.search(argument.type)
        return Unreadable("a pointer to const void", Change.CONST_VOID_READ) if is_qualified else None
    if what := _behind(kernel, target):
        return Unreadable(f"a pointer to {what}", Change.ALL_POINTERS_READ)
    is_number = kind_of(target) is ArgumentKind.INTEGER and not target.endswith("char")
    return Unreadable("a pointer to a number", Change.NUMBERS_READ) if is_number else None


def _behind(kernel: KernelFacts, target: str) -> str:
    """What a pointer points to that is no number, void or struct with members; "" where it is one."""
    if target.endswith("*"):
        return "a pointer"
    if "(" in target:
        return "a function"
    if target.startswith("enum "):
        return "an enum"
    is_named = target.startswith(_RECORDS) and " typedef " not in target
    return "a struct without members" if is_named and kernel.surface.is_only_declared(target) else ""


@lru_cache(maxsize=1024)
def unsupported(kernel: KernelFacts, kind: ProgramKind) -> str:
    """What keeps every form of a hook from being attached to with a trampoline ("returns a struct"); else "".

    Source: btf_distill_func_proto() in kernel/bpf/btf.c.
    """
    if kind.type != _LSM and kind.attach not in FUNCTIONS:
        return ""
    reasons = [_unsupported(kernel, form) for form in prototypes(kernel, kind)]
    return reasons[0] if reasons and all(reasons) else ""


def _unsupported(kernel: KernelFacts, form: Signature) -> str:
    result = resolve(form.result, kernel.surface.typedef)
    if result.startswith(_RECORDS) and not result.endswith("*"):
        return f"returns a {result.split()[0]}"
    if form.variadic:
        return "takes any number of arguments"
    if len(form.arguments) > _MOST_ARGUMENTS:
        return f"takes more than {_MOST_ARGUMENTS} arguments"
    for argument in form.arguments:
        if argument.kind is not ArgumentKind.STRUCT:
            continue
        word = argument.resolved.split()[0]
        if not kernel.has(Change.STRUCTS_PASSED if word == "struct" else Change.UNIONS_PASSED):
            return f"takes a {word} by value"
        if (length := words_of(kernel, argument)) is not None and length * _WORD > _LARGEST_STRUCT:
            return f"takes a {word} of more than {_LARGEST_STRUCT} bytes by value"
    return ""
