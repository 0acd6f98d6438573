"""Lowers lvalues: which object an expression designates, and by which address it is reached."""

from __future__ import annotations

from bpflint.source import kinds as k
from bpflint.source.libclang import Node
from bpflint.source.lowering.builder import Lowering, Place, dereferenced, name_of, points
from bpflint.source.lowering.constants import string_text
from bpflint.source.model import FieldAddress, FunctionRef, Kind, Local, Store, String, Temp


class Lvalues(Lowering):
    """Adds places to lowering."""

    def is_lvalue(self, node: Node) -> bool:
        """Whether the expression designates an object (or a function) rather than a value."""
        match node.kind:
            case k.DECL_REF_EXPR:
                return bool(self.unit.reference(node).kind != k.ENUM_CONSTANT_DECL)
            case k.MEMBER_REF_EXPR | k.ARRAY_SUBSCRIPT_EXPR | k.STRING_LITERAL | k.COMPOUND_LITERAL_EXPR:
                return True
            case k.UNARY_OPERATOR:
                operator = self.unary_operator(node)
                if operator == k.EXTENSION:
                    return self.is_lvalue(node.expressions()[0])
                return operator == k.DEREFERENCE
            case k.PAREN_EXPR:
                inner = node.expressions()
                return bool(inner) and self.is_lvalue(inner[0])
            case k.GENERIC_SELECTION_EXPR:
                return self.is_lvalue(self.selected(node))
            case k.UNEXPOSED_EXPR:
                inner = node.expressions()
                if len(inner) == 1:
                    # `__func__` holds its string literal.
                    return inner[0].kind == k.STRING_LITERAL and self.type(node).kind is Kind.ARRAY
                if len(inner) == 3 and self.is_choose(inner):
                    return self.is_lvalue(self.chosen(inner))
        return False

    def place(self, node: Node) -> Place:
        """The object that an lvalue designates. A value that is none gets a place of its own."""
        inner = node.expressions()
        match node.kind:
            case k.PAREN_EXPR if inner:
                return self.place(inner[0])
            case k.DECL_REF_EXPR:
                return self._variable(node)
            case k.MEMBER_REF_EXPR if inner:
                return self._member(node, inner[0])
            case k.ARRAY_SUBSCRIPT_EXPR if len(inner) == 2:
                base, index = inner if points(self.type(inner[0])) else reversed(inner)
                type, volatile = self.types.qualified(node.cursor)
                pointer = self.type(base)
                operand = self.value(base)
                name = f"{name_of(operand).removeprefix('&')}[...]" if name_of(operand) else ""
                position = self.value(index)
                address = self.index_address(operand, pointer, position, node, name=f"&{name}" if name else "")
                return Place(address, type, name, volatile=volatile)
            case k.UNARY_OPERATOR if inner:
                operator = self.unary_operator(node)
                if operator == k.EXTENSION:
                    return self.place(inner[0])
                if operator == k.DEREFERENCE:
                    address = self.value(inner[0])
                    type, volatile = self.types.qualified(node.cursor)
                    name = name_of(address)
                    return Place(address, type, dereferenced(name), volatile=volatile)
            case k.STRING_LITERAL:
                type = self.type(node)
                return Place(String(string_text(self.clang.spelling(node.cursor)), type.size), type)
            case k.COMPOUND_LITERAL_EXPR:
                return self.compound_literal(node)
            case k.GENERIC_SELECTION_EXPR:
                return self.place(self.selected(node))
            case k.UNEXPOSED_EXPR if self.is_lvalue(node):
                return self.place(inner[0] if len(inner) == 1 else self.chosen(inner))
        return self._materialise(node)

    def _materialise(self, node: Node) -> Place:
        type = self.type(node)
        value = self.value(node)
        if type.is_record and not (isinstance(value, Temp) and value.type.is_record):
            return Place(value, type, name_of(value))
        span = self.span(node)
        local = Local("", type, span)
        self.emit(Store(local, value, type, span))
        return Place(local, type, name_of(value))

    def _variable(self, node: Node) -> Place:
        reference = self.unit.reference(node)
        type, volatile = self.types.qualified(node.cursor)
        local = self.locals.get(reference.decl)
        if local is not None:
            return Place(local, local.type if type.kind is Kind.UNKNOWN else type, local.name, volatile=volatile)
        if reference.kind == k.FUNCTION_DECL:
            name = self.unit.function(reference)
            return Place(FunctionRef(name), type, name)
        if reference.kind == k.ENUM_CONSTANT_DECL:
            return self._materialise(node)
        if reference.kind != k.VAR_DECL:
            return Place(Local(self.clang.spelling(node.cursor), type, self.span(node)), type)
        variable = self.unit.variable(reference)
        return Place(variable, type, variable.name, volatile=volatile)

    def _member(self, node: Node, base: Node) -> Place:
        reference = self.unit.reference(node)
        if reference.kind != k.FIELD_DECL:
            return Place(Local("", self.type(node), self.span(node)), self.type(node))
        member = self.types.member(reference)
        field = member.field
        type, volatile = self.types.qualified(node.cursor)
        base_type = self.type(base)
        if base_type.is_pointer:
            record = base_type.target or member.record
            address = self.value(base)
            prefix, separator = name_of(address), "->"
        else:
            place = self.place(base)
            record = place.type
            address = place.address
            prefix, separator = place.name, "."
        offset = field.offset
        if record is not member.record and not (record.name and record.name == member.record.name):
            # A member of an anonymous member is named as if it were the record's own.
            inner_offset = self.types.offset_in(record, field)
            if inner_offset is None:
                record = member.record
            else:
                offset = inner_offset
        name = f"{prefix}{separator}{field.name}" if prefix else ""
        result = self.temp(self.types.pointer_to(field.type), f"&{name}" if name else "")
        self.emit(
            FieldAddress(result, address, record, field.name, offset, field.type, self.span(node), field.decl_tags)
        )
        return Place(result, type, name, field.bit_width, volatile)
