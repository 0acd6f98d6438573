"""What lowering one function builds on: reading, writing and converting values, and naming them as the user does.

The value of a struct is the address where it lies. What cannot be understood (clang's recovery from an error) keeps
its calls and becomes an unknown value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bpflint.base.span import Span
from bpflint.source import kinds as k
from bpflint.source.libclang import CXCursor, Node
from bpflint.source.lowering.blocks import BlockBuilder, OpenBlock
from bpflint.source.lowering.constants import wrap
from bpflint.source.lowering.control import Cases, JumpTarget, Label, Scope
from bpflint.source.lowering.generic import matching_association
from bpflint.source.lowering.variables import Variables
from bpflint.source.model import (
    Asm,
    Binary,
    Cast,
    Const,
    Copy,
    FunctionRef,
    Global,
    IndexAddress,
    Load,
    Local,
    Operand,
    Store,
    String,
    Temp,
    Unary,
)
from bpflint.source.printed import PrintedBody
from bpflint.source.types import VOID, Kind, Type


@dataclass(slots=True)
class Place:
    """An lvalue: where it lies and how it is read. `name` is the user's expression."""

    address: Operand
    type: Type
    name: str = ""
    bit_width: int = 0
    bit_offset: int = 0
    volatile: bool = False


@dataclass(frozen=True, slots=True)
class Transforms:
    """How each kind of node is lowered, by libclang's number of the kind, and what becomes of all other kinds."""

    values: Mapping[int, Callable[[FunctionBuilder, Node], Operand]]
    effects: Mapping[int, Callable[[FunctionBuilder, Node], object]]
    conditions: Mapping[int, Callable[[FunctionBuilder, Node, OpenBlock, OpenBlock], None]]
    places: Mapping[int, Callable[[FunctionBuilder, Node], Place]]
    statements: Mapping[int, Callable[[FunctionBuilder, Node], object]]
    any_condition: Callable[[FunctionBuilder, Node, OpenBlock, OpenBlock], None]
    any_place: Callable[[FunctionBuilder, Node], Place]


class FunctionBuilder(BlockBuilder):
    """The state of lowering one function, and the steps that all kinds of nodes share."""

    def __init__(self, unit: Variables, definition: CXCursor, transforms: Transforms) -> None:
        super().__init__()
        self.unit = unit
        self.clang = unit.clang
        self.types = unit.types
        self.definition = definition
        self._values = transforms.values
        self._effects = transforms.effects
        self._conditions = transforms.conditions
        self._places = transforms.places
        self._statements = transforms.statements
        self._any_condition = transforms.any_condition
        self._any_place = transforms.any_place
        self.locals: dict[int, Local] = {}
        """By the address of clang's declaration."""
        self.booleans: set[int] = set()
        """Temporaries that are 0 or 1."""
        self.scopes: list[Scope] = [Scope(None)]
        """Those that are open, the innermost last."""
        self.labels: dict[int, Label] = {}
        """By the address of clang's statement."""
        self.taken_labels: list[OpenBlock] = []
        """Labels whose address is taken, the targets of a computed goto."""
        self.targets: list[JumpTarget] = []
        self.cases: list[Cases] = []
        self.loops: dict[int, int] = {}
        self.asm_statements: dict[int, int] = {}
        """The number of each `for` and asm statement, in the order in which clang prints them."""
        self.selections: dict[int, int] = {}
        """Likewise of each `_Generic`, by the address of clang's expression: some are in the tree twice."""
        self.relocates = False
        """True within the argument of `__builtin_preserve_access_index()`."""

    # ------------------------------------------------------------------------------------------------- by kind of node

    def value(self, node: Node) -> Operand:
        """The value of an expression."""
        transform = self._values.get(node.kind)
        return self.unknown(node) if transform is None else transform(self, node)

    def effect(self, node: Node) -> None:
        """Evaluate an expression for what it does."""
        transform = self._effects.get(node.kind)
        if transform is None:
            self.value(node)
        else:
            transform(self, node)

    def condition(self, node: Node, then: OpenBlock, otherwise: OpenBlock) -> None:
        """Go to `then` where `node` is not zero, else to `otherwise`."""
        self._conditions.get(node.kind, self._any_condition)(self, node, then, otherwise)

    def place(self, node: Node) -> Place:
        """The object that an lvalue designates. A value that is none gets a place of its own."""
        return self._places.get(node.kind, self._any_place)(self, node)

    def statement(self, node: Node) -> None:
        """Lower one statement."""
        transform = self._statements.get(node.kind)
        if transform is not None:
            transform(self, node)
        elif k.UNEXPOSED_EXPR <= node.kind < k.FIRST_ATTRIBUTE:
            self.effect(node)

    # ----------------------------------------------------------------------------------------------- about nodes

    @cached_property
    def printed(self) -> PrintedBody:
        """The function as clang prints it."""
        return PrintedBody(self.unit.handle.pretty(self.definition, body=True))

    def span(self, node: Node) -> Span:
        if node.span is None:
            node.span = self.unit.places.span(node.cursor)
        return node.span

    def type(self, node: Node) -> Type:
        if node.type is None:
            node.type = self.types.of(node.cursor)
            if node.type.kind in (Kind.ARRAY, Kind.FUNCTION):
                node.type = self._adjusted(node, node.type)
        return node.type

    def _adjusted(self, node: Node, type: Type) -> Type:
        """The pointer that a parameter is which is written as an array or a function; for all else `type` as it is."""
        if node.kind == k.DECL_REF_EXPR:
            local = self.locals.get(self.unit.reference(node).decl)
            return local.type if local is not None and local.is_param else type
        if node.kind in (k.UNEXPOSED_EXPR, k.PAREN_EXPR):
            inner = node.expressions()
            if len(inner) == 1 and self.type(inner[0]).is_pointer:
                return self.type(inner[0])
        return type

    def unary_operator(self, node: Node) -> int:
        operator: int = self.clang.getCursorUnaryOperatorKind(node.cursor)
        return operator

    def binary_operator(self, node: Node) -> int:
        operator: int = self.clang.getCursorBinaryOperatorKind(node.cursor)
        return operator

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
        span, bits = self.span(node), place.bit_width
        self.emit(Load(result, place.address, place.type, span, place.volatile, bits, place.bit_offset))
        return result

    def store(self, place: Place, value: Operand, span: Span) -> None:
        if place.type.is_record or place.type.kind is Kind.ARRAY:
            if isinstance(value, Temp) and value.type.is_record:
                self.emit(Store(place.address, value, place.type, span, volatile=place.volatile))
            else:
                self.emit(Copy(place.address, value, place.type.size, span))
        else:
            self.emit(Store(place.address, value, place.type, span, place.bit_width, place.bit_offset, place.volatile))

    def convert(self, value: Operand, source: Type, target: Type, node: Node, *, explicit: bool = False) -> Operand:
        """`value` as `target`. Conversions that change neither kind, width nor sign are silent unless explicit."""
        if target.kind is Kind.VOID or target.kind is Kind.UNKNOWN or target.is_record:
            return value
        if isinstance(value, Const) and target.kind in (Kind.INT, Kind.ENUM, Kind.POINTER):
            return Const(wrap(value.value, target), target)
        if target.name == "_Bool" and source.name != "_Bool":
            if not (isinstance(value, Temp) and value.index in self.booleans):
                result = self.temp(target, name_of(value))
                self.emit(Binary(result, "!=", value, Const(0, source), self.span(node)))
                self.booleans.add(result.index)
                return result
        elif not explicit and same_shape(source, target):
            return value
        if target.is_pointer and isinstance(value, FunctionRef):
            return value  # a callback stays the function it is, `(void *)callback` too
        if not explicit and isinstance(value, String | Global | Local) and target.is_pointer:
            return value
        result = self.temp(target, name_of(value))
        self.emit(Cast(result, value, explicit, self.span(node)))
        if isinstance(value, Temp) and value.index in self.booleans:
            self.booleans.add(result.index)
        return result

    def index_address(
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

    def is_choose(self, inner: list[Node]) -> bool:
        """`__builtin_choose_expr`, as against an atomic operation, whose first operand is a pointer."""
        return not self.type(inner[0]).is_pointer and self.unit.evaluate(inner[0]) is not None

    def chosen(self, inner: list[Node]) -> Node:
        return inner[1] if self.unit.evaluate(inner[0]) else inner[2]

    def selected(self, node: Node) -> Node:
        """The association of a `_Generic` that its controlling expression has the type of."""
        inner = node.expressions()
        wanted = self.clang.getCursorType(node.cursor).ast
        fitting = [each for each in inner[1:] if self.clang.getCursorType(each.cursor).ast == wanted]
        if len(fitting) == 1:
            return fitting[0]
        types = self._association_types(node)
        if len(types) == len(inner) - 1:
            controlling = self.types.canonical_spelling(inner[0].cursor)
            position = matching_association(types, controlling, self.unit.typedef)
            if position is not None:
                return inner[1 + position]
        return (fitting or inner)[-1]

    def _association_types(self, node: Node) -> tuple[str, ...]:
        """The types of the associations as clang prints them; none where the printed text cannot be lined up."""
        printed = self.printed.selections
        return printed[self.selections[node.cursor.stmt]] if len(printed) == len(self.selections) else ()


def same_shape(source: Type, target: Type) -> bool:
    if source.kind is Kind.POINTER and target.kind is Kind.POINTER:
        return True
    integers = (Kind.INT, Kind.ENUM)
    if source.kind in integers and target.kind in integers:
        return source.size == target.size and source.signed == target.signed
    return source.kind is target.kind and source.size == target.size


def points(type: Type) -> bool:
    return type.kind in (Kind.POINTER, Kind.ARRAY)


def peel(node: Node) -> Node:
    while node.kind == k.PAREN_EXPR and node.children:
        node = node.expressions()[0]
    return node


def name_of(operand: Operand) -> str:
    """The user's expression for an operand, as short as can be."""
    match operand:
        case Temp(name=name):
            return name
        case Local(name=name) | Global(name=name) | FunctionRef(name=name):
            return f"&{name}" if name and not isinstance(operand, FunctionRef) else name
    return ""


def dereferenced(name: str) -> str:
    return name[1:] if name.startswith("&") else f"*{name}" if name else ""
