"""What the checks of attach targets share: which programs this kernel has no target for.

A program that a loader may leave out is told apart: its section says so (`?`), or another program of the file does its
work where it cannot, on the same target or with the same functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpflint.base.finding import Level
from bpflint.checks._holders import who_has
from bpflint.checks.context import Context
from bpflint.flow.static.reach import Reached
from bpflint.kernel import Presence
from bpflint.libbpf.attach_targets import Refusal, Target, has_holder, narrowed, presence, refusal, target_of
from bpflint.libbpf.programs import Program


@dataclass(frozen=True, slots=True)
class MissingTarget:
    """A program and what this kernel lacks for it; with `refusal`, it has that and takes no such program there."""

    program: Program
    target: Target
    at_most: Level | None = Level.ERROR
    """The level to report it at, at most: a note beside a program that does its work, None for an optional section."""
    refusal: Refusal | None = None


def missing_targets(context: Context) -> tuple[MissingTarget, ...]:
    """Every program of the unit that this kernel surely has no target for."""
    return context.once(_missing_targets)


def _missing_targets(context: Context) -> Iterator[MissingTarget]:
    kernel = context.kernel
    lacking: dict[Program, tuple[Target, Refusal | None]] = {}
    for program in context.programs:
        target = target_of(program.kind)
        if target is None or program.kind is None or program.left_out:
            continue
        if presence(kernel, target) is Presence.ABSENT:
            lacking[program] = narrowed(kernel, target), None
        elif why := refusal(kernel, program.kind):
            lacking[program] = target, why
    for program, (target, why) in lacking.items():
        has_other = has_alternative(context, program, set(lacking))
        at_most = None if is_optional(program) else Level.NOTE if has_other else Level.ERROR
        yield MissingTarget(program, target, at_most, why)


def missing_but_left_out(context: Context) -> tuple[MissingTarget, ...]:
    """Likewise for the programs that libbpf leaves out until a loader asks for their struct_ops maps."""
    return context.once(_missing_but_left_out)


def _missing_but_left_out(context: Context) -> Iterator[MissingTarget]:
    for program in context.programs:
        target = target_of(program.kind) if program.left_out else None
        if target is not None and presence(context.kernel, target) is Presence.ABSENT:
            yield MissingTarget(program, narrowed(context.kernel, target), None)


def has_doubtful_target(context: Context, program: Program) -> bool:
    """True if nobody knows whether this kernel has what the program attaches to, though others have it."""
    target = target_of(program.kind)
    if target is None or target.loads or presence(context.kernel, target) is not Presence.UNKNOWN:
        return False
    return has_holder(context.facts, target)


def perhaps_closed_hooks(context: Context) -> tuple[Program, ...]:
    """The programs on LSM hooks that take programs on some patch levels of this release only."""
    return context.once(_perhaps_closed_hooks)


def _perhaps_closed_hooks(context: Context) -> Iterator[Program]:
    for program in context.programs:
        kind = program.kind
        hook = kind.target if kind is not None and kind.type == "BPF_PROG_TYPE_LSM" else None
        if hook and context.kernel.lsm_hook_is_closed(hook) is None:
            yield program


def is_in_no_kernel(context: Context, target: Target) -> bool:
    """True if no known kernel has a target: only a module can bring it."""
    return presence(context.kernel, target) is not Presence.PRESENT and not has_holder(context.facts, target)


def nowhere(target: Target) -> str:
    """What is said of such a target."""
    return f"{target.text} is in no known kernel"


def having(context: Context, target: Target) -> str:
    """`kernels <7.0 have it`."""
    return who_has(context, lambda kernel: presence(kernel, target))


def is_optional(program: Program) -> bool:
    """True if libbpf leaves the program out unless it is asked for it."""
    return program.section.startswith("?")


def has_alternative(context: Context, program: Program, lacking: set[Program]) -> bool:
    """True if another program of the file, not among `lacking`, does this one's work: a loader takes either."""
    aim = _aim(program)
    mine = own_functions(context, program)
    for other in context.programs:
        if other.name == program.name or other in lacking or other.kind is None:
            continue
        if aim and _aim(other) == aim:
            return True
        if mine and mine & own_functions(context, other) and other.section != program.section:
            return True
    return False


def _aim(program: Program) -> str:
    """The last word of the target: `fentry/f` and `kprobe/f` are ways to the same."""
    target = program.kind.target if program.kind else None
    return (target or "").rpartition("/")[2]


def own_functions(context: Context, program: Program) -> frozenset[str]:
    """The functions of the unit that a program calls."""
    return context.reachability.keep(("own functions", program), lambda: _own_functions(context, program))


def _own_functions(context: Context, program: Program) -> frozenset[str]:
    own = {program.function.name, program.body.name}
    ways: tuple[Reached, ...] = context.reached(program)
    names = {way.call.callee for way in ways if isinstance(way.call.callee, str)}
    return frozenset(
        name
        for name in names & context.unit.functions.keys()
        if name not in own and not context.unit.functions[name].in_header
    )
