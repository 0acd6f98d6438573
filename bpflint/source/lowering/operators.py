"""Lowers operators: arithmetic on numbers and pointers, assignment, and those that choose what is evaluated."""

from __future__ import annotations

from bpflint.source import kinds as k
from bpflint.source.libclang import Node
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.lowering.builder import FunctionBuilder, name_of, peel, points
from bpflint.source.lowering.constants import fold, wrap
from bpflint.source.model import COMPARISONS, Binary, Const, Operand, Select, Temp, Unary
from bpflint.source.types import Kind, Type


def transform_unary(builder: FunctionBuilder, node: Node) -> Operand:
    operator = builder.unary_operator(node)
    inner = node.expressions()
    if not inner:
        return builder.unknown(node)
    child = inner[0]
    match operator:
        case k.ADDRESS_OF:
            return builder.place(child).address
        case k.DEREFERENCE:
            return builder.load(builder.place(node), node)
        case k.PLUS | k.EXTENSION:
            return builder.value(child)
        case k.POST_INCREMENT | k.POST_DECREMENT | k.PRE_INCREMENT | k.PRE_DECREMENT:
            place = builder.place(child)
            old = builder.load(place, child)
            step = 1 if operator in (k.POST_INCREMENT, k.PRE_INCREMENT) else -1
            new = _add(builder, old, place.type, Const(step, builder.types.int), node)
            builder.store(place, new, builder.span(node))
            return old if operator in (k.POST_INCREMENT, k.POST_DECREMENT) else new
        case k.LOGICAL_NOT:
            if _is_logical(builder, child):
                return _truth(builder, node)
            value = builder.value(child)
            if isinstance(value, Const):
                return Const(int(not value.value), builder.type(node))
            return _emit_unary(builder, "!", value, node, boolean=True)
        case k.MINUS | k.BITWISE_NOT:
            value = builder.value(child)
            if isinstance(value, Const):
                number = -value.value if operator == k.MINUS else ~value.value
                return Const(wrap(number, builder.type(node)), builder.type(node))
            return _emit_unary(builder, "-" if operator == k.MINUS else "~", value, node)
    return builder.unknown(node)


def _emit_unary(builder: FunctionBuilder, op: str, value: Operand, node: Node, *, boolean: bool = False) -> Temp:
    result = builder.temp(builder.type(node), f"{op}{name_of(value)}" if name_of(value) else "")
    builder.emit(Unary(result, op, value, builder.span(node)))
    if boolean:
        builder.booleans.add(result.index)
    return result


def transform_binary(builder: FunctionBuilder, node: Node) -> Operand:
    operator = builder.binary_operator(node)
    inner = node.expressions()
    if len(inner) != 2:
        return builder.unknown(node)
    left, right = inner
    match operator:
        case k.ASSIGN:
            return _transform_assignment(builder, node, left, right)
        case k.COMMA:
            builder.effect(left)
            return builder.value(right)
        case k.LOGICAL_AND | k.LOGICAL_OR:
            return _truth(builder, node)
    op = k.BINARY_SPELLINGS.get(operator)
    if op is None:
        return builder.unknown(node)
    first, second = builder.value(left), builder.value(right)
    return _arithmetic(builder, op, first, builder.type(left), second, builder.type(right), node)


def _arithmetic(
    builder: FunctionBuilder, op: str, left: Operand, left_type: Type, right: Operand, right_type: Type, node: Node
) -> Operand:
    """`left op right`; pointer arithmetic becomes addresses of elements."""
    left_points, right_points = points(left_type), points(right_type)
    if op == "+" and right_points:
        left, left_type, right, left_points, right_points = right, right_type, left, True, left_points
    if op in "+-" and left_points and not right_points:
        return builder.index_address(left, left_type, right, node, negate=op == "-")
    result_type = builder.type(node)
    if isinstance(left, Const) and isinstance(right, Const):
        folded = fold(op, left.value, right.value)
        if folded is not None:
            return Const(wrap(folded, result_type), result_type)
    span = builder.span(node)
    result = builder.temp(result_type)
    builder.emit(Binary(result, op, left, right, span))
    if op in COMPARISONS:
        builder.booleans.add(result.index)
    elif op == "-" and left_points and left_type.target is not None and left_type.target.size > 1:
        bytes_apart, result = result, builder.temp(result_type)
        builder.emit(Binary(result, "/", bytes_apart, Const(left_type.target.size, result_type), span))
    return result


def _add(builder: FunctionBuilder, value: Operand, type: Type, step: Const, node: Node) -> Operand:
    if points(type):
        return builder.index_address(value, type, step, node)
    result = builder.temp(type)
    builder.emit(Binary(result, "+", value, step, builder.span(node)))
    return result


def _transform_assignment(builder: FunctionBuilder, node: Node, left: Node, right: Node) -> Operand:
    type = builder.type(left)
    if type.is_record and right.kind == k.PAREN_EXPR:
        right = right.expressions()[0]
    value = builder.value(right)
    place = builder.place(left)
    builder.store(place, value, builder.span(node))
    return place.address if type.is_record else value


def transform_compound_assignment(builder: FunctionBuilder, node: Node) -> Operand:
    left, right = node.expressions()
    op = k.BINARY_SPELLINGS.get(builder.binary_operator(node))
    if op is None:
        return builder.unknown(node)
    operand = builder.value(right)
    place = builder.place(left)
    old = builder.load(place, left)
    operand_type = builder.type(right)
    if points(place.type):
        new = builder.index_address(old, place.type, operand, node, negate=op == "-")
    else:
        # The sum is formed in the wider of the two types; shifts keep the left one's.
        wide = operand_type if op not in ("<<", ">>") and operand_type.size > place.type.size else place.type
        widened = builder.convert(old, place.type, wide, node)
        result = builder.temp(wide)
        builder.emit(Binary(result, op, widened, operand, builder.span(node)))
        new = builder.convert(result, wide, place.type, node)
    builder.store(place, new, builder.span(node))
    return new


def transform_conditional(builder: FunctionBuilder, node: Node) -> Operand:
    inner = node.expressions()
    if len(inner) != 3:
        return builder.unknown(node)
    test, yes, no = inner
    type = builder.type(node)
    if type.kind is Kind.VOID:
        builder.effect(node)
        return Const(0, builder.types.int)
    if type.is_record:
        type = builder.types.pointer_to(type)
    span = builder.span(node)
    then, otherwise, end = OpenBlock(), OpenBlock(), OpenBlock()
    result = builder.temp(type)
    builder.condition(test, then, otherwise)
    for block, arm in ((then, yes), (otherwise, no)):
        builder.begin(block, span)
        value = builder.value(arm)
        builder.emit(Select(result, value, builder.span(arm)))
        builder.jump(end, span)
    builder.begin(end, span)
    return result


def transform_elvis(builder: FunctionBuilder, node: Node, common: Node, no: Node, type: Type) -> Operand:
    """`common ?: no`, which evaluates `common` once."""
    span = builder.span(node)
    value = builder.value(common)
    result = builder.temp(type)
    then, otherwise, end = OpenBlock(), OpenBlock(), OpenBlock()
    builder.branch(value, then, otherwise, span)
    builder.begin(then, span)
    builder.emit(Select(result, builder.convert(value, builder.type(common), type, node), span))
    builder.jump(end, span)
    builder.begin(otherwise, span)
    builder.emit(Select(result, builder.value(no), builder.span(no)))
    builder.begin(end, span)
    return result


def _is_logical(builder: FunctionBuilder, node: Node) -> bool:
    node = peel(node)
    return node.kind == k.BINARY_OPERATOR and builder.binary_operator(node) in (k.LOGICAL_AND, k.LOGICAL_OR)


def _truth(builder: FunctionBuilder, node: Node) -> Temp:
    """A condition as 0 or 1."""
    span = builder.span(node)
    type = builder.type(node)
    result = builder.temp(type)
    builder.booleans.add(result.index)
    then, otherwise, end = OpenBlock(), OpenBlock(), OpenBlock()
    builder.condition(node, then, otherwise)
    builder.begin(then, span)
    builder.emit(Select(result, Const(1, type), span))
    builder.jump(end, span)
    builder.begin(otherwise, span)
    builder.emit(Select(result, Const(0, type), span))
    builder.begin(end, span)
    return result
