"""Lowers conditions into branches, and expressions whose value nobody wants into their effects."""

from __future__ import annotations

from bpflint.source import kinds as k
from bpflint.source.libclang import Node
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.lowering.builder import FunctionBuilder
from bpflint.source.lowering.calls import FIRST_ARGUMENT, callee_name
from bpflint.source.lowering.lvalues import is_lvalue
from bpflint.source.types import Kind, Type


def branch_on_value(builder: FunctionBuilder, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
    """The branch of an expression that is not made of conditions."""
    value = builder.value(node)
    builder.branch(value, then, otherwise, builder.span(node))


def branch_on_parentheses(builder: FunctionBuilder, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
    inner = node.expressions()
    if inner:
        builder.condition(inner[0], then, otherwise)
    else:
        branch_on_value(builder, node, then, otherwise)


def branch_on_unary(builder: FunctionBuilder, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
    if builder.unary_operator(node) == k.LOGICAL_NOT:
        builder.condition(node.expressions()[0], otherwise, then)
    else:
        branch_on_value(builder, node, then, otherwise)


def branch_on_binary(builder: FunctionBuilder, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
    """`&&` and `||` become two branches, and `,` an effect and a branch."""
    inner = node.expressions()
    operator = builder.binary_operator(node) if len(inner) == 2 else None
    if operator in (k.LOGICAL_AND, k.LOGICAL_OR):
        middle = OpenBlock()
        if operator == k.LOGICAL_AND:
            builder.condition(inner[0], middle, otherwise)
        else:
            builder.condition(inner[0], then, middle)
        builder.begin(middle, builder.span(inner[1]))
        builder.condition(inner[1], then, otherwise)
    elif operator == k.COMMA:
        builder.effect(inner[0])
        builder.condition(inner[1], then, otherwise)
    else:
        branch_on_value(builder, node, then, otherwise)


def branch_on_conditional(builder: FunctionBuilder, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
    inner = node.expressions()
    if len(inner) != 3:
        return branch_on_value(builder, node, then, otherwise)
    yes, no = OpenBlock(), OpenBlock()
    builder.condition(inner[0], yes, no)
    builder.begin(yes, builder.span(inner[1]))
    builder.condition(inner[1], then, otherwise)
    builder.begin(no, builder.span(inner[2]))
    return builder.condition(inner[2], then, otherwise)


def branch_on_unexposed(builder: FunctionBuilder, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
    """Sees through an implicit cast that does not change what is zero."""
    inner = node.expressions()
    if len(inner) == 1 and len(node.children) == 1:
        child = inner[0]
        if not is_lvalue(builder, child) and _keeps_truth(builder.type(child), builder.type(node)):
            return builder.condition(child, then, otherwise)
    return branch_on_value(builder, node, then, otherwise)


def branch_on_call(builder: FunctionBuilder, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
    """Sees through `__builtin_expect` and its like."""
    inner = node.expressions()
    if len(inner) > 1 and callee_name(builder, inner[0]) in FIRST_ARGUMENT:
        builder.condition(inner[1], then, otherwise)
    else:
        branch_on_value(builder, node, then, otherwise)


def _keeps_truth(source: Type, target: Type) -> bool:
    scalar = (Kind.INT, Kind.ENUM, Kind.POINTER)
    if source.kind not in scalar or target.kind not in scalar:
        return False
    return target.size >= source.size or target.name == "_Bool"


def effect_of_parentheses(builder: FunctionBuilder, node: Node) -> None:
    if node.children:
        builder.effect(node.expressions()[0])
    else:
        builder.value(node)


def effect_of_cast(builder: FunctionBuilder, node: Node) -> None:
    """`(void)x` reads nothing, unless `x` is volatile."""
    if builder.type(node).kind is not Kind.VOID:
        builder.value(node)
        return
    inner = node.expressions()
    if inner and not (is_lvalue(builder, inner[0]) and not builder.types.qualified(inner[0].cursor)[1]):
        builder.effect(inner[0])


def effect_of_binary(builder: FunctionBuilder, node: Node) -> None:
    """The effects of both operands; of `&&` and `||` the second only where it is reached."""
    operator = builder.binary_operator(node)
    if operator == k.COMMA:
        left, right = node.expressions()
        builder.effect(left)
        builder.effect(right)
    elif operator in (k.LOGICAL_AND, k.LOGICAL_OR):
        left, right = node.expressions()
        then, end = OpenBlock(), OpenBlock()
        span = builder.span(node)
        if operator == k.LOGICAL_AND:
            builder.condition(left, then, end)
        else:
            builder.condition(left, end, then)
        builder.begin(then, span)
        builder.effect(right)
        builder.begin(end, span)
    else:
        builder.value(node)


def effect_of_conditional(builder: FunctionBuilder, node: Node) -> None:
    inner = node.expressions()
    if len(inner) != 3:
        builder.value(node)
        return
    test, yes, no = inner
    then, otherwise, end = OpenBlock(), OpenBlock(), OpenBlock()
    span = builder.span(node)
    builder.condition(test, then, otherwise)
    builder.begin(then, span)
    builder.effect(yes)
    builder.jump(end, span)
    builder.begin(otherwise, span)
    builder.effect(no)
    builder.begin(end, span)
