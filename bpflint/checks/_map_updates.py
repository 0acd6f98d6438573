"""Where a function counts something up in the value of a map, by reading and writing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bpflint.base.span import Span
from bpflint.checks._origins import Origins
from bpflint.flow.static.addresses import base_of, makers
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import (
    Binary,
    Call,
    Cast,
    Const,
    FieldAddress,
    Global,
    IndexAddress,
    Load,
    Operand,
    Store,
    Temp,
)
from bpflint.source.unit import Unit

_TAKEN: Final = frozenset({"bpf_spin_lock", "bpf_res_spin_lock", "bpf_res_spin_lock_irqsave"})
_OWN_CPU: Final = "bpf_get_smp_processor_id"
_MAX_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class MapUpdate:
    """`written` names what is counted up, as in the source; `map` the map whose value holds it."""

    map: str
    written: str
    span: Span


def counted_up(unit: Unit, function: Function) -> tuple[MapUpdate, ...]:
    """Each such place; none where the function takes a lock, by itself or another's hand, or asks for its CPU."""
    called = _called(function)
    if "bpf_map_lookup_elem" not in called or _OWN_CPU in called or _takes_lock(unit, called):
        return ()
    return _updates(function)


@per_function
def _called(function: Function) -> frozenset[str]:
    return frozenset(call.callee for call in function.calls() if isinstance(call.callee, str))


def _takes_lock(unit: Unit, called: Iterable[str]) -> bool:
    seen: set[str] = set()
    work = list(called)
    while work:
        name = work.pop()
        if name in _TAKEN:
            return True
        if name not in seen and name in unit.functions:
            seen.add(name)
            work += _called(unit.functions[name])
    return False


@per_function
def _updates(function: Function) -> tuple[MapUpdate, ...]:
    return tuple(_found_in(function))


def _found_in(function: Function) -> Iterator[MapUpdate]:
    origins = Origins(function)
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Store):
                for read in _summed(function, instruction.value):
                    name = _map_of(origins, instruction.address)
                    if name and _is_same_place(origins, read, instruction):
                        yield MapUpdate(name, _written(read), instruction.span)
                        break


def _summed(function: Function, value: Operand) -> Iterator[Load]:
    """What was read to make `value`, where that is a sum or a difference."""
    work = [(value, False)]
    for _ in range(_MAX_STEPS):
        if not work:
            return
        operand, counts = work.pop()
        match makers(function).get(operand.index) if isinstance(operand, Temp) else None:
            case Cast(operand=inner):
                work.append((inner, counts))
            case Binary(op="-", left=left):
                work.append((left, True))
            case Binary(op="+", left=left, right=right):
                work += [(right, True), (left, True)]
            case Load() as load if counts:
                yield load


def _is_same_place(origins: Origins, read: Load, written: Store) -> bool:
    """True for `p->n += x`, whose address is made once, and for `p->n = p->n + x`."""
    if read.address is written.address:
        return True
    place = _place(origins, read.address)
    return place is not None and place == _place(origins, written.address) and read.type.size == written.type.size


def _place(origins: Origins, address: Operand) -> tuple[Call, int] | None:
    """The call that gave the memory, and how many bytes behind its begin; None where that is not clear."""
    offset = 0
    while isinstance(address, Temp):
        match makers(origins.function).get(address.index):
            case Cast(operand=inner):
                address = inner
            case FieldAddress(base=inner, offset=more):
                address, offset = inner, offset + more
            case IndexAddress(base=inner, index=Const(value=index), element=element):
                address, offset = inner, offset + index * element.size
            case _:
                break
    origin = origins.of(address)
    return (origin, offset) if isinstance(origin, Call) else None


def _map_of(origins: Origins, address: Operand) -> str:
    """The map whose value the address lies in, "" where that is not clear."""
    origin = origins.of(base_of(origins.function, address, members=True))
    if isinstance(origin, Call) and origin.callee == "bpf_map_lookup_elem" and isinstance(origin.args[0], Global):
        return origin.args[0].name
    return ""


def _written(read: Load) -> str:
    return f"`{read.result.name}`" if read.result.name else "a member"
