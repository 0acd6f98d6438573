"""Lowers lvalues: which object an expression designates, and by which address it is reached."""

from __future__ import annotations

from bpflint.source import kinds as k
from bpflint.source.libclang import Node
from bpflint.source.lowering.builder import FunctionBuilder, Place, dereferenced, name_of, points
from bpflint.source.lowering.constants import string_text
from bpflint.source.model import FieldAddress, FunctionRef, Local, Store, String, Temp
from bpflint.source.types import Kind


def is_lvalue(builder: FunctionBuilder, node: Node) -> bool:
    """Whether the expression designates an object (or a function) rather than a value."""
    match node.kind:
        case k.DECL_REF_EXPR:
            return bool(builder.unit.reference(node).kind != k.ENUM_CONSTANT_DECL)
        case k.MEMBER_REF_EXPR | k.ARRAY_SUBSCRIPT_EXPR | k.STRING_LITERAL | k.COMPOUND_LITERAL_EXPR:
            return True
        case k.UNARY_OPERATOR:
            operator = builder.unary_operator(node)
            if operator == k.EXTENSION:
                return is_lvalue(builder, node.expressions()[0])
            return operator == k.DEREFERENCE
        case k.PAREN_EXPR:
            inner = node.expressions()
            return bool(inner) and is_lvalue(builder, inner[0])
        case k.GENERIC_SELECTION_EXPR:
            return is_lvalue(builder, builder.selected(node))
        case k.UNEXPOSED_EXPR:
            inner = node.expressions()
            if len(inner) == 1:
                # `__func__` holds its string literal.
                return inner[0].kind == k.STRING_LITERAL and builder.type(node).kind is Kind.ARRAY
            if len(inner) == 3 and builder.is_choose(inner):
                return is_lvalue(builder, builder.chosen(inner))
    return False


def parenthesized_place(builder: FunctionBuilder, node: Node) -> Place:
    inner = node.expressions()
    return builder.place(inner[0]) if inner else materialise(builder, node)


def element_place(builder: FunctionBuilder, node: Node) -> Place:
    """The place of `base[index]`, which C lets one write the other way round."""
    inner = node.expressions()
    if len(inner) != 2:
        return materialise(builder, node)
    base, index = inner if points(builder.type(inner[0])) else reversed(inner)
    type, volatile = builder.types.qualified(node.cursor)
    pointer = builder.type(base)
    operand = builder.value(base)
    name = f"{name_of(operand).removeprefix('&')}[...]" if name_of(operand) else ""
    position = builder.value(index)
    address = builder.index_address(operand, pointer, position, node, name=f"&{name}" if name else "")
    return Place(address, type, name, volatile=volatile)


def dereferenced_place(builder: FunctionBuilder, node: Node) -> Place:
    """The place of `*pointer`; other unary operators make a value."""
    inner = node.expressions()
    operator = builder.unary_operator(node) if inner else None
    if operator == k.EXTENSION:
        return builder.place(inner[0])
    if operator != k.DEREFERENCE:
        return materialise(builder, node)
    address = builder.value(inner[0])
    type, volatile = builder.types.qualified(node.cursor)
    return Place(address, type, dereferenced(name_of(address)), volatile=volatile)


def string_place(builder: FunctionBuilder, node: Node) -> Place:
    type = builder.type(node)
    return Place(String(string_text(builder.clang.spelling(node.cursor)), type.size), type)


def selected_place(builder: FunctionBuilder, node: Node) -> Place:
    return builder.place(builder.selected(node))


def unexposed_place(builder: FunctionBuilder, node: Node) -> Place:
    """`__func__` and `__builtin_choose_expr` designate objects, implicit casts do not."""
    if not is_lvalue(builder, node):
        return materialise(builder, node)
    inner = node.expressions()
    return builder.place(inner[0] if len(inner) == 1 else builder.chosen(inner))


def materialise(builder: FunctionBuilder, node: Node) -> Place:
    """A place of its own for a value."""
    type = builder.type(node)
    value = builder.value(node)
    if type.is_record and not (isinstance(value, Temp) and value.type.is_record):
        return Place(value, type, name_of(value))
    span = builder.span(node)
    local = Local("", type, span)
    builder.emit(Store(local, value, type, span))
    return Place(local, type, name_of(value))


def variable_place(builder: FunctionBuilder, node: Node) -> Place:
    reference = builder.unit.reference(node)
    type, volatile = builder.types.qualified(node.cursor)
    local = builder.locals.get(reference.decl)
    if local is not None:
        known = local.type if local.is_param or type.kind is Kind.UNKNOWN else type
        return Place(local, known, local.name, volatile=volatile)
    if reference.kind == k.FUNCTION_DECL:
        name = builder.unit.function(reference)
        return Place(FunctionRef(name), type, name)
    if reference.kind == k.ENUM_CONSTANT_DECL:
        return materialise(builder, node)
    if reference.kind != k.VAR_DECL:
        return Place(Local(builder.clang.spelling(node.cursor), type, builder.span(node)), type)
    variable = builder.unit.variable(reference)
    return Place(variable, type, variable.name, volatile=volatile)


def member_place(builder: FunctionBuilder, node: Node) -> Place:
    """The place of `base.member` and `base->member`; a member of an anonymous member is named as the record's own."""
    inner = node.expressions()
    if not inner:
        return materialise(builder, node)
    base = inner[0]
    reference = builder.unit.reference(node)
    if reference.kind != k.FIELD_DECL:
        return Place(Local("", builder.type(node), builder.span(node)), builder.type(node))
    member = builder.types.member(reference)
    field = member.field
    type, volatile = builder.types.qualified(node.cursor)
    base_type = builder.type(base)
    if base_type.is_pointer:
        record = base_type.target or member.record
        address = builder.value(base)
        prefix, separator = name_of(address), "->"
    else:
        place = builder.place(base)
        record = place.type
        address = place.address
        prefix, separator = place.name, "" if place.name.endswith(("->", ".")) else "."
    offset = field.offset
    if record is not member.record and not (record.name and record.name == member.record.name):
        # A member of an anonymous member is named as if it were the record's own.
        inner_offset = builder.types.offset_in(record, field)
        if inner_offset is None:
            record = member.record
        else:
            offset = inner_offset
    name = f"{prefix}{separator}{field.name}" if prefix else ""
    result = builder.temp(builder.types.pointer_to(field.type), f"&{name}" if name else "")
    relocated = builder.relocates or record.is_relocated
    span = builder.span(node)
    builder.emit(
        FieldAddress(result, address, record, field.name, offset, field.type, span, field.decl_tags, relocated)
    )
    return Place(result, type, name, field.bit_width, field.bit_offset, volatile)
