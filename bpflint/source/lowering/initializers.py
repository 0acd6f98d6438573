"""Lowers initialisers: the bytes not named become zero, then each value is stored where C puts it.

libclang gives the list as it is written, so designators, elided braces and positions are worked out here
(C11 6.7.9). GNU ranges `[a ... b] = v` store their first and last element only, of those that are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from bpflint.base.span import Span
from bpflint.source import kinds as k
from bpflint.source.libclang import Node
from bpflint.source.lowering.builder import FunctionBuilder, Place
from bpflint.source.lowering.scopes import hidden_local
from bpflint.source.model import Const, Copy, FieldAddress, IndexAddress, Operand, String, Zero
from bpflint.source.types import Field, Kind, Type

_MAX_ELEMENTS = 4096
"""Values of one list that are stored one by one; the rest of a longer list is left at zero."""


@dataclass(slots=True)
class _Items:
    """The values of one braced list, taken from the front."""

    nodes: list[Node]
    position: int = 0

    def peek(self) -> Node | None:
        return self.nodes[self.position] if self.position < len(self.nodes) else None


def initialize(builder: FunctionBuilder, place: Place, node: Node) -> None:
    """Give the object at `place` the value of the initialiser `node`."""
    node = strip_list(node)
    type = place.type
    span = builder.span(node)
    if node.kind == k.INIT_LIST_EXPR and (type.is_record or type.kind is Kind.ARRAY):
        if not builder.unit.unit.lost.touch(span):
            # What the parser left out of the list is not zero.
            builder.emit(Zero(place.address, type.size, span))
        literal = _string_in_braces(node, type)
        if literal is not None:
            _copy_string(builder, place.address, type, literal)
        else:
            _fill(builder, place, _Items(node.expressions()[:_MAX_ELEMENTS]), braced=True)
    elif type.kind is Kind.ARRAY and is_string(node):
        _copy_string(builder, place.address, type, node)
    else:
        value = builder.value(node)
        if not type.is_record:
            value = builder.convert(value, builder.type(node), type, node)
        builder.store(place, value, span)


def compound_literal_place(builder: FunctionBuilder, node: Node) -> Place:
    type = builder.type(node)
    place = Place(hidden_local(builder, type, node), type)
    inner = node.expressions()
    if inner:
        initialize(builder, place, inner[-1])
    return place


def _string_in_braces(node: Node, type: Type) -> Node | None:
    inner = node.expressions()
    element = type.target
    if type.kind is Kind.ARRAY and element is not None and element.kind is Kind.INT and len(inner) == 1:
        return inner[0] if is_string(inner[0]) else None
    return None


def _copy_string(builder: FunctionBuilder, address: Operand, type: Type, node: Node) -> None:
    span = builder.span(node)
    literal = builder.place(node).address
    size = type.size
    if isinstance(literal, String) and literal.size < size:
        builder.emit(Zero(address, size, span))
        size = literal.size
    builder.emit(Copy(address, literal, size, span))


def _fill(builder: FunctionBuilder, place: Place, items: _Items, *, braced: bool) -> None:
    """Store values from `items` into the members or elements of `place`, in order."""
    type = place.type
    fields = [field for field in type.fields if field.name or field.type.is_record] if type.is_record else []
    count = len(fields) if type.kind is Kind.STRUCT else 1 if type.kind is Kind.UNION else type.count
    position = 0
    while (item := items.peek()) is not None:
        if _is_designated(builder, item):
            if not braced:
                return
            items.position += 1
            position = _designated(builder, place, item, fields, position) + 1
            continue
        if 0 <= count <= position:
            if braced:
                # Too many values: clang has warned; they are evaluated for their effects.
                items.position += 1
                builder.effect(item)
                continue
            return
        part = _part(builder, place, fields, position, item)
        if part is None:
            return
        _one(builder, part, items)
        position += 1


def _is_designated(builder: FunctionBuilder, node: Node) -> bool:
    # `.member = v`, `[index] = v`: libclang has no kind for them, but nothing else in a list is void.
    return node.kind == k.UNEXPOSED_EXPR and len(node.children) > 1 and builder.type(node).kind is Kind.VOID


def _one(builder: FunctionBuilder, part: Place, items: _Items) -> None:
    item = items.nodes[items.position]
    stripped = strip_list(item)
    aggregate = part.type.is_record or part.type.kind is Kind.ARRAY
    whole = (
        not aggregate
        or stripped.kind == k.INIT_LIST_EXPR
        or (part.type.kind is Kind.ARRAY and is_string(stripped))
        or (part.type.is_record and builder.type(item).is_record)
    )
    if not whole:
        before = items.position
        _fill(builder, part, items, braced=False)
        if items.position > before:
            return
    items.position += 1
    _store_part(builder, part, item)


def _store_part(builder: FunctionBuilder, part: Place, node: Node) -> None:
    stripped = strip_list(node)
    if stripped.kind == k.INIT_LIST_EXPR and (part.type.is_record or part.type.kind is Kind.ARRAY):
        literal = _string_in_braces(stripped, part.type)
        if literal is not None:
            _copy_string(builder, part.address, part.type, literal)
        else:
            _fill(builder, part, _Items(stripped.expressions()[:_MAX_ELEMENTS]), braced=True)
    else:
        initialize(builder, part, node)


def _part(builder: FunctionBuilder, place: Place, fields: list[Field], position: int, item: Node) -> Place | None:
    span = builder.span(item)
    if not place.type.is_record:
        return _element(builder, place, position, span) if place.type.target is not None else None
    if position >= len(fields):
        return None
    return field_place(builder, place, fields[position], span)


def _element(builder: FunctionBuilder, place: Place, index: int, span: Span) -> Place:
    element = place.type.target
    assert element is not None
    result = builder.temp(builder.types.pointer_to(element))
    builder.emit(IndexAddress(result, place.address, Const(index, builder.types.long), element, span))
    return Place(result, element)


def field_place(builder: FunctionBuilder, place: Place, field: Field, span: Span) -> Place:
    """The place of one member of the struct at `place`."""
    result = builder.temp(builder.types.pointer_to(field.type))
    builder.emit(
        FieldAddress(result, place.address, place.type, field.name, field.offset, field.type, span, field.decl_tags)
    )
    return Place(result, field.type, field.name, field.bit_width, field.bit_offset)


def _designated(builder: FunctionBuilder, place: Place, item: Node, fields: list[Field], position: int) -> int:
    """Store a designated value and tell the position of the member it names first."""
    span = builder.span(item)
    *designators, value = [node for node in item.children if node.kind != k.TYPE_REF]
    part = place
    first: int | None = None
    ends: list[int] = []
    for designator in designators:
        if designator.kind == k.MEMBER_REF:
            reference = builder.unit.reference(designator)
            if reference.kind != k.FIELD_DECL or not part.type.is_record:
                break
            field = builder.types.member(reference).field
            if first is None:
                first = _index_of(fields, field, position)
            part = field_place(builder, part, field, span)
        else:
            index = builder.unit.evaluate(designator) or 0
            if part.type.kind is not Kind.ARRAY or part.type.target is None:
                ends.append(index)
                continue
            if first is None:
                first = index
            outer, part = part, _element(builder, part, index, span)
            if part.type.kind is not Kind.ARRAY and designator is not designators[-1]:
                following = designators[designators.index(designator) + 1]
                if following.kind != k.MEMBER_REF:
                    # `[a ... b]`: the last element too, so that both ends of the range are seen.
                    last = builder.unit.evaluate(following) or index
                    _store_part(builder, _element(builder, outer, last, span), value)
                    first = last
    _store_part(builder, part, value)
    return position if first is None else first


def strip_list(node: Node) -> Node:
    """A braced list or string under the parentheses and implicit nodes around it."""
    current = node
    while current.kind in (k.PAREN_EXPR, k.UNEXPOSED_EXPR) and len(current.children) == 1:
        current = current.children[0]
    return current if current.kind in (k.INIT_LIST_EXPR, k.STRING_LITERAL) else node


def is_string(node: Node) -> bool:
    return node.kind == k.STRING_LITERAL


def _index_of(fields: list[Field], wanted: Field, otherwise: int) -> int:
    for index, field in enumerate(fields):
        if field is wanted or (field.name == wanted.name and field.offset == wanted.offset):
            return index
    return otherwise
