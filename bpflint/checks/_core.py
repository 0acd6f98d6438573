"""What the check of CO-RE accesses shares with the classes of kernels: what programs access that this kernel lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from bpflint.checks._holders import who_has
from bpflint.checks.context import Context
from bpflint.flow.static.core_accesses import Access, AccessAt, accesses
from bpflint.flow.static.per_function import per_function
from bpflint.flow.static.reach import Reached
from bpflint.flow.static.unit_reach import Reachability
from bpflint.kernel import Facts, KernelFacts, Presence
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, FunctionRef
from bpflint.source.unit import Unit


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How a program gets into a function: `entered` is the call, None for the program's own."""

    program: Program
    entered: Reached | None


@lru_cache(maxsize=1 << 15)
def presence(kernel: KernelFacts, access: Access) -> Presence:
    """Whether a kernel has what is accessed. Each is asked about once for every class of kernels, of every file."""
    surface = kernel.surface
    owner = _essential(access.owner)
    match access.category:
        case "field":
            answer = surface.field(owner, access.name, access.shapes).presence
            if answer is Presence.UNKNOWN and owner.startswith("struct "):
                return surface.field(f"union {owner[7:]}", access.name, access.shapes).presence
            return answer
    return surface.enumerator(essential_name(access.name), owner).presence


@lru_cache(maxsize=1 << 15)
def answers_about(facts: Facts, access: Access) -> frozenset[Presence]:
    """What the known kernels answer when asked for what is accessed."""
    return frozenset(presence(facts.at(version), access) for version in facts.versions)


def _essential(spelling: str) -> str:
    word, _, tag = spelling.rpartition(" ")
    return f"{word} {essential_name(tag)}".lstrip()


def text_of(access: Access) -> str:
    """How to name it in a sentence."""
    if access.category == "field":
        word, _, tag = access.owner.partition(" ")
        return f"the member {access.name} of {word} {essential_name(tag)}"
    return f"the enumerator {access.name}"


def name_of(access: Access) -> str:
    """Its name with that of the struct that it is in, as the kernel's BTF has them."""
    if access.category == "field":
        return f"{_essential(access.owner).rpartition(' ')[2]}.{access.name}"
    return essential_name(access.name)


def has_other_type(context: Context, access: Access) -> bool:
    """True if this kernel has such a member, and libbpf does not take it for the declared one."""
    return bool(access.shapes) and presence(context.kernel, replace(access, shapes=())) is Presence.PRESENT


def holders(context: Context, access: Access) -> str:
    """`kernels <6.2 have it, 6.2..6.11 perhaps`."""
    return who_has(context, lambda kernel: presence(kernel, access))


def lacking(context: Context) -> tuple[Access, ...]:
    """What this kernel surely lacks of all that programs access."""
    return context.once(_lacking)


def _lacking(context: Context) -> Iterator[Access]:
    yield from (access for access in _asked(context) if presence(context.kernel, access) is Presence.ABSENT)


def doubtful(context: Context) -> tuple[Access, ...]:
    """What nobody knows of this kernel of all that programs access and some kernel has."""
    return context.once(_doubtful)


def _doubtful(context: Context) -> Iterator[Access]:
    yield from (access for access in _unknown(context) if Presence.PRESENT in answers_about(context.facts, access))


def in_no_kernel(context: Context) -> tuple[Access, ...]:
    """What no known kernel has of all that programs access."""
    return context.once(_in_no_kernel)


def _in_no_kernel(context: Context) -> Iterator[Access]:
    yield from (access for access in _unknown(context) if answers_about(context.facts, access) == {Presence.UNKNOWN})


def _unknown(context: Context) -> Iterator[Access]:
    yield from (access for access in _asked(context) if presence(context.kernel, access) is Presence.UNKNOWN)


def _asked(context: Context) -> tuple[Access, ...]:
    """All that the programs of the unit access, each once."""
    unit, reachability = context.unit, context.reachability
    return reachability.keep("accesses", lambda: _find_asked(unit, reachability))


def _find_asked(unit: Unit, reachability: Reachability) -> tuple[Access, ...]:
    run = {program.function for program in reachability.reached}
    run.update(function for kept in reachability.kept.values() for _, function in kept)
    run.update(unit.functions[name] for each in reachability.calls for name in _entered_by(unit, each.call))
    asked = {at.access for function in run for at in accesses_of(function)}
    return tuple(sorted(asked, key=lambda each: (each.category, each.owner, each.name, each.shapes)))


def unguarded_ways(context: Context, function: Function, ways: list[Way], at: AccessAt) -> list[Way]:
    """The ways to an access that no test of the kernel guards, whether or not its outcome is known."""
    guards = context.guards
    if at.block not in guards.blocks(function) or at.block not in guards.untested_blocks(function):
        return []
    return [
        way for way in ways if way.entered is None or not context.reachability.tested(way.program, way.entered.call)
    ]


def is_certain(context: Context, function: Function, ways: list[Way], at: AccessAt) -> bool:
    """True if the access is come to whatever the loader sets."""
    certain = at.block in context.guards.certain_blocks(function)
    return certain and any(way.entered is None or not way.entered.conditional for way in ways)


@per_function
def accesses_of(function: Function) -> tuple[AccessAt, ...]:
    """Every access of a function."""
    return tuple(accesses(function))


def ways_into(context: Context) -> Mapping[str, list[Way]]:
    """The functions that programs run, each with the ways into it."""
    reachability, programs = context.reachability, context.programs
    return reachability.keep(("ways into", programs), lambda: _ways(context.unit, reachability, programs))


def _ways(unit: Unit, reachability: Reachability, programs: tuple[Program, ...]) -> Mapping[str, list[Way]]:
    found = reachability.keep("ways into", lambda: _entered(unit, reachability))
    judged = set(programs)
    if judged.issuperset(reachability.reached):
        return found
    return {name: kept for name, ways in found.items() if (kept := [way for way in ways if way.program in judged])}


def _entered(unit: Unit, reachability: Reachability) -> Mapping[str, list[Way]]:
    found: dict[str, list[Way]] = {}
    for program in reachability.reached:
        found.setdefault(program.function.name, []).append(Way(program, None))
        for call, function in reachability.kept[program]:
            entered = Reached(call, program.function, (call,), program.kind, alone=True)
            found.setdefault(function.name, []).append(Way(program, entered))
    for each in reachability.calls:
        if names := _entered_by(unit, each.call):
            ways = [Way(program, reached) for program, reached in each.ways]
            for name in names:
                found.setdefault(name, []).extend(ways)
    return found


def _entered_by(unit: Unit, call: Call) -> list[str]:
    """The functions that a call runs, or hands on."""
    operands = (operand.name if isinstance(operand, FunctionRef) else operand for operand in (call.callee, *call.args))
    return [name for name in operands if isinstance(name, str) and name in unit.functions]
