"""What the checks of allow-lists share: kfunc calls that this kernel does not let the program make, and why.

The allow-list was measured on running kernels; where nobody measured, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bpflint.checks._kfuncs import KfuncCall, Way, alive, kfunc_calls, surest
from bpflint.checks.context import Context
from bpflint.kernel.kfunc import KfuncAt
from bpflint.kernel.program_types import ProgramKind
from bpflint.kernel.version import Version

PREFIX = "BPF_PROG_TYPE_"


class Why(Enum):
    """The kinds of refusal, each a rule of its own."""

    TYPE = auto()
    ATTACH_POINT = auto()
    LATER = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Refusal:
    """A call that is refused to the programs of `ways`, which all have kind `kind`."""

    call: KfuncCall
    kfunc: KfuncAt
    kind: ProgramKind
    why: Why
    since: Version | None
    """The first later kernel that allows it, for Why.LATER."""
    ways: tuple[Way, ...]


def refusals(context: Context) -> tuple[Refusal, ...]:
    """Every refused call, once for each kind of program that makes it."""
    return context.once(_refusals)


def _refusals(context: Context) -> Iterator[Refusal]:
    for call in kfunc_calls(context):
        kfunc = context.kernel.kfunc(call.name)
        if kfunc is None or not kfunc.callable:
            continue
        for kind, ways in call.by_kind.items():
            if kfunc.registered(kind) is False and (ways := surest(context, alive(context, ways))):
                why, since = _explain(context, kfunc, kind)
                yield Refusal(call, kfunc, kind, why, since, ways)


def _explain(context: Context, kfunc: KfuncAt, kind: ProgramKind) -> tuple[Why, Version | None]:
    for version in context.facts.versions:
        if version > context.kernel.version:
            later = context.facts.at(version).kfunc(kfunc.name)
            if later is not None and later.callable and later.registered(kind):
                return Why.LATER, version
    if kind.type in program_types(kfunc):
        return Why.ATTACH_POINT, None
    return Why.TYPE, None


def program_types(kfunc: KfuncAt) -> tuple[str, ...]:
    """The program types on the allow-list, each once."""
    return tuple(dict.fromkeys(token.partition("/")[0].partition("#")[0] for token in kfunc.program_types()))


def places(kfunc: KfuncAt, kind: ProgramKind) -> tuple[str, ...]:
    """The attach types, hooks or struct_ops members of the kind's type that may call the kfunc."""
    tokens = (token.partition("/") for token in kfunc.program_types())
    return tuple(
        dict.fromkeys(name.partition("#")[0] for program_type, _, name in tokens if program_type == kind.type and name)
    )


def describe(kind: ProgramKind) -> str:
    """The kind of program as people write it: `xdp`, `struct_ops sched_ext_ops.enqueue`, `tracing (trace_fentry)`."""
    base = kind.type.removeprefix(PREFIX).lower()
    if kind.member:
        return f"{base} {kind.member}"
    if kind.attach and kind.attach != f"BPF_{base.upper()}":
        return f"{base} ({kind.attach.removeprefix('BPF_').lower()})"
    return base


def shorten(words: tuple[str, ...], limit: int = 6) -> str:
    """A list for a message, cut where it gets long."""
    return ", ".join(words[:limit]) + (f" and {len(words) - limit} more" if len(words) > limit else "")
