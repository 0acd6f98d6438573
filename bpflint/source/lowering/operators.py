"""Lowers operators: arithmetic on numbers and pointers, assignment, and those that choose what is evaluated."""

from __future__ import annotations

from bpflint.source import kinds as k
from bpflint.source.libclang import Node
from bpflint.source.lowering.blocks import OpenBlock
from bpflint.source.lowering.builder import name_of, peel, points
from bpflint.source.lowering.calls import Calls
from bpflint.source.lowering.constants import fold, wrap
from bpflint.source.model import COMPARISONS, Binary, Const, Kind, Operand, Select, Temp, Type, Unary


class Operators(Calls):
    """Adds operators to lowering."""

    def unary(self, node: Node) -> Operand:
        operator = self.unary_operator(node)
        inner = node.expressions()
        if not inner:
            return self.unknown(node)
        child = inner[0]
        match operator:
            case k.ADDRESS_OF:
                return self.place(child).address
            case k.DEREFERENCE:
                return self.load(self.place(node), node)
            case k.PLUS | k.EXTENSION:
                return self.value(child)
            case k.POST_INCREMENT | k.POST_DECREMENT | k.PRE_INCREMENT | k.PRE_DECREMENT:
                place = self.place(child)
                old = self.load(place, child)
                step = 1 if operator in (k.POST_INCREMENT, k.PRE_INCREMENT) else -1
                new = self._add(old, place.type, Const(step, self.types.int), node)
                self.store(place, new, self.span(node))
                return old if operator in (k.POST_INCREMENT, k.POST_DECREMENT) else new
            case k.LOGICAL_NOT:
                if self._is_logical(child):
                    return self._truth(node)
                value = self.value(child)
                if isinstance(value, Const):
                    return Const(int(not value.value), self.type(node))
                return self._emit_unary("!", value, node, boolean=True)
            case k.MINUS | k.BITWISE_NOT:
                value = self.value(child)
                if isinstance(value, Const):
                    number = -value.value if operator == k.MINUS else ~value.value
                    return Const(wrap(number, self.type(node)), self.type(node))
                return self._emit_unary("-" if operator == k.MINUS else "~", value, node)
        return self.unknown(node)

    def _emit_unary(self, op: str, value: Operand, node: Node, *, boolean: bool = False) -> Temp:
        result = self.temp(self.type(node), f"{op}{name_of(value)}" if name_of(value) else "")
        self.emit(Unary(result, op, value, self.span(node)))
        if boolean:
            self.booleans.add(result.index)
        return result

    def binary(self, node: Node) -> Operand:
        operator = self.binary_operator(node)
        inner = node.expressions()
        if len(inner) != 2:
            return self.unknown(node)
        left, right = inner
        match operator:
            case k.ASSIGN:
                return self._assign(node, left, right)
            case k.COMMA:
                self.effect(left)
                return self.value(right)
            case k.LOGICAL_AND | k.LOGICAL_OR:
                return self._truth(node)
        op = k.BINARY_SPELLINGS.get(operator)
        if op is None:
            return self.unknown(node)
        first, second = self.value(left), self.value(right)
        return self._arithmetic(op, first, self.type(left), second, self.type(right), node)

    def _arithmetic(
        self, op: str, left: Operand, left_type: Type, right: Operand, right_type: Type, node: Node
    ) -> Operand:
        """`left op right`; pointer arithmetic becomes addresses of elements."""
        left_points, right_points = points(left_type), points(right_type)
        if op == "+" and right_points:
            left, left_type, right, left_points, right_points = right, right_type, left, True, left_points
        if op in "+-" and left_points and not right_points:
            return self.index_address(left, left_type, right, node, negate=op == "-")
        result_type = self.type(node)
        if isinstance(left, Const) and isinstance(right, Const):
            folded = fold(op, left.value, right.value)
            if folded is not None:
                return Const(wrap(folded, result_type), result_type)
        span = self.span(node)
        result = self.temp(result_type)
        self.emit(Binary(result, op, left, right, span))
        if op in COMPARISONS:
            self.booleans.add(result.index)
        elif op == "-" and left_points and left_type.target is not None and left_type.target.size > 1:
            bytes_apart, result = result, self.temp(result_type)
            self.emit(Binary(result, "/", bytes_apart, Const(left_type.target.size, result_type), span))
        return result

    def _add(self, value: Operand, type: Type, step: Const, node: Node) -> Operand:
        if points(type):
            return self.index_address(value, type, step, node)
        result = self.temp(type)
        self.emit(Binary(result, "+", value, step, self.span(node)))
        return result

    def _assign(self, node: Node, left: Node, right: Node) -> Operand:
        type = self.type(left)
        if type.is_record and right.kind == k.PAREN_EXPR:
            right = right.expressions()[0]
        value = self.value(right)
        place = self.place(left)
        self.store(place, value, self.span(node))
        return place.address if type.is_record else value

    def compound_assignment(self, node: Node) -> Operand:
        left, right = node.expressions()
        op = k.BINARY_SPELLINGS.get(self.binary_operator(node))
        if op is None:
            return self.unknown(node)
        operand = self.value(right)
        place = self.place(left)
        old = self.load(place, left)
        operand_type = self.type(right)
        if points(place.type):
            new = self.index_address(old, place.type, operand, node, negate=op == "-")
        else:
            # The sum is formed in the wider of the two types; shifts keep the left one's.
            wide = operand_type if op not in ("<<", ">>") and operand_type.size > place.type.size else place.type
            widened = self.convert(old, place.type, wide, node)
            result = self.temp(wide)
            self.emit(Binary(result, op, widened, operand, self.span(node)))
            new = self.convert(result, wide, place.type, node)
        self.store(place, new, self.span(node))
        return new

    def conditional(self, node: Node) -> Operand:
        inner = node.expressions()
        if len(inner) != 3:
            return self.unknown(node)
        test, yes, no = inner
        type = self.type(node)
        if type.kind is Kind.VOID:
            self.effect(node)
            return Const(0, self.types.int)
        if type.is_record:
            type = self.types.pointer_to(type)
        span = self.span(node)
        then, otherwise, end = OpenBlock(), OpenBlock(), OpenBlock()
        result = self.temp(type)
        self.condition(test, then, otherwise)
        for block, arm in ((then, yes), (otherwise, no)):
            self.begin(block, span)
            value = self.value(arm)
            self.emit(Select(result, value, self.span(arm)))
            self.jump(end, span)
        self.begin(end, span)
        return result

    def elvis(self, node: Node, common: Node, no: Node, type: Type) -> Operand:
        """`common ?: no`, which evaluates `common` once."""
        span = self.span(node)
        value = self.value(common)
        result = self.temp(type)
        then, otherwise, end = OpenBlock(), OpenBlock(), OpenBlock()
        self.branch(value, then, otherwise, span)
        self.begin(then, span)
        self.emit(Select(result, self.convert(value, self.type(common), type, node), span))
        self.jump(end, span)
        self.begin(otherwise, span)
        self.emit(Select(result, self.value(no), self.span(no)))
        self.begin(end, span)
        return result

    def _is_logical(self, node: Node) -> bool:
        node = peel(node)
        return node.kind == k.BINARY_OPERATOR and self.binary_operator(node) in (k.LOGICAL_AND, k.LOGICAL_OR)

    def _truth(self, node: Node) -> Temp:
        """A condition as 0 or 1."""
        span = self.span(node)
        type = self.type(node)
        result = self.temp(type)
        self.booleans.add(result.index)
        then, otherwise, end = OpenBlock(), OpenBlock(), OpenBlock()
        self.condition(node, then, otherwise)
        self.begin(then, span)
        self.emit(Select(result, Const(1, type), span))
        self.jump(end, span)
        self.begin(otherwise, span)
        self.emit(Select(result, Const(0, type), span))
        self.begin(end, span)
        return result
