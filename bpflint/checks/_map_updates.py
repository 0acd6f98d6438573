"""Where a function counts something up in the value of a map, by reading and writing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bpflint.base.span import Span
from bpflint.checks._origins import Origins
from bpflint.flow.static.addresses import base_of, makers
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import Binary, Call, Cast, Global, Load, Operand, Store, Temp

_COUNTS: Final = frozenset({"+", "-"})
_TAKEN: Final = frozenset({"bpf_spin_lock", "bpf_res_spin_lock", "bpf_res_spin_lock_irqsave"})
_OWN_CPU: Final = "bpf_get_smp_processor_id"
_MAX_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class MapUpdate:
    """`written` names what is counted up, as in the source; `map` the map whose value holds it."""

    map: str
    written: str
    span: Span


@per_function
def counted_up(function: Function) -> tuple[MapUpdate, ...]:
    """Each such place; none where the function takes a lock, or goes by the number of its CPU."""
    called = {call.callee for call in function.calls() if isinstance(call.callee, str)}
    if "bpf_map_lookup_elem" not in called or called & _TAKEN or _OWN_CPU in called:
        return ()
    return tuple(_updates(function))


def _updates(function: Function) -> Iterator[MapUpdate]:
    origins = Origins(function)
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Store):
                read = _read(function, instruction.value)
                if read is not None and read.address is instruction.address:
                    name = _map_of(origins, instruction.address)
                    if name:
                        yield MapUpdate(name, _written(read), instruction.span)


def _read(function: Function, value: Operand) -> Load | None:
    """What was read to make `value`, where that is a sum or a difference."""
    made = makers(function)
    counts = False
    for _ in range(_MAX_STEPS):
        match made.get(value.index) if isinstance(value, Temp) else None:
            case Cast(operand=value):
                pass
            case Binary(op=op, left=value) if op in _COUNTS:
                counts = True
            case Load() as load:
                return load if counts else None
            case _:
                return None
    return None


def _map_of(origins: Origins, address: Operand) -> str:
    """The map whose value the address lies in, "" where that is not clear."""
    origin = origins.of(base_of(origins.function, address, members=True))
    if isinstance(origin, Call) and origin.callee == "bpf_map_lookup_elem" and isinstance(origin.args[0], Global):
        return origin.args[0].name
    return ""


def _written(read: Load) -> str:
    return f"`{read.result.name}`" if read.result.name else "a member"
