"""Lowers expressions: values into operands, lvalues into places, conditions into branches.

The value of a struct is the address where it lies. What cannot be understood (clang's recovery from an error) keeps
its calls and becomes an unknown value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bpflint.source import kinds as k
from bpflint.source.blocks import BlockBuilder, OpenBlock
from bpflint.source.constants import fold, string_text, wrap
from bpflint.source.libclang import Node
from bpflint.source.model import (
    UNKNOWN,
    VOID,
    Asm,
    Binary,
    Call,
    Cast,
    Const,
    Copy,
    FieldAddress,
    FunctionRef,
    Global,
    IndexAddress,
    Kind,
    Load,
    Local,
    Operand,
    Select,
    Span,
    Store,
    String,
    Temp,
    Type,
    Unary,
    Zero,
)

if TYPE_CHECKING:
    from bpflint.source.declarations import UnitBuilder

_COPIES: Final = frozenset({"memcpy", "memmove", "__builtin_memcpy", "__builtin_memmove", "__builtin_memcpy_inline"})
_FILLS: Final = frozenset({"memset", "__builtin_memset"})
_FIRST_ARGUMENT: Final = frozenset(
    {
        "__builtin_expect",
        "__builtin_expect_with_probability",
        "__builtin_preserve_access_index",
        "__builtin_assume_aligned",
        "__builtin_launder",
    }
)
_ENDS: Final = frozenset({"__builtin_trap", "__builtin_unreachable", "__builtin_abort"})
_CORE: Final = frozenset(
    {
        "__builtin_preserve_field_info",
        "__builtin_preserve_type_info",
        "__builtin_preserve_enum_value",
        "__builtin_btf_type_id",
    }
)
_SYNC_WIDTH: Final = re.compile(r"^(__sync_\w+?)_(?:1|2|4|8|16)$")
_DEPENDENT: Final = 26
"""CXType_Dependent: the type of an expression that clang kept after an error."""


@dataclass(slots=True)
class Place:
    """An lvalue: where it lies and how it is read. `name` is the user's expression."""

    address: Operand
    type: Type
    name: str = ""
    bit_width: int = 0
    volatile: bool = False


class Expressions(BlockBuilder):
    """Lowers the expressions of one function."""

    def __init__(self, unit: UnitBuilder) -> None:
        super().__init__()
        self.unit = unit
        self.clang = unit.clang
        self.types = unit.types
        self.locals: dict[int, Local] = {}
        """By the address of clang's declaration."""
        self.booleans: set[int] = set()
        """Temporaries that are 0 or 1."""

    # ------------------------------------------------------------------------------------------- about one node

    def span(self, node: Node) -> Span:
        if node.span is None:
            node.span = self.unit.places.span(node.cursor)
        return node.span

    def type(self, node: Node) -> Type:
        if node.type is None:
            node.type = self.types.of(node.cursor)
        return node.type

    def unary_operator(self, node: Node) -> int:
        operator: int = self.clang.getCursorUnaryOperatorKind(node.cursor)
        return operator

    def binary_operator(self, node: Node) -> int:
        operator: int = self.clang.getCursorBinaryOperatorKind(node.cursor)
        return operator

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
                return self.is_lvalue(self._selected(node))
            case k.UNEXPOSED_EXPR:
                inner = node.expressions()
                if len(inner) == 1:
                    # `__func__` holds its string literal.
                    return inner[0].kind == k.STRING_LITERAL and self.type(node).kind is Kind.ARRAY
                if len(inner) == 3 and self._is_choose(inner):
                    return self.is_lvalue(self._chosen(inner))
        return False

    # ------------------------------------------------------------------------------------------------------ values

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
                return self._call(node)
            case k.PAREN_EXPR:
                return self.value(node.expressions()[0]) if node.children else self.unknown(node)
            case k.UNARY_OPERATOR:
                return self._unary(node)
            case k.BINARY_OPERATOR:
                return self._binary(node)
            case k.COMPOUND_ASSIGNMENT:
                return self._compound_assignment(node)
            case k.CONDITIONAL_OPERATOR:
                return self._conditional(node)
            case k.CAST_EXPR:
                return self._cast(node)
            case k.STATEMENT_EXPR:
                return self.statement_expression(node)
            case k.GENERIC_SELECTION_EXPR:
                known = self.unit.evaluate(node)
                return self.value(self._selected(node)) if known is None else Const(known, self.type(node))
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

    def unknown(self, node: Node, operands: tuple[Operand, ...] = ()) -> Operand:
        """A value nothing is known of. Calls below `node` are kept."""
        if not operands:
            for child in node.expressions():
                if child.kind not in (k.STRING_LITERAL, k.INTEGER_LITERAL):
                    self.effect(child)
        type = self.type(node)
        if type.kind is Kind.VOID:
            return Const(0, self.types.int)
        span = self.span(node)
        local = Local("", type, span)
        self.emit(Asm("", (local,), operands, span))
        return self.load(Place(local, type), node)

    def load(self, place: Place, node: Node) -> Operand:
        """Read a place. Arrays, structs and functions stay where they are: their value is their address."""
        if place.type.kind in (Kind.STRUCT, Kind.UNION, Kind.ARRAY, Kind.FUNCTION):
            return place.address
        result = self.temp(place.type, place.name)
        self.emit(
            Load(result, place.address, place.type, self.span(node), volatile=place.volatile, bit_width=place.bit_width)
        )
        return result

    def store(self, place: Place, value: Operand, span: Span) -> None:
        if place.type.is_record or place.type.kind is Kind.ARRAY:
            if isinstance(value, Temp) and value.type.is_record:
                self.emit(Store(place.address, value, place.type, span))
            else:
                self.emit(Copy(place.address, value, place.type.size, span))
        else:
            self.emit(Store(place.address, value, place.type, span, bit_width=place.bit_width))

    def convert(self, value: Operand, source: Type, target: Type, node: Node, *, explicit: bool = False) -> Operand:
        """`value` as `target`. Conversions that change neither kind, width nor sign are silent unless explicit."""
        if target.kind is Kind.VOID or target.kind is Kind.UNKNOWN or target.is_record:
            return value
        if isinstance(value, Const) and target.kind in (Kind.INT, Kind.ENUM, Kind.POINTER):
            return Const(wrap(value.value, target), target)
        if target.name == "_Bool" and source.name != "_Bool":
            if not (isinstance(value, Temp) and value.index in self.booleans):
                result = self.temp(target, _name(value))
                self.emit(Binary(result, "!=", value, Const(0, source), self.span(node)))
                self.booleans.add(result.index)
                return result
        elif not explicit and _same_shape(source, target):
            return value
        if target.is_pointer and isinstance(value, FunctionRef):
            return value  # a callback stays the function it is, `(void *)callback` too
        if not explicit and isinstance(value, String | Global | Local) and target.is_pointer:
            return value
        result = self.temp(target, _name(value))
        self.emit(Cast(result, value, explicit, self.span(node)))
        if isinstance(value, Temp) and value.index in self.booleans:
            self.booleans.add(result.index)
        return result

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
            return self._elvis(node, inner[0], inner[3], target)
        if len(inner) == 3 and self._is_choose(inner):
            return self.value(self._chosen(inner))
        if self.type(inner[0]).is_pointer:
            return self._atomic(node, inner)
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

    def _unary(self, node: Node) -> Operand:
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
        result = self.temp(self.type(node), f"{op}{_name(value)}" if _name(value) else "")
        self.emit(Unary(result, op, value, self.span(node)))
        if boolean:
            self.booleans.add(result.index)
        return result

    def _binary(self, node: Node) -> Operand:
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
        left_points, right_points = _points(left_type), _points(right_type)
        if op == "+" and right_points:
            left, left_type, right, left_points, right_points = right, right_type, left, True, left_points
        if op in "+-" and left_points and not right_points:
            return self._index(left, left_type, right, node, negate=op == "-")
        result_type = self.type(node)
        if isinstance(left, Const) and isinstance(right, Const):
            folded = fold(op, left.value, right.value)
            if folded is not None:
                return Const(wrap(folded, result_type), result_type)
        span = self.span(node)
        result = self.temp(result_type)
        self.emit(Binary(result, op, left, right, span))
        if op in k.COMPARISONS:
            self.booleans.add(result.index)
        elif op == "-" and left_points and left_type.target is not None and left_type.target.size > 1:
            bytes_apart, result = result, self.temp(result_type)
            self.emit(Binary(result, "/", bytes_apart, Const(left_type.target.size, result_type), span))
        return result

    def _index(
        self, base: Operand, pointer: Type, index: Operand, node: Node, *, negate: bool = False, name: str = ""
    ) -> Operand:
        element = pointer.target or VOID
        if element.kind in (Kind.VOID, Kind.FUNCTION):
            element = self.types.char
        if negate:
            if isinstance(index, Const):
                index = Const(-index.value, index.type)
            else:
                opposite = self.temp(index.type if isinstance(index, Temp) else self.types.long)
                self.emit(Unary(opposite, "-", index, self.span(node)))
                index = opposite
        type = pointer if pointer.is_pointer else self.types.pointer_to(element)
        result = self.temp(type, name)
        self.emit(IndexAddress(result, base, index, element, self.span(node)))
        return result

    def _add(self, value: Operand, type: Type, step: Const, node: Node) -> Operand:
        if _points(type):
            return self._index(value, type, step, node)
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

    def _compound_assignment(self, node: Node) -> Operand:
        left, right = node.expressions()
        op = k.BINARY_SPELLINGS.get(self.binary_operator(node))
        if op is None:
            return self.unknown(node)
        operand = self.value(right)
        place = self.place(left)
        old = self.load(place, left)
        operand_type = self.type(right)
        if _points(place.type):
            new = self._index(old, place.type, operand, node, negate=op == "-")
        else:
            # The sum is formed in the wider of the two types; shifts keep the left one's.
            wide = operand_type if op not in ("<<", ">>") and operand_type.size > place.type.size else place.type
            widened = self.convert(old, place.type, wide, node)
            result = self.temp(wide)
            self.emit(Binary(result, op, widened, operand, self.span(node)))
            new = self.convert(result, wide, place.type, node)
        self.store(place, new, self.span(node))
        return new

    def _conditional(self, node: Node) -> Operand:
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

    def _elvis(self, node: Node, common: Node, no: Node, type: Type) -> Operand:
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
        node = _peel(node)
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

    def _is_choose(self, inner: list[Node]) -> bool:
        """`__builtin_choose_expr`, as against an atomic operation, whose first operand is a pointer."""
        return not self.type(inner[0]).is_pointer and self.unit.evaluate(inner[0]) is not None

    def _chosen(self, inner: list[Node]) -> Node:
        return inner[1] if self.unit.evaluate(inner[0]) else inner[2]

    def _selected(self, node: Node) -> Node:
        """The association of a `_Generic` that has the type of the whole."""
        candidates = node.expressions()[1:]
        wanted = self.clang.getCursorType(node.cursor).ast
        for candidate in candidates:
            if self.clang.getCursorType(candidate.cursor).ast == wanted:
                return candidate
        return candidates[-1] if candidates else node.expressions()[0]

    # -------------------------------------------------------------------------------------------------- conditions

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
                callee = self._callee_name(inner[0]) if inner else ""
                if callee in _FIRST_ARGUMENT and len(inner) > 1:
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

    # ------------------------------------------------------------------------------------------------------ places

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
                base, index = inner if _points(self.type(inner[0])) else reversed(inner)
                type, volatile = self.types.qualified(node.cursor)
                pointer = self.type(base)
                operand = self.value(base)
                name = f"{_name(operand).removeprefix('&')}[...]" if _name(operand) else ""
                position = self.value(index)
                address = self._index(operand, pointer, position, node, name=f"&{name}" if name else "")
                return Place(address, type, name, volatile=volatile)
            case k.UNARY_OPERATOR if inner:
                operator = self.unary_operator(node)
                if operator == k.EXTENSION:
                    return self.place(inner[0])
                if operator == k.DEREFERENCE:
                    address = self.value(inner[0])
                    type, volatile = self.types.qualified(node.cursor)
                    name = _name(address)
                    return Place(address, type, _dereferenced(name), volatile=volatile)
            case k.STRING_LITERAL:
                type = self.type(node)
                return Place(String(string_text(self.clang.spelling(node.cursor)), type.size), type)
            case k.COMPOUND_LITERAL_EXPR:
                return self.compound_literal(node)
            case k.GENERIC_SELECTION_EXPR:
                return self.place(self._selected(node))
            case k.UNEXPOSED_EXPR if self.is_lvalue(node):
                return self.place(inner[0] if len(inner) == 1 else self._chosen(inner))
        return self._materialise(node)

    def _materialise(self, node: Node) -> Place:
        type = self.type(node)
        value = self.value(node)
        if type.is_record and not (isinstance(value, Temp) and value.type.is_record):
            return Place(value, type, _name(value))
        span = self.span(node)
        local = Local("", type, span)
        self.emit(Store(local, value, type, span))
        return Place(local, type, _name(value))

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
            prefix, separator = _name(address), "->"
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

    # ------------------------------------------------------------------------------------------------------- calls

    def _callee(self, node: Node) -> Node:
        """The callee without casts, parentheses and dereferences that do not change which function it is."""
        while True:
            inner = node.expressions()
            if node.kind in (k.PAREN_EXPR, k.UNEXPOSED_EXPR) and len(inner) == 1:
                node = inner[0]
            elif node.kind == k.UNARY_OPERATOR and inner:
                operator = self.unary_operator(node)
                if operator not in (k.DEREFERENCE, k.ADDRESS_OF) or self.type(node).kind not in (
                    Kind.FUNCTION,
                    Kind.POINTER,
                ):
                    return node
                if operator == k.DEREFERENCE and self.type(node).kind is not Kind.FUNCTION:
                    return node
                node = inner[0]
            else:
                return node

    def _callee_name(self, node: Node) -> str:
        callee = self._callee(node)
        if callee.kind != k.DECL_REF_EXPR:
            return ""
        reference = self.unit.reference(callee)
        return self.unit.name(reference) if reference.kind == k.FUNCTION_DECL else ""

    def _call(self, node: Node) -> Operand:
        inner = node.expressions()
        if not inner:
            return self.unknown(node)
        designator = self._callee(inner[0])
        arguments = inner[1:]
        callee: str | Operand
        declared: Type | None = None
        implicit = False
        if designator.kind == k.DECL_REF_EXPR:
            reference = self.unit.reference(designator)
            if reference.kind == k.FUNCTION_DECL:
                callee = self.unit.name(reference)
                if callee.startswith("__builtin_") or callee in _COPIES or callee in _FILLS:
                    special = self._builtin(callee, node, arguments)
                    if special is not None:
                        return special
                synced = _SYNC_WIDTH.match(callee)
                if synced:
                    callee = synced.group(1)
                elif not callee.startswith("__builtin_"):
                    callee = self.unit.function(reference)
                    declared = self.types.of(reference)
                    implicit = self.unit.is_implicit(reference)
                    declared = None if implicit else declared
            elif (helper := self.unit.helper(reference)) is not None:
                callee, declared = helper
            else:
                callee, declared = self._indirect(inner[0])
        else:
            callee, declared = self._indirect(inner[0])
        return self._emit_call(node, callee, declared, arguments, implicit=implicit)

    def _indirect(self, node: Node) -> tuple[str | Operand, Type | None]:
        value = self.value(node)
        type = self.type(node)
        if type.is_pointer and type.target is not None:
            type = type.target
        declared = type if type.kind is Kind.FUNCTION else None
        return (value.name if isinstance(value, FunctionRef) else value), declared

    def _emit_call(
        self,
        node: Node,
        callee: str | Operand,
        declared: Type | None,
        arguments: list[Node],
        *,
        implicit: bool = False,
        detail: str = "",
    ) -> Operand:
        values = tuple(self.value(argument) for argument in arguments)
        type = self.type(node)
        span = self.span(node)
        name = callee if isinstance(callee, str) else _name(callee)
        result = None if type.kind is Kind.VOID else self.temp(type, f"{name}()")
        self.emit(
            Call(
                result,
                callee,
                values,
                span,
                tuple(self.span(argument) for argument in arguments),
                tuple(self._argument_type(argument) for argument in arguments),
                declared,
                implicit,
                macro=self.unit.macro(node, name),
                detail=detail,
            )
        )
        if declared is not None and "noreturn" in declared.spelling:
            self.unreachable(span)
        if result is None:
            return Const(0, self.types.int)
        if type.is_record:
            local = Local("", type, span)
            self.emit(Store(local, result, type, span))
            return local
        return result

    def _argument_type(self, node: Node) -> Type:
        """The type of an argument before it was converted to the parameter's: what the user passes."""
        inner = node.expressions()
        while node.kind == k.UNEXPOSED_EXPR and len(inner) == 1 and len(node.children) == 1:
            source = self.type(inner[0])
            if source.kind in (Kind.ARRAY, Kind.FUNCTION, Kind.UNKNOWN):
                break
            node, inner = inner[0], inner[0].expressions()
        return self.type(node)

    def _builtin(self, name: str, node: Node, arguments: list[Node]) -> Operand | None:
        """What a compiler builtin means here, None where it is a call like another."""
        if name in _FIRST_ARGUMENT and arguments:
            return self.value(arguments[0])
        if name in _ENDS:
            self.unreachable(self.span(node))
            return Const(0, self.types.int)
        if name in _CORE and arguments:
            return self._core(name, node, arguments)
        if name in ("__builtin_constant_p", "__builtin_object_size", "__builtin_strlen"):
            value = self.unit.evaluate(node)
            if value is not None or name == "__builtin_constant_p":
                return Const(value or 0, self.type(node))
            return None
        if name == "__builtin_assume":
            return Const(0, self.types.int)
        if name in _COPIES and len(arguments) == 3:
            size = self._size(arguments[2])
            if size is not None:
                target, source = self.value(arguments[0]), self.value(arguments[1])
                self.emit(Copy(target, source, size, self.span(node)))
                return target
        if name in _FILLS and len(arguments) == 3:
            size = self._size(arguments[2])
            if size is not None and self.unit.evaluate(arguments[1]) == 0:
                target = self.value(arguments[0])
                self.emit(Zero(target, size, self.span(node)))
                return target
        return None

    def _size(self, node: Node) -> int | None:
        value = self.unit.evaluate(node)
        return value if value is not None and 0 <= value < 1 << 32 else None

    def _core(self, name: str, node: Node, arguments: list[Node]) -> Operand:
        """A CO-RE builtin: its first argument names something and is not evaluated."""
        first = arguments[0]
        if name == "__builtin_preserve_enum_value":
            detail = self._enumerator_name(first)
        elif name == "__builtin_preserve_field_info":
            detail = self._member_path(first)
        else:
            detail = self.type(first).spelling
        return self._emit_call(node, name, None, arguments[1:], detail=detail)

    def _enumerator_name(self, node: Node) -> str:
        work = [node]
        while work:
            current = work.pop()
            if current.kind == k.DECL_REF_EXPR:
                reference = self.unit.reference(current)
                if reference.kind == k.ENUM_CONSTANT_DECL:
                    return self.unit.name(reference)
            work.extend(current.children)
        return ""

    def _member_path(self, node: Node) -> str:
        """`task_struct.pid` of an expression that ends in `->pid`; members of members are joined with dots."""
        names: list[str] = []
        record = ""
        while True:
            inner = node.expressions()
            if node.kind == k.MEMBER_REF_EXPR and inner:
                names.append(self.clang.spelling(node.cursor))
                base = self.type(inner[0])
                if base.is_pointer:
                    record = base.target.name if base.target is not None else ""
                    break
                record = base.name
            elif node.kind not in (k.PAREN_EXPR, k.UNEXPOSED_EXPR, k.ARRAY_SUBSCRIPT_EXPR):
                break
            if not inner:
                break
            node = inner[0]
        return ".".join((record, *reversed(names)))

    def _atomic(self, node: Node, inner: list[Node]) -> Operand:
        """`__atomic_*` operations. libclang gives pointer, order, value..., and not which operation it is."""
        name = self.unit.token(node)
        if not name.startswith("__"):
            name = "__atomic"
        if name in ("__atomic_load_n", "__c11_atomic_load") or (name == "__atomic" and len(inner) == 2):
            pointer = self.value(inner[0])
            target = self.type(inner[0]).target or UNKNOWN
            return self.load(Place(pointer, target, _dereferenced(_name(pointer)), volatile=True), node)
        if name in ("__atomic_store_n", "__c11_atomic_store") and len(inner) >= 3:
            pointer, value = self.value(inner[0]), self.value(inner[2])
            self.emit(Store(pointer, value, self.type(inner[0]).target or UNKNOWN, self.span(node)))
            return Const(0, self.types.int)
        # The order arguments say nothing here; pointer and values keep the order they are written in.
        return self._emit_call(node, name, None, [inner[0], *inner[2:]])

    # --------------------------------------------------------------------------- provided by the other half (below)

    def statement_expression(self, node: Node) -> Operand:
        raise NotImplementedError

    def statement_condition(self, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
        raise NotImplementedError

    def compound_literal(self, node: Node) -> Place:
        raise NotImplementedError

    def label_address(self, node: Node) -> Operand:
        raise NotImplementedError


def _same_shape(source: Type, target: Type) -> bool:
    if source.kind is Kind.POINTER and target.kind is Kind.POINTER:
        return True
    integers = (Kind.INT, Kind.ENUM)
    if source.kind in integers and target.kind in integers:
        return source.size == target.size and source.signed == target.signed
    return source.kind is target.kind and source.size == target.size


def _points(type: Type) -> bool:
    return type.kind in (Kind.POINTER, Kind.ARRAY)


def _peel(node: Node) -> Node:
    while node.kind == k.PAREN_EXPR and node.children:
        node = node.expressions()[0]
    return node


def _name(operand: Operand) -> str:
    """The user's expression for an operand, as short as can be."""
    match operand:
        case Temp(name=name):
            return name
        case Local(name=name) | Global(name=name) | FunctionRef(name=name):
            return f"&{name}" if name and not isinstance(operand, FunctionRef) else name
    return ""


def _dereferenced(name: str) -> str:
    return name[1:] if name.startswith("&") else f"*{name}" if name else ""
