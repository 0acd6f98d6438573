"""Computations whose result is the same whatever they begin with: `x - x`, `x & 0`, `u < 0` of an unsigned number.

Compilers put the result in their place and leave out what only they needed. An integer or address is a sum of numbers
of which only their range is known, each times a factor, and a constant. Equal computations are one number, and so are
reads of one place between which nothing may write there, where control comes to the later one from the earlier alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final

from bpflint.flow.static.constants import compare
from bpflint.flow.static.dead_stores import own_variable
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function, successors
from bpflint.source.lowering.constants import fold, wrap
from bpflint.source.model import (
    COMPARISONS,
    Binary,
    Cast,
    Const,
    Copy,
    FieldAddress,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Operand,
    ScopeEnd,
    Select,
    Store,
    Temp,
    Unary,
)
from bpflint.source.types import Kind, Type

_WORDS: Final = (Kind.INT, Kind.ENUM, Kind.POINTER)
_MOST_TERMS: Final = 16
"""A sum of more is a number of its own: compared with others it tells nothing, and each would hold all before it."""
_QUIET: Final = (Load, FieldAddress, IndexAddress, Select, ScopeEnd)
"""What writes to no memory."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """A number that lies between `low` and `high`."""

    terms: frozenset[tuple[int, int]]
    """Numbers and their factors."""
    constant: int
    low: int
    high: int


_Memory = dict[Local | None, dict[Hashable, _Sum]]
"""What places hold, by the variable that they are in; None for those that others see, too."""


@per_function
def folded(function: Function) -> dict[int, int]:
    """The temporaries that always have the same value, and which."""
    return {index: each.low for index, each in _numbered(function).sums.items() if each.low == each.high}


@per_function
def idle_stores(function: Function) -> frozenset[int]:
    """The stores and copies of what the place holds already, by `id()`: compilers leave them out, and the read, too."""
    return frozenset(_numbered(function).idle)


@per_function
def _numbered(function: Function) -> _Numbering:
    found = _Numbering(function)
    before = _single_sources(function)
    followers = Counter(source for target, source in before.items() if source < target)
    ends: dict[int, _Memory] = {}
    for index, block in enumerate(function.blocks):
        source = before.get(index, index)
        known = ends.get(source, {})
        if source < index:
            followers[source] -= 1
            if not followers[source]:
                del ends[source]  # nobody else asks: what is known of many variables is not kept for each block
        found.begin(dict(known) if source in ends else known)
        for instruction in block.instructions:
            found.follow(instruction)
        if followers[index]:
            ends[index] = found.memory
    return found


def _single_sources(function: Function) -> dict[int, int]:
    """Of the blocks that control comes to from one block alone: that block."""
    sources: dict[int, set[int]] = {}
    for index, block in enumerate(function.blocks):
        for target in successors(block):
            sources.setdefault(target, set()).add(index)
    return {target: min(found) for target, found in sources.items() if len(found) == 1 and target}


@dataclass(slots=True)
class _Numbering:
    function: Function
    sums: dict[int, _Sum] = field(default_factory=dict)
    """What each temporary is."""
    numbers: dict[Hashable, int] = field(default_factory=dict)
    memory: _Memory = field(default_factory=dict)
    own: set[Local | None] = field(default_factory=set)
    """Whose places are not those of another block, too."""
    idle: set[int] = field(default_factory=set)
    """Stores and copies that change nothing."""

    def begin(self, memory: _Memory) -> None:
        """Go on with a block, in the beginning of which this is known."""
        self.memory = memory
        self.own = set()

    def follow(self, instruction: Instruction) -> None:
        if isinstance(instruction, Store):
            self._store(instruction)
            return
        if isinstance(instruction, Copy) and self._of(instruction.address) == self._of(instruction.source):
            self.idle.add(id(instruction))
            return
        result = getattr(instruction, "result", None)
        word = isinstance(result, Temp) and _is_word(result.type)
        match instruction:
            case Load(result=result) if word:
                self.sums[result.index] = self._load(instruction)
            case Binary(result=result, op=op, left=left, right=right) if word:
                self.sums[result.index] = self._binary(op, self._of(left), self._of(right), result.type, left)
            case Unary(result=result, op="-" | "~" as op, operand=operand) if word:
                inner = self._of(operand)
                self.sums[result.index] = self._add(_number(-int(op == "~")), inner, -1, result.type)
            case Cast(result=result, operand=operand) if word:
                self.sums[result.index] = self._converted(self._of(operand), result.type)
            case FieldAddress(result=result, base=base, offset=offset):
                self.sums[result.index] = self._add(self._of(base), _number(offset), 1, result.type)
            case IndexAddress(result=result, base=base, index=index, element=element) if element.size:
                self.sums[result.index] = self._add(self._of(base), self._of(index), element.size, result.type)
            case _ if not isinstance(instruction, (*_QUIET, Binary, Unary, Cast)):
                self.memory.pop(None, None)
                self.own.discard(None)

    # ----------------------------------------------------------------------------------------------------- memory

    def _load(self, load: Load) -> _Sum:
        fresh = self._any(("read", load.result.index), load.type)
        if load.volatile or load.bit_width:
            return fresh
        owner, place = self._place(load)
        if owner not in self.own:
            self.own.add(owner)
            self.memory[owner] = dict(self.memory.get(owner, ()))
        return self.memory[owner].setdefault(place, fresh)

    def _store(self, store: Store) -> None:
        owner, place = self._place(store)
        plain = _is_word(store.type) and not store.volatile and not store.bit_width
        value = self._converted(self._of(store.value), store.type) if plain else None
        if value is not None and self.memory.get(owner, {}).get(place) == value:
            self.idle.add(id(store))
            return
        self.own.add(owner)
        self.memory[owner] = {} if value is None else {place: value}

    def _place(self, access: Load | Store) -> tuple[Local | None, Hashable]:
        own, address = own_variable(self.function, access.address), self._of(access.address)
        return own, (address.terms, address.constant, access.type.size, access.type.signed)

    # ---------------------------------------------------------------------------------------------------- numbers

    def _of(self, operand: Operand) -> _Sum:
        if isinstance(operand, Const):
            return _number(operand.value)
        if isinstance(operand, Temp):
            return self.sums.get(operand.index) or self._any(("temporary", operand.index), operand.type)
        return self._any(operand, None)

    def _any(self, key: Hashable, ctype: Type | None) -> _Sum:
        """The number that `key` stands for."""
        number = self.numbers.setdefault(key, len(self.numbers))
        return _Sum(frozenset({(number, 1)}), 0, *_limits(ctype))

    def _converted(self, value: _Sum, ctype: Type) -> _Sum:
        low, high = _limits(ctype)
        if value.low == value.high:
            return _number(wrap(value.low, ctype))
        if low <= value.low and value.high <= high:
            return value
        return self._any(("cast", value, ctype.size, ctype.signed), ctype)

    def _add(self, left: _Sum, right: _Sum, factor: int, ctype: Type) -> _Sum:
        """`left + right * factor`, which may overflow."""
        terms = dict(left.terms)
        for number, times in right.terms:
            terms[number] = terms.get(number, 0) + times * factor
        terms = {number: times for number, times in terms.items() if times}
        constant = wrap(left.constant + right.constant * factor, ctype)
        if not terms:
            return _number(constant)
        ends = sorted((right.low * factor, right.high * factor))
        low, high = left.low + ends[0], left.high + ends[1]
        allowed = _limits(ctype)
        if not (allowed[0] <= low and high <= allowed[1]):
            low, high = allowed
        if len(terms) > _MOST_TERMS or any(abs(times) > allowed[1] for times in terms.values()):
            terms, constant = dict(self._any(("+", left, right, factor, ctype.size, ctype.signed), ctype).terms), 0
        return _Sum(frozenset(terms.items()), constant, low, high)

    def _binary(self, op: str, left: _Sum, right: _Sum, ctype: Type, operand: Operand) -> _Sum:
        if op in COMPARISONS:
            return self._compared(op, left, right, operand)
        if op in ("+", "-"):
            return self._add(left, right, 1 if op == "+" else -1, ctype)
        if op in ("|", "^", "<<", ">>") and right.low == right.high == 0:
            return self._converted(left, ctype)
        ends = _range(op, left, right)
        if op == "^" and left == right:
            ends = 0, 0
        low, high = _limits(ctype)
        if ends is None or not (low <= ends[0] and ends[1] <= high):
            ends = low, high
        if ends[0] == ends[1]:
            return _number(ends[0])
        result = self._any((op, left, right, ctype.size, ctype.signed), ctype)
        return _Sum(result.terms, 0, *ends)

    def _compared(self, op: str, left: _Sum, right: _Sum, operand: Operand) -> _Sum:
        if left == right:
            return _number(int(compare(op, 0, 0)))
        if left.terms == right.terms and op in ("==", "!="):
            return _number(int(op == "!="))
        ordered = not isinstance(operand, Const | Temp) or operand.type.signed or (left.low >= 0 and right.low >= 0)
        if ordered and (left.high < right.low or right.high < left.low):
            return _number(int(compare(op, left.low, right.low)))
        if ordered and op in ("<", ">=") and left.low >= right.high:
            return _number(int(op == ">="))
        if ordered and op in (">", "<=") and left.high <= right.low:
            return _number(int(op == "<="))
        return _Sum(self._any((op, left, right), None).terms, 0, 0, 1)


def _is_word(ctype: Type) -> bool:
    return ctype.kind in _WORDS and 0 < ctype.size <= 8


def _number(value: int) -> _Sum:
    return _Sum(frozenset(), value, value, value)


def _limits(ctype: Type | None) -> tuple[int, int]:
    if ctype is None or not _is_word(ctype):
        return -(1 << 63), (1 << 64) - 1
    if ctype.name == "_Bool":
        return 0, 1
    bits = 8 * ctype.size
    if ctype.kind is Kind.INT and ctype.signed:
        return -(1 << (bits - 1)), (1 << (bits - 1)) - 1
    return 0, (1 << bits) - 1


def _range(op: str, left: _Sum, right: _Sum) -> tuple[int, int] | None:
    """Where `left op right` lies, as far as one of them or both not being negative tells."""
    if left.low == left.high and right.low == right.high:
        value = fold(op, left.low, right.low)
        return None if value is None else (value, value)
    if op == "*" and 0 in (left.low, right.low) and (left.low == left.high or right.low == right.high):
        constant = left if left.low == left.high else right
        return (0, 0) if constant.low == 0 else None
    if op == "&":
        tops = [each.high for each in (left, right) if each.low >= 0]
        return (0, min(tops)) if tops else None
    if op == "|" and -1 in (left.low if left.low == left.high else 0, right.low if right.low == right.high else 0):
        return -1, -1
    if left.low < 0 or right.low != right.high or right.low < 0:
        return (0, 0) if left.low == left.high == 0 and op in ("/", "%", ">>", "<<") else None
    if op == ">>":
        return left.low >> right.low, left.high >> right.low
    if op in ("/", "%") and right.low:
        return (left.low // right.low, left.high // right.low) if op == "/" else (0, min(left.high, right.low - 1))
    return None
