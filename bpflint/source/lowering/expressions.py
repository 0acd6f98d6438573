"""Lowers expressions: values into operands, conditions into branches."""

from __future__ import annotations

from typing import Final

from bpflint.source import kinds as k
from bpflint.source.libclang import Node
from bpflint.source.lowering.builder import FunctionBuilder, Place
from bpflint.source.lowering.calls import transform_atomic
from bpflint.source.lowering.lvalues import is_lvalue
from bpflint.source.lowering.operators import transform_elvis
from bpflint.source.model import Const, Local, Operand
from bpflint.source.types import Kind, Type

_DEPENDENT: Final = 26
"""CXType_Dependent: the type of an expression that clang kept after an error."""


def transform_lvalue(builder: FunctionBuilder, node: Node) -> Operand:
    """The value that an object holds."""
    return builder.load(builder.place(node), node)


def transform_reference(builder: FunctionBuilder, node: Node) -> Operand:
    """The value of a variable, function or enumerator by name."""
    reference = builder.unit.reference(node)
    if reference.kind == k.ENUM_CONSTANT_DECL:
        return Const(builder.unit.enumerator(reference), builder.type(node))
    return builder.load(builder.place(node), node)


def transform_parentheses(builder: FunctionBuilder, node: Node) -> Operand:
    return builder.value(node.expressions()[0]) if node.children else builder.unknown(node)


def transform_generic_selection(builder: FunctionBuilder, node: Node) -> Operand:
    known = builder.unit.evaluate(node)
    return builder.value(builder.selected(node)) if known is None else Const(known, builder.type(node))


def transform_null(builder: FunctionBuilder, node: Node) -> Operand:
    return Const(0, builder.type(node))


def transform_scalar_in_braces(builder: FunctionBuilder, node: Node) -> Operand:
    """A list for one scalar; those for structs and arrays are handled where their object is."""
    inner = node.expressions()
    return builder.value(inner[0]) if inner else Const(0, builder.type(node))


def transform_constant(builder: FunctionBuilder, node: Node) -> Operand:
    value = builder.unit.evaluate(node)
    return builder.unknown(node, (Const(0, builder.types.int),)) if value is None else Const(value, builder.type(node))


def transform_unexposed(builder: FunctionBuilder, node: Node) -> Operand:
    """Implicit casts, and the expressions that libclang has no kind for."""
    inner = node.expressions()
    target = builder.type(node)
    if builder.clang.getCursorType(node.cursor).kind == _DEPENDENT:
        return builder.unknown(node)
    if len(inner) == 1 and not any(child.kind == k.TYPE_REF for child in node.children):
        return _transform_implicit_cast(builder, node, inner[0], target)
    if not inner or any(child.kind in (k.TYPE_REF, k.MEMBER_REF) for child in node.children):
        value = builder.unit.evaluate(node)
        if value is not None:
            return Const(value, target)
        if not inner and not node.children:
            return Const(0, target)
        return builder.unknown(node)
    if len(inner) == 4 and inner[0].cursor.stmt == inner[1].cursor.stmt:
        return transform_elvis(builder, node, inner[0], inner[3], target)
    if len(inner) == 3 and builder.is_choose(inner):
        return builder.value(builder.chosen(inner))
    if builder.type(inner[0]).is_pointer:
        return transform_atomic(builder, node, inner)
    return builder.unknown(node)


def _transform_implicit_cast(builder: FunctionBuilder, node: Node, child: Node, target: Type) -> Operand:
    source = builder.type(child)
    if is_lvalue(builder, child):
        place = builder.place(child)
        value = builder.load(place, child)
        source = place.type
        if source.kind in (Kind.ARRAY, Kind.FUNCTION):
            return value
    else:
        value = builder.value(child)
    return builder.convert(value, source, target, node)


def transform_cast(builder: FunctionBuilder, node: Node) -> Operand:
    inner = node.expressions()
    target = builder.type(node)
    if not inner:
        return builder.unknown(node)
    child = inner[-1]
    if target.kind is Kind.VOID:
        builder.effect(node)
        return Const(0, builder.types.int)
    source = builder.type(child)
    value = builder.value(child)
    if target.kind is Kind.UNION and not source.is_record:
        local = Local("", target, builder.span(node))
        builder.store(Place(local, source), value, builder.span(node))
        return local
    return builder.convert(value, source, target, node, explicit=True)
