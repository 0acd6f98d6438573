"""What the kernel passes to a program at its hook: the types are the hook's, whatever the source casts them to.

Source: btf_ctx_access() in kernel/bpf/btf.c: a pointer to a struct is one to a kernel object, any other argument is a
number, pointers to integers and to void included. Where builds of a release differ, or nobody knows the hook, the
answer is None, and the program's own types count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bpflint.kernel.surface_types import ArgumentKind
from bpflint.libbpf.hook_prototypes import RAW_TRACEPOINTS, WITH_RESULT, prototypes

if TYPE_CHECKING:
    from bpflint.kernel import KernelFacts, ProgramKind
    from bpflint.kernel.surface_types import Argument, Signature


@dataclass(frozen=True, slots=True)
class HookArgument:
    """One argument. `struct` is the tag of the kernel struct it points to, "" for a number."""

    struct: str
    nullable: bool = False
    owned: bool = False


def hook_argument(kernel: KernelFacts, kind: ProgramKind, index: int) -> HookArgument | None:
    """Argument `index` (from 0) of the hook, None where it is not known or neither a number nor a kernel object."""
    arguments = hook_arguments(kernel, kind)
    return arguments[index] if 0 <= index < len(arguments) else None


@lru_cache(maxsize=1024)
def hook_arguments(kernel: KernelFacts, kind: ProgramKind) -> tuple[HookArgument | None, ...]:
    """Every argument of the hook, as far as it is known; what the function returned comes last."""
    forms = prototypes(kernel, kind)
    if not forms or kind.type in RAW_TRACEPOINTS or len({len(form.arguments) for form in forms}) > 1:
        return ()
    columns = zip(*(form.arguments for form in forms), strict=True)
    found = [_common([_classified(each) for each in column]) for column in columns]
    if kind.attach == "BPF_TRACE_RAW_TP":
        null, error = kernel.facts.store.doubtful_arguments(kind.target or "", kernel.version)
        found = [
            HookArgument("") if index in error else replace(each, nullable=True) if each and index in null else each
            for index, each in enumerate(found)
        ]
    if kind.attach in WITH_RESULT:
        # What the function returned comes behind its arguments.
        found.append(_common([_result(form) for form in forms]))
    return tuple(found)


def _classified(argument: Argument) -> HookArgument | None:
    if argument.kind is ArgumentKind.INTEGER:
        return HookArgument("")
    if argument.kind is not ArgumentKind.POINTER:
        return None
    if argument.target.startswith(("struct ", "union ")):
        return HookArgument(argument.target.partition(" ")[2], argument.nullable, argument.owned)
    return None if argument.target.endswith("*") else HookArgument("")


def _result(form: Signature) -> HookArgument | None:
    # A pointer that was returned may be an error, and is a number to the verifier.
    return None if form.result.rstrip() in ("", "void") or form.result.startswith("struct ") else HookArgument("")


def _common(found: list[HookArgument | None]) -> HookArgument | None:
    return found[0] if all(each == found[0] for each in found) else None
