"""Bit-fields in memory: each is known by itself, at its place in eighths of a byte."""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CLOBBERED, UNKNOWN, Condition, Pointer, RegionKind, Scalar, Value, bit_limits
from bpflint.flow.machine.context import Machine
from bpflint.source.lowering.constants import wrap_bits
from bpflint.source.model import Load, Store

_NUMBERS: Final = (RegionKind.PACKET, RegionKind.KERNEL, RegionKind.MAP_VALUE, RegionKind.ALLOC)
"""Memory of which the program reads numbers that nobody knows yet: they may be any, as those of whole integers."""


def load(engine: Machine, state: State, instruction: Load, address: Pointer) -> Value:
    """The value of a bit-field."""
    low, high = bit_limits(instruction.type, instruction.bit_width)
    if address.offset is None or instruction.volatile:
        return Scalar(low, high, 0, vague=True)
    place, size = address.offset + instruction.bit_offset / 8, instruction.bit_width / 8
    known = state.read(address.region, place, size)
    if known is None or known is CLOBBERED:
        known = Scalar(low, high, engine.identity(), vague=address.region.kind not in _NUMBERS)
        state.write(address.region, place, size, known)
    return Scalar(low, high, 0, vague=True) if known is UNKNOWN else engine.cast(state, known, instruction.type)


def store(engine: Machine, state: State, instruction: Store, address: Pointer) -> None:
    """Gives a bit-field the bits of a value that it has room for."""
    assert address.offset is not None
    place, size = address.offset + instruction.bit_offset / 8, instruction.bit_width / 8
    value = _narrowed(engine, state, engine.value(state, instruction.value), instruction)
    state.write(address.region, place, size, value)


def _narrowed(engine: Machine, state: State, value: Value, instruction: Store) -> Value:
    width = instruction.bit_width
    low, high = bit_limits(instruction.type, width)
    if isinstance(value, Condition) and high > 0:
        return value
    if not isinstance(value, Scalar):
        return Scalar(low, high, 0, vague=True)
    now_low, now_high = state.range(value)
    if low <= now_low and now_high <= high:
        return value
    if now_low == now_high:
        constant = wrap_bits(now_low, width, signed=instruction.type.signed)
        return Scalar(constant, constant)
    ident = engine.number(("bits", value.ident, width, low)) if value.ident else 0
    return Scalar(low, high, ident, vague=True)
