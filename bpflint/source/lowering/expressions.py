"""Lowers expressions: values into operands, conditions into branches."""

from __future__ import annotations

from typing import Final

from bpflint.source import kinds as k
from bpflint.source.libclang import Node
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.lowering.builder import Place
from bpflint.source.lowering.calls import FIRST_ARGUMENT
from bpflint.source.lowering.operators import Operators
from bpflint.source.model import Const, Kind, Local, Operand, Type

_DEPENDENT: Final = 26
"""CXType_Dependent: the type of an expression that clang kept after an error."""


class Expressions(Operators):
    """Lowers every kind of expression."""

    def value(self, node: Node) -> Operand:
        """The value of an expression."""
        match node.kind:
            case k.UNEXPOSED_EXPR:
                return self._unexposed(node)
            case k.INTEGER_LITERAL | k.CHARACTER_LITERAL | k.BOOL_LITERAL | k.SIZEOF_EXPR:
                return self._constant(node)
            case k.DECL_REF_EXPR:
                reference = self.unit.reference(node)
                if reference.kind == k.ENUM_CONSTANT_DECL:
                    return Const(self.unit.enumerator(reference), self.type(node))
                return self.load(self.place(node), node)
            case k.MEMBER_REF_EXPR | k.ARRAY_SUBSCRIPT_EXPR | k.STRING_LITERAL | k.COMPOUND_LITERAL_EXPR:
                return self.load(self.place(node), node)
            case k.CALL_EXPR:
                return self.call(node)
            case k.PAREN_EXPR:
                return self.value(node.expressions()[0]) if node.children else self.unknown(node)
            case k.UNARY_OPERATOR:
                return self.unary(node)
            case k.BINARY_OPERATOR:
                return self.binary(node)
            case k.COMPOUND_ASSIGNMENT:
                return self.compound_assignment(node)
            case k.CONDITIONAL_OPERATOR:
                return self.conditional(node)
            case k.CAST_EXPR:
                return self._cast(node)
            case k.STATEMENT_EXPR:
                return self.statement_expression(node)
            case k.GENERIC_SELECTION_EXPR:
                known = self.unit.evaluate(node)
                return self.value(self.selected(node)) if known is None else Const(known, self.type(node))
            case k.ADDR_LABEL_EXPR:
                return self.label_address(node)
            case k.GNU_NULL_EXPR:
                return Const(0, self.type(node))
            case k.INIT_LIST_EXPR:
                # A scalar in braces; lists for structs and arrays are handled where their object is.
                inner = node.expressions()
                return self.value(inner[0]) if inner else Const(0, self.type(node))
        return self.unknown(node)

    def effect(self, node: Node) -> None:
        """Evaluate an expression for what it does."""
        if node.kind == k.PAREN_EXPR and node.children:
            self.effect(node.expressions()[0])
        elif node.kind == k.CAST_EXPR and self.type(node).kind is Kind.VOID:
            inner = node.expressions()
            if inner and not (self.is_lvalue(inner[0]) and not self.types.qualified(inner[0].cursor)[1]):
                self.effect(inner[0])
        elif node.kind == k.BINARY_OPERATOR and self.binary_operator(node) == k.COMMA:
            left, right = node.expressions()
            self.effect(left)
            self.effect(right)
        elif node.kind == k.BINARY_OPERATOR and self.binary_operator(node) in (k.LOGICAL_AND, k.LOGICAL_OR):
            left, right = node.expressions()
            then, end = OpenBlock(), OpenBlock()
            span = self.span(node)
            if self.binary_operator(node) == k.LOGICAL_AND:
                self.condition(left, then, end)
            else:
                self.condition(left, end, then)
            self.begin(then, span)
            self.effect(right)
            self.begin(end, span)
        elif node.kind == k.CONDITIONAL_OPERATOR and len(node.expressions()) == 3:
            test, yes, no = node.expressions()
            then, otherwise, end = OpenBlock(), OpenBlock(), OpenBlock()
            span = self.span(node)
            self.condition(test, then, otherwise)
            self.begin(then, span)
            self.effect(yes)
            self.jump(end, span)
            self.begin(otherwise, span)
            self.effect(no)
            self.begin(end, span)
        else:
            self.value(node)

    def _constant(self, node: Node) -> Operand:
        value = self.unit.evaluate(node)
        return self.unknown(node, (Const(0, self.types.int),)) if value is None else Const(value, self.type(node))

    def _unexposed(self, node: Node) -> Operand:
        """Implicit casts, and the expressions that libclang has no kind for."""
        inner = node.expressions()
        target = self.type(node)
        if self.clang.getCursorType(node.cursor).kind == _DEPENDENT:
            return self.unknown(node)
        if len(inner) == 1 and not any(child.kind == k.TYPE_REF for child in node.children):
            return self._implicit_cast(node, inner[0], target)
        if not inner or any(child.kind in (k.TYPE_REF, k.MEMBER_REF) for child in node.children):
            value = self.unit.evaluate(node)
            if value is not None:
                return Const(value, target)
            if not inner and not node.children:
                return Const(0, target)
            return self.unknown(node)
        if len(inner) == 4 and inner[0].cursor.stmt == inner[1].cursor.stmt:
            return self.elvis(node, inner[0], inner[3], target)
        if len(inner) == 3 and self.is_choose(inner):
            return self.value(self.chosen(inner))
        if self.type(inner[0]).is_pointer:
            return self.atomic(node, inner)
        return self.unknown(node)

    def _implicit_cast(self, node: Node, child: Node, target: Type) -> Operand:
        source = self.type(child)
        if self.is_lvalue(child):
            place = self.place(child)
            value = self.load(place, child)
            source = place.type
            if source.kind in (Kind.ARRAY, Kind.FUNCTION):
                return value
        else:
            value = self.value(child)
        return self.convert(value, source, target, node)

    def _cast(self, node: Node) -> Operand:
        inner = node.expressions()
        target = self.type(node)
        if not inner:
            return self.unknown(node)
        child = inner[-1]
        if target.kind is Kind.VOID:
            self.effect(node)
            return Const(0, self.types.int)
        source = self.type(child)
        value = self.value(child)
        if target.kind is Kind.UNION and not source.is_record:
            local = Local("", target, self.span(node))
            self.store(Place(local, source), value, self.span(node))
            return local
        return self.convert(value, source, target, node, explicit=True)

    def condition(self, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
        """Go to `then` where `node` is not zero, else to `otherwise`."""
        inner = node.expressions()
        match node.kind:
            case k.PAREN_EXPR if inner:
                return self.condition(inner[0], then, otherwise)
            case k.UNARY_OPERATOR if self.unary_operator(node) == k.LOGICAL_NOT:
                return self.condition(inner[0], otherwise, then)
            case k.BINARY_OPERATOR if len(inner) == 2:
                operator = self.binary_operator(node)
                if operator in (k.LOGICAL_AND, k.LOGICAL_OR):
                    middle = OpenBlock()
                    if operator == k.LOGICAL_AND:
                        self.condition(inner[0], middle, otherwise)
                    else:
                        self.condition(inner[0], then, middle)
                    self.begin(middle, self.span(inner[1]))
                    return self.condition(inner[1], then, otherwise)
                if operator == k.COMMA:
                    self.effect(inner[0])
                    return self.condition(inner[1], then, otherwise)
            case k.CONDITIONAL_OPERATOR if len(inner) == 3:
                yes, no = OpenBlock(), OpenBlock()
                self.condition(inner[0], yes, no)
                self.begin(yes, self.span(inner[1]))
                self.condition(inner[1], then, otherwise)
                self.begin(no, self.span(inner[2]))
                return self.condition(inner[2], then, otherwise)
            case k.UNEXPOSED_EXPR if len(inner) == 1 and len(node.children) == 1:
                child = inner[0]
                if not self.is_lvalue(child) and self._keeps_truth(self.type(child), self.type(node)):
                    return self.condition(child, then, otherwise)
            case k.CALL_EXPR:
                callee = self.callee_name(inner[0]) if inner else ""
                if callee in FIRST_ARGUMENT and len(inner) > 1:
                    return self.condition(inner[1], then, otherwise)
            case k.STATEMENT_EXPR:
                return self.statement_condition(node, then, otherwise)
        value = self.value(node)
        return self.branch(value, then, otherwise, self.span(node))

    @staticmethod
    def _keeps_truth(source: Type, target: Type) -> bool:
        scalar = (Kind.INT, Kind.ENUM, Kind.POINTER)
        if source.kind not in scalar or target.kind not in scalar:
            return False
        return target.size >= source.size or target.name == "_Bool"
