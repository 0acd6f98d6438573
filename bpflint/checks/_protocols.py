"""What the checks of call order share: where a unit makes the calls of a protocol, and which call is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bpflint.checks.context import Context
from bpflint.flow.domain.observed_calls import ObservedCall, Path
from bpflint.kernel import Facts
from bpflint.kernel.protocol import Protocol
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Global, Load, Store, Temp, operands
from bpflint.source.unit import Unit


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A call somewhere in the unit. `map` names the map that it passes, "" where the text does not tell."""

    call: Call
    name: str
    function: Function
    map: str


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A observed, and the program in which it was seen."""

    program: Program
    observed: ObservedCall


def seen_calls(context: Context) -> Iterator[Seen]:
    """Every call of a protocol on some path of the programs looked at; none where the walk was cut short."""
    for program in context.programs:
        analysis = context.analysis(program)
        if not analysis.gave_up:
            for observed in analysis.observed_calls:
                yield Seen(program, observed)


def needed_call(observed: ObservedCall, path: Path) -> str | None:
    """The call that has to come first, by its main name; None if no call helps."""
    protocol = observed.protocol
    ways = [
        protocol.path_to(state, observed.transition.origins) for state in sorted(path.states, key=protocol.states.index)
    ]
    return next((way[0] for way in ways if way), None)


def missing_call(context: Context, observed: ObservedCall, path: Path) -> str | None:
    """The first call on the way to `observed` that the unit never makes on objects of the map, if there is one."""
    protocol = observed.protocol
    for state in sorted(path.states, key=protocol.states.index):
        for name in protocol.path_to(state, observed.transition.origins) or ():
            if not sites_of(context, protocol, name, observed.map):
                return name
    return None


def sites_of(context: Context, protocol: Protocol, name: str, map_name: str) -> list[Site]:
    """Where the unit calls `name` (or an alias) on objects that may be in the map `map_name`."""
    names = {name, *(alias for alias, main in protocol.aliases.items() if main == name)}
    index = protocol.calls[name][0].map_argument
    found = []
    for site in _sites(context.unit, context.facts):
        if site.name not in names:
            continue
        passed = _map_name(context, site.function, site.call, index) if index is not None else ""
        if not passed or passed == map_name:
            found.append(Site(site.call, site.name, site.function, passed))
    return found


def is_private(context: Context, map_name: str) -> bool:
    """True if only this unit's programs can touch the map: it is neither declared elsewhere nor pinned."""
    variable = context.unit.globals.get(map_name)
    if variable is None or variable.is_extern:
        return False
    return all(member.name != "pinning" for member in variable.type.fields)


def is_unused(context: Context, observed: ObservedCall) -> bool:
    """True if nothing reads what the call returns."""
    function = context.unit.functions[observed.function]
    result = observed.call.result
    if result is None:
        return True
    for block in function.blocks:
        if any(result in operands(instruction) for instruction in block.instructions):
            return False
        terminator = block.terminator
        if result in (getattr(terminator, "condition", None), getattr(terminator, "value", None)):
            return False
    return True


def programs_reaching(context: Context, call: Call) -> Iterator[Program]:
    """Programs of the unit that reach `call`, those included that the context does not look at."""
    for program, ways in context.reachability.reached.items():
        if any(way.call is call for way in ways):
            yield program


@lru_cache(maxsize=2)  # asked for each call, on each kernel
def _sites(unit: Unit, facts: Facts) -> tuple[Site, ...]:
    names = {name for protocol in facts.protocols for name in protocol.calls}
    return tuple(
        Site(call, essential_name(call.callee), function, "")
        for function in unit.functions.values()
        if function.section or not (function.in_header and function.always_inline)
        for call in function.calls()
        if isinstance(call.callee, str) and essential_name(call.callee) in names
    )


def _map_name(context: Context, function: Function, call: Call, index: int) -> str:
    """The map that argument `index` names outright, "" where it is computed."""
    operand = call.args[index] if index < len(call.args) else None
    if isinstance(operand, Temp):
        made = [
            one
            for block in function.blocks
            for one in block.instructions
            if getattr(one, "result", None) is operand and not isinstance(one, Load | Store)
        ]
        operand = getattr(made[0], "operand", None) if len(made) == 1 else None
    if isinstance(operand, Global) and operand.name in context.unit.maps:
        return operand.name
    return ""
