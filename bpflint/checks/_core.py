"""What the check of CO-RE accesses shares with the classes of kernels: what programs access that this kernel lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bpflint.checks.context import Context
from bpflint.flow.static.core_accesses import Access, AccessAt, accesses
from bpflint.flow.static.reach import Reached
from bpflint.flow.static.unit_reach import Reachability
from bpflint.kernel import KernelFacts, Presence
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.model import FunctionRef
from bpflint.source.unit import Unit


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How a program gets into a function: `entered` is the call, None for the program's own."""

    program: Program
    entered: Reached | None


def presence(kernel: KernelFacts, access: Access) -> Presence:
    """Whether a kernel has what is accessed."""
    surface = kernel.surface
    owner = _essential(access.owner)
    match access.category:
        case "field":
            answer = surface.field(owner, access.name).presence
            if answer is Presence.UNKNOWN and owner.startswith("struct "):
                return surface.field(f"union {owner[7:]}", access.name).presence
            return answer
    return surface.enumerator(access.name, owner).presence


def _essential(spelling: str) -> str:
    word, _, tag = spelling.rpartition(" ")
    return f"{word} {essential_name(tag)}".lstrip()


def lacking(context: Context) -> tuple[Access, ...]:
    """What this kernel surely lacks of all that programs access."""
    return context.once(_lacking)


def _lacking(context: Context) -> Iterator[Access]:
    asked: dict[Access, None] = {}
    for name in _functions(context):
        for at in _accesses(context.unit, name):
            asked[at.access] = None
    yield from (access for access in asked if presence(context.kernel, access) is Presence.ABSENT)


def accesses_of(context: Context, function: Function) -> tuple[AccessAt, ...]:
    """Every access of a function."""
    return _accesses(context.unit, function.name)


def _accesses(unit: Unit, name: str) -> tuple[AccessAt, ...]:
    known = _known(unit)
    if name not in known:
        known[name] = tuple(accesses(unit.functions[name]))
    return known[name]


@lru_cache(maxsize=2)
def _known(unit: Unit) -> dict[str, tuple[AccessAt, ...]]:  # noqa: ARG001 - the key
    """The accesses of the functions of a unit, as far as they were asked for; the same on every kernel."""
    return {}


def ways_into(context: Context) -> Mapping[str, list[Way]]:
    """The functions that programs run, each with the ways into it."""
    return _functions(context)


def _functions(context: Context) -> dict[str, list[Way]]:
    judged = set(context.programs)
    found = _entered(context.unit, context.reachability)
    return {name: kept for name, ways in found.items() if (kept := [way for way in ways if way.program in judged])}


@lru_cache(maxsize=2)
def _entered(unit: Unit, reachability: Reachability) -> Mapping[str, list[Way]]:
    # The same on most kernels.
    found: dict[str, list[Way]] = {}
    for program in reachability.reached:
        found.setdefault(program.function.name, []).append(Way(program, None))
    for each in reachability.calls:
        operands = (each.call.callee, *each.call.args)
        names = [operand.name if isinstance(operand, FunctionRef) else operand for operand in operands]
        for name in names:
            if isinstance(name, str) and name in unit.functions:
                found.setdefault(name, []).extend(Way(program, reached) for program, reached in each.ways)
    return found
