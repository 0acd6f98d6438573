"""Where a function counts something up in the value of a map, by reading and writing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bpflint.base.span import Span
from bpflint.checks._origins import Origins
from bpflint.source.model import (
    Binary,
    Call,
    Cast,
    FieldAddress,
    Function,
    Global,
    IndexAddress,
    Instruction,
    Load,
    Operand,
    Store,
    Temp,
)

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


@lru_cache(maxsize=1024)  # many programs share a function, on every kernel
def counted_up(function: Function) -> tuple[MapUpdate, ...]:
    """Each such place; none where the function takes a lock, or goes by the number of its CPU."""
    return tuple(_counted_up(function))


def _counted_up(function: Function) -> Iterator[MapUpdate]:
    called = {call.callee for call in function.calls() if isinstance(call.callee, str)}
    if "bpf_map_lookup_elem" not in called or called & _TAKEN or _OWN_CPU in called:
        return
    origins = Origins(function)
    made: dict[int, Instruction] = {}
    for block in function.blocks:
        for instruction in block.instructions:
            result = getattr(instruction, "result", None)
            if isinstance(result, Temp):
                made[result.index] = instruction
            if isinstance(instruction, Store):
                read = _read(instruction.value, made)
                if read is not None and read.address is instruction.address:
                    name = _map_of(instruction.address, made, origins)
                    if name:
                        yield MapUpdate(name, _written(read), instruction.span)


def _read(value: Operand, made: dict[int, Instruction]) -> Load | None:
    """What was read to make `value`, where that is a sum or a difference."""
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


def _map_of(address: Operand, made: dict[int, Instruction], origins: Origins) -> str:
    """The map whose value the address lies in, "" where that is not clear."""
    for _ in range(_MAX_STEPS):
        match made.get(address.index) if isinstance(address, Temp) else None:
            case FieldAddress(base=base) | IndexAddress(base=base):
                address = base
            case _:
                break
    origin = origins.of(address)
    if isinstance(origin, Call) and origin.callee == "bpf_map_lookup_elem" and isinstance(origin.args[0], Global):
        return origin.args[0].name
    return ""


def _written(read: Load) -> str:
    return f"`{read.result.name}`" if read.result.name else "a member"
