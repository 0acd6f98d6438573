"""Inline assembly that only moves, computes and reads, lowered as the C that it is.

`asm volatile("%[size] &= 0xfff" : [size] "+r"(size))` is how people keep a compiler from forgetting a bound: to the
verifier it is `size &= 0xfff`. Registers have 64 bits and no sign, whatever the variables are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bpflint.source.assembly_text import lines_of
from bpflint.source.libclang import Node
from bpflint.source.lowering.builder import FunctionBuilder, Place, points
from bpflint.source.lowering.constants import fold, wrap
from bpflint.source.model import Binary, Const, Operand
from bpflint.source.printed import Assembly
from bpflint.source.types import Kind, Type

_NAME = r"%\[\w+\]|%\d+|r[1-9]"
_NUMBER = r"-?(?:0x[0-9a-fA-F]+|\d+)"
_MOVE = re.compile(
    rf"(?P<to>{_NAME}) ?(?P<op>[-+*&|^]|<<|s?>>|)= ?(?:(?P<name>{_NAME})|(?P<number>{_NUMBER}))(?: ll)?", re.ASCII
)
_READ = re.compile(
    rf"(?P<to>{_NAME}) ?= ?\*\((?P<sign>[us])(?P<bits>8|16|32|64) ?\*\) ?"
    rf"\((?P<base>{_NAME}) ?(?P<way>[-+]) ?(?:(?P<name>%\[\w+\]|%\d+)|(?P<number>{_NUMBER}))\)",
    re.ASCII,
)
_OUTPUT = re.compile(r"[+=]&?r")
_INPUT = re.compile(r"[rin]+|\d+")


@dataclass(frozen=True, slots=True)
class Operands:
    """The operands of a statement in the order in which clang shows them; `types` are those of the inputs."""

    outputs: Sequence[Place]
    inputs: Sequence[Operand]
    types: Sequence[Type]


@dataclass(frozen=True, slots=True)
class _Register:
    value: Operand
    type: Type


def lower_moves(builder: FunctionBuilder, node: Node, assembly: Assembly, operands: Operands) -> bool:
    """Lower the statement if that is all it does; False, and nothing is lowered, where it is not."""
    lines = _lines(assembly.text)
    if not lines or not _is_known(assembly, operands, lines):
        return False
    registers = _before(builder, node, assembly, operands)
    for match in lines:
        to, read = _same(assembly, match["to"]), match.re is _READ
        registers[to] = (_read if read else _moved)(builder, node, assembly, match, registers)
    span = builder.span(node)
    for position, place in enumerate(operands.outputs):
        result = registers[f"%{position}"]
        builder.store(place, builder.convert(result.value, result.type, place.type, node), span)
    return True


def _lines(text: str) -> list[re.Match[str]]:
    """What each line of the template does; nothing at all where one does anything else."""
    matches = [_MOVE.fullmatch(line) or _READ.fullmatch(line) for line in lines_of(text)]
    known = [match for match in matches if match is not None]
    return known if len(known) == len(matches) else []


def _same(assembly: Assembly, name: str) -> str:
    """An operand by its number, however the template calls it; "" for a name that nothing has."""
    if not name.startswith("%["):
        return name
    return f"%{assembly.names.index(name[2:-1])}" if name[2:-1] in assembly.names else ""


def _is_known(assembly: Assembly, operands: Operands, lines: list[re.Match[str]]) -> bool:
    """Whether every register is written before it is read, and only what may be is written."""
    outputs = [f"%{number}" for number in range(len(operands.outputs))]
    if (
        not outputs
        or len(assembly.outputs) != len(outputs)
        or len(assembly.inputs) != len(operands.inputs)
        or assembly.labels
    ):
        return False
    if not all(map(_OUTPUT.fullmatch, assembly.outputs)) or not all(map(_INPUT.fullmatch, assembly.inputs)):
        return False
    if not all(place.type.kind in (Kind.INT, Kind.ENUM, Kind.POINTER) for place in operands.outputs):
        return False
    filled = {f"%{number}" for number in range(len(outputs), len(assembly.names))}
    filled |= {name for name, constraint in zip(outputs, assembly.outputs, strict=True) if constraint[0] == "+"}
    filled |= {f"%{constraint}" for constraint in assembly.inputs if constraint.isdigit()}
    for match in lines:
        to = _same(assembly, match["to"])
        used = [_same(assembly, match[group]) for group in ("name", "base") if match.groupdict().get(group)]
        if match.groupdict().get("op"):
            used.append(to)
        if not filled.issuperset(used) or not (to in outputs or to.startswith("r")):
            return False
        filled.add(to)
    return filled.issuperset(outputs)


def _before(builder: FunctionBuilder, node: Node, assembly: Assembly, operands: Operands) -> dict[str, _Register]:
    registers: dict[str, _Register] = {}
    for number, place in enumerate(operands.outputs):
        if assembly.outputs[number].startswith("+"):
            registers[f"%{number}"] = _in_register(builder, node, builder.load(place, node), place.type)
    for number, (value, type) in enumerate(zip(operands.inputs, operands.types, strict=True)):
        constraint = assembly.inputs[number]
        name = f"%{constraint if constraint.isdigit() else number + len(operands.outputs)}"
        registers[name] = _in_register(builder, node, value, type)
    return registers


def _in_register(builder: FunctionBuilder, node: Node, value: Operand, type: Type) -> _Register:
    """A variable as the register that holds it: what is narrower than that has nothing above it."""
    if points(type) or type.kind not in (Kind.INT, Kind.ENUM):
        return _Register(value, type)
    wide = builder.types.unsigned_long
    if isinstance(value, Const):
        return _Register(Const(wrap(value.value, wide), wide), wide)
    unsigned = Type(Kind.INT, f"__u{8 * type.size}", type.size, signed=False)
    return _Register(builder.convert(builder.convert(value, type, unsigned, node), unsigned, wide, node), wide)


def _given(
    builder: FunctionBuilder, assembly: Assembly, match: re.Match[str], registers: dict[str, _Register]
) -> _Register:
    """The right side of a move, or what is added to the base of a read."""
    if match["name"]:
        return registers[_same(assembly, match["name"])]
    wide = builder.types.unsigned_long
    return _Register(Const(wrap(int(match["number"], 0), wide), wide), wide)


def _moved(
    builder: FunctionBuilder, node: Node, assembly: Assembly, match: re.Match[str], registers: dict[str, _Register]
) -> _Register:
    right = _given(builder, assembly, match, registers)
    if not match["op"]:
        return right
    left = registers[_same(assembly, match["to"])]
    if match["op"] == "+" and points(right.type):
        left, right = right, left
    if match["op"] in "+-" and points(left.type) and not points(right.type):
        return _added(builder, node, left, right, negate=match["op"] == "-")
    type = builder.types.long if match["op"] == "s>>" else builder.types.unsigned_long
    numbers = [builder.convert(each.value, each.type, type, node, explicit=points(each.type)) for each in (left, right)]
    op = match["op"].removeprefix("s")
    if isinstance(numbers[0], Const) and isinstance(numbers[1], Const):
        folded = fold(op, numbers[0].value, numbers[1].value)
        if folded is not None:
            return _Register(Const(wrap(folded, type), type), type)
    result = builder.temp(type)
    builder.emit(Binary(result, op, numbers[0], numbers[1], builder.span(node)))
    return _Register(result, type)


def _added(builder: FunctionBuilder, node: Node, base: _Register, step: _Register, *, negate: bool) -> _Register:
    """A pointer and a number of bytes."""
    type, index = builder.types.pointer_to(builder.types.char), step.value
    if isinstance(index, Const):
        index = Const(wrap(index.value, builder.types.long), builder.types.long)
    return _Register(builder.index_address(base.value, type, index, node, negate=negate), type)


def _read(
    builder: FunctionBuilder, node: Node, assembly: Assembly, match: re.Match[str], registers: dict[str, _Register]
) -> _Register:
    base = registers[_same(assembly, match["base"])]
    if not points(base.type):
        pointer = builder.types.void_pointer
        base = _Register(builder.convert(base.value, base.type, pointer, node, explicit=True), pointer)
    at = _added(builder, node, base, _given(builder, assembly, match, registers), negate=match["way"] == "-")
    size, signed = int(match["bits"]) // 8, match["sign"] == "s"
    type = Type(Kind.INT, f"__{match['sign']}{match['bits']}", size, signed)
    wide = builder.types.long if signed else builder.types.unsigned_long
    return _Register(builder.convert(builder.load(Place(at.value, type), node), type, wide, node), wide)
