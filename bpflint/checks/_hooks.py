"""What the check of hooks' arguments shares with the classes of kernels: what programs read that the hook has not.

A program reads its arguments as words of its context. A word behind the last one is refused where it is read; a word
that holds something else than was declared is most likely a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from bpflint.base.finding import Level
from bpflint.checks._targets import has_alternative, is_optional
from bpflint.checks.context import Context
from bpflint.flow.static.context_words import WordRead, words_read
from bpflint.kernel import KernelFacts
from bpflint.kernel.surface_types import Argument, ArgumentKind
from bpflint.libbpf.hook_prototypes import RAW_TRACEPOINTS, Unreadable, argument_at, prototypes, unreadable, words
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import STRUCT_OPS, Program
from bpflint.source.control_flow import Function
from bpflint.source.model import Local
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Unit

_MAX_EMBEDDED = 8


@dataclass(frozen=True, slots=True)
class Misfit:
    """A word of the context that a program reads and that this kernel does not have, or has as something else."""

    program: Program
    read: WordRead
    words: int
    """How many there are."""
    level: Level | None = None
    at_most: Level | None = Level.ERROR
    passed: str = ""
    """What the kernel passes in its place, where it passes something."""
    unreadable: Unreadable | None = None
    """What it is, where the verifier lets nobody read such arguments."""


def misfits(context: Context) -> tuple[Misfit, ...]:
    """Every such word that a program reads."""
    return context.once(_misfits)


def _misfits(context: Context) -> Iterator[Misfit]:
    beyond: dict[Program, list[Misfit]] = {}
    for program in context.programs:
        kind = program.kind
        limit = words(context.kernel, kind) if kind is not None else None
        reads = _all_reads(context.unit, program.function, program.body) if limit is not None else {}
        if limit is None or not _is_doubtful(context.kernel, program, reads, limit.most):
            continue
        for found in _of_program(context, program, limit.most):
            if found.passed and not found.unreadable:
                yield found
            else:
                beyond.setdefault(program, []).append(found)
    for program, several in beyond.items():
        at_most: Level | None = Level.ERROR
        if is_optional(program):
            at_most = None
        elif has_alternative(context, program, set(beyond)):
            at_most = Level.NOTE
        yield from (replace(found, at_most=at_most) for found in several)


def has_doubtful_arguments(context: Context, program: Program) -> bool:
    """True if the program reads what only some builds of this kernel pass, or only one of the kernels around it."""
    return program in context.once(_doubtful)


def _doubtful(context: Context) -> Iterator[Program]:
    for program in context.programs:
        limit = words(context.kernel, program.kind) if program.kind is not None else None
        if limit is None or limit.least == limit.most or _loads_anyway(program):
            continue
        between = range(limit.least, limit.most)
        reads = _all_reads(context.unit, program.function, program.body)
        if not reads.keys().isdisjoint(between) and not _reached(context, program).keys().isdisjoint(between):
            yield program


def _all_reads(unit: Unit, entry: Function, body: Function) -> Mapping[int, WordRead]:
    """What the program reads on any kernel."""
    known = _known(unit)
    if entry not in known:
        known[entry] = words_read(unit, entry, body, lambda function: range(len(function.blocks)))
    return known[entry]


@lru_cache(maxsize=2)
def _known(unit: Unit) -> dict[Function, Mapping[int, WordRead]]:  # noqa: ARG001 - the key
    """What the programs of a unit read, as far as it was asked for."""
    return {}


def _is_doubtful(kernel: KernelFacts, program: Program, reads: Mapping[int, WordRead], limit: int) -> bool:
    """False if all that the program reads on any kernel fits this one."""
    return any(
        read.index >= limit or _passed(kernel, program, read) or _unreadable(kernel, program, read)
        for read in reads.values()
    )


def _of_program(context: Context, program: Program, limit: int) -> Iterator[Misfit]:
    for index, read in sorted(_reached(context, program).items()):
        if index >= limit:
            yield Misfit(program, read, limit, Level.NOTE if _loads_anyway(program) else None)
            continue
        if refused := _unreadable(context.kernel, program, read):
            yield Misfit(program, read, limit, passed=refused[1], unreadable=refused[0])
        elif passed := _passed(context.kernel, program, read):
            yield Misfit(program, read, limit, Level.WARNING, passed=passed)


def _reached(context: Context, program: Program) -> Mapping[int, WordRead]:
    """What the program reads on this kernel whatever the loader's constants are: they are made to choose by."""
    guards = context.guards

    def reached(function: Function) -> frozenset[int]:
        return guards.certain_blocks(function) & guards.untested_blocks(function)

    return words_read(context.unit, program.function, program.body, reached)


def _loads_anyway(program: Program) -> bool:
    return program.kind is not None and program.kind.type in RAW_TRACEPOINTS


# ------------------------------------------------------------------------------------------------------------- types


def _unreadable(kernel: KernelFacts, program: Program, read: WordRead) -> tuple[Unreadable, str] | None:
    """An argument that no program of this kernel may read in any form of the hook, and its type.

    Types of struct_ops may allow more (`to_free` of `Qdisc_ops.enqueue`).
    """
    if program.kind is None or program.kind.type == STRUCT_OPS or _loads_anyway(program):
        return None
    arguments = [argument_at(kernel, form, read.index) for form in prototypes(kernel, program.kind)]
    found = [(unreadable(kernel, each), each.type) if each is not None else (None, "") for each in arguments]
    sure = [(what, passed) for what, passed in found if what is not None]
    return sure[0] if sure and len(sure) == len(found) else None


def _passed(kernel: KernelFacts, program: Program, read: WordRead) -> str:
    """What the kernel passes for a parameter that is declared as something else in every form of the hook."""
    if read.parameter is None or program.kind is None:
        return ""
    passed = ""
    for form in prototypes(kernel, program.kind):
        argument = argument_at(kernel, form, read.index)
        if argument is None or not _differs(kernel, read.parameter, argument):
            return ""
        passed = argument.type
    return passed


def _differs(kernel: KernelFacts, parameter: Local, argument: Argument) -> bool:
    """True if what the kernel passes can hardly be meant by the declaration."""
    declared = _record(parameter.type)
    if argument.kind is ArgumentKind.INTEGER:
        # Numbers of 64 bits may hold addresses.
        return declared is not None and not argument.resolved.removeprefix("unsigned ").startswith("long")
    if argument.kind is not ArgumentKind.POINTER or not argument.target.startswith("struct "):
        return False
    if parameter.type.kind is Kind.INT:
        return 0 < parameter.type.size < 8
    if declared is None or declared.kind is not Kind.STRUCT:
        return False
    name = f"struct {essential_name(declared.name)}"
    if name == argument.target:
        return False
    ours, theirs = _beginnings(kernel, name), _beginnings(kernel, argument.target)
    return bool(ours and theirs) and ours.isdisjoint(theirs) and not _is_alike(kernel, name, argument.target)


def _record(ctype: Type) -> Type | None:
    """The struct or union that a pointer points to."""
    target = ctype.target if ctype.kind is Kind.POINTER else None
    return target if target is not None and target.is_record and target.name else None


def _is_alike(kernel: KernelFacts, *spellings: str) -> bool:
    """True if structs begin with members of the same name: one took the place of the other."""
    records = [kernel.surface.record(each).value for each in spellings]
    return len({each.members[0].path for each in records if each is not None and each.members}) == 1


@lru_cache(maxsize=512)
def _beginnings(kernel: KernelFacts, spelling: str) -> frozenset[str]:
    """A struct and those that its memory begins with; none where the kernel does not have it, or builds differ."""
    found: set[str] = set()
    work = [spelling]
    while work and len(found) < _MAX_EMBEDDED:
        name = work.pop()
        record = kernel.surface.record(name).value
        if record is None:
            return frozenset()
        found.add(name)
        work += [
            each.type
            for each in record.members
            if each.bit_offset == 0
            and each.type.startswith(("struct ", "union "))
            and not each.type.endswith(("*", "]"))
            and each.type not in found
        ]
    return frozenset(found)
