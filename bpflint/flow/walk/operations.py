"""What instructions compute that touch no memory: addresses of members and elements, arithmetic, comparisons."""

from __future__ import annotations

from dataclasses import replace

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import (
    UNKNOWN,
    UNSET,
    Argument,
    Condition,
    Pointer,
    RegionKind,
    Scalar,
    Value,
    moved,
    stepped,
)
from bpflint.flow.machine import pointer_arithmetic
from bpflint.flow.machine.context import Machine
from bpflint.flow.static.addresses import is_looked_up
from bpflint.flow.static.folded import folded
from bpflint.source.model import Binary, FieldAddress, IndexAddress, Unary
from bpflint.source.types import Kind


def field(engine: Machine, state: State, instruction: FieldAddress) -> Value:
    """The address of a member."""
    base = engine.value(state, instruction.base)
    if isinstance(base, Argument):
        base = base.pointer
    if isinstance(base, Scalar) and state.constant(base) is not None:
        place = base.low + instruction.offset
        return Scalar(place, place)
    if isinstance(base, Scalar) and base.ident in engine.numbers:
        return engine.plain_number(None, engine.number(("member", base.ident, instruction.offset)))
    if not isinstance(base, Pointer):
        return UNSET if base is UNSET else UNKNOWN
    if base.offset == 0 and base.region.type is None and instruction.record.is_record:
        state.learn_type(base.region, instruction.record)
    offset = None if base.offset is None else base.offset + instruction.offset
    distance = base.distance.further(instruction.offset) if base.distance is not None else None
    member = moved(base, offset, f"{instruction.record.name}.{instruction.field}", distance)
    if instruction.is_relocated and base.region.kind is RegionKind.CONTEXT:
        return replace(member, looked_up=offset or 0)
    return member


def index(engine: Machine, state: State, instruction: IndexAddress) -> Value:
    """The address of an element."""
    base = engine.value(state, instruction.base)
    if isinstance(base, Argument):
        base = base.pointer
    if isinstance(base, Scalar) and engine.is_number(state, base):
        return engine.plain_number()
    if not isinstance(base, Pointer):
        return UNSET if base is UNSET else UNKNOWN
    count = engine.value(state, instruction.index)
    pointer_arithmetic.check_moved(engine, state, instruction, base, count)
    index = state.constant(count)
    if index is not None and index >= 1 << 63:
        index -= 1 << 64
    size = instruction.element.size or (1 if instruction.element.kind is Kind.VOID else 0)
    if index == 0:
        return base
    place = stepped(base, count, size, index if size else None)
    if base.looked_up and index is not None and is_looked_up(state.top.function, instruction):
        return replace(place, looked_up=base.looked_up + index * size)
    return place


def binary(engine: Machine, state: State, instruction: Binary) -> Value:
    """The result of an operator, or an address that is moved."""
    constant = folded(state.top.function).get(instruction.result.index)
    if constant is not None:
        return Scalar(constant, constant)
    left, right = engine.value(state, instruction.left), engine.value(state, instruction.right)
    op = instruction.op
    pointer_arithmetic.check(engine, state, instruction, left, right)
    if op in ("+", "-") and isinstance(left, Pointer):
        constant = state.constant(right)
        if not isinstance(right, Pointer):
            pointer_arithmetic.check_moved(engine, state, instruction, left, right)
            return stepped(left, right, 1 if op == "+" else -1, constant)
        if op == "-" and left.region.kind is right.region.kind is RegionKind.PACKET:
            return arithmetic.fresh(instruction.result.type, engine.identity())  # any number to the verifier
    if op == "+" and isinstance(right, Pointer) and not isinstance(left, Pointer):
        return stepped(right, left, 1, state.constant(left))
    computed = arithmetic.compute(state, op, left, right, instruction.result.type, engine.number)
    return engine.same_kind(computed, left, right) if op in ("+", "-") else computed


def unary(engine: Machine, state: State, instruction: Unary) -> Value:
    """The result of an operator with one operand."""
    value = engine.value(state, instruction.operand)
    if instruction.op == "!":
        known = None if isinstance(value, Condition | Pointer) else state.nullness(value)
        if known is not None:
            return Scalar(int(known), int(known))
        return arithmetic.compare(state, "==", value, Scalar(0, 0))
    if instruction.op == "~":
        pointer_arithmetic.check(engine, state, instruction, value, value)
    return arithmetic.negate(state, instruction.op, value, instruction.result.type, engine.number)
