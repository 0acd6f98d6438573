"""Inline assembly as far as selftests and `bpf_experimental.h` write it: straight lines of moves, loads, stores and calls.

`%[name]` stands for the operand of that name. Anything else (branches, labels, unnamed operands) ends the reading: then
everything that the assembly may touch is unknown, and what was owned may have been given back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bpflint.flow import access, calls
from bpflint.flow.state import State
from bpflint.flow.values import UNKNOWN, Pointer, RegionKind, Scalar, Value, moved
from bpflint.source.model import Asm, Call, Function, FunctionRef, Global, Local, Operand, Temp, Type

if TYPE_CHECKING:
    from bpflint.flow.interpreter import Interpreter

_NAME = r"%\[(?P<name>\w+)\]"
_MOVE = re.compile(rf"r(?P<to>\d+) = (?:{_NAME}|(?P<number>-?\d+)|r(?P<source>\d+))(?: ll)?$")
_ADD = re.compile(r"r(?P<to>\d+) \+= (?P<number>-?\d+)$")
_CALL = re.compile(rf"call {_NAME}$")
_PLACE = rf"\*\(u(?P<width>8|16|32|64) \*\)\((?:{_NAME}|r(?P<base>\d+)) (?P<sign>[+-]) (?P<offset>\d+)\)"
_STORE = re.compile(rf"{_PLACE} = \S+$")
_LOAD = re.compile(rf"r(?P<to>\d+) = {_PLACE}$")
_RESULT = -2
"""The number of the temporary that stands for r0."""


def run(engine: Interpreter, state: State, instruction: Asm) -> bool:
    """Runs inline assembly. False where the path ends."""
    if "call " not in instruction.text and "iter" not in instruction.text:
        access.assembly(engine, state, instruction)
        return True
    lines = [line.strip() for line in re.split(r"[;\n]", instruction.text)]
    lines = [line for line in lines if line and not line.startswith("//")]
    if not _is_straight(lines, instruction):
        _lose(engine, state, instruction)
        return True
    return _follow(engine, state, instruction, lines, {})


def _is_straight(lines: list[str], instruction: Asm) -> bool:
    names = {getattr(operand, "name", "") for operand in (*instruction.inputs, *instruction.outputs)}
    for line in lines:
        match = next((found for pattern in (_MOVE, _ADD, _CALL, _STORE, _LOAD) if (found := pattern.match(line))), None)
        if match is None:
            return False
        name = match.groupdict().get("name")
        if name and name not in names:
            return False
    return True


def _lose(engine: Interpreter, state: State, instruction: Asm) -> None:
    access.assembly(engine, state, instruction)
    if "call " in instruction.text:
        state.lose()
        state.owned.clear()
        state.slots.clear()
        state.locks = state.rcu = state.preempt = ()  # type: ignore[assignment]


def _follow(engine: Interpreter, state: State, instruction: Asm, lines: list[str], registers: dict[int, Value]) -> bool:
    """Follows the lines in `state`; paths that a call splits off follow the rest of them too."""
    for number, line in enumerate(lines):
        if match := _MOVE.match(line):
            registers[int(match["to"])] = _moved(engine, state, instruction, match, registers)
        elif match := _ADD.match(line):
            value = registers.get(int(match["to"]), UNKNOWN)
            if isinstance(value, Pointer) and value.offset is not None:
                registers[int(match["to"])] = moved(value, value.offset + int(match["number"]))
            else:
                registers[int(match["to"])] = UNKNOWN
        elif match := _STORE.match(line):
            _touch(engine, state, instruction, match, registers, write=True)
        elif match := _LOAD.match(line):
            _touch(engine, state, instruction, match, registers, write=False)
            registers[int(match["to"])] = UNKNOWN
        elif match := _CALL.match(line):
            waiting, engine.work = engine.work, []
            alive = _call(engine, state, instruction, match["name"], registers)
            others, engine.work = engine.work, waiting
            for other in others:
                rest = {**registers, 0: other.top.temps.pop(_RESULT, UNKNOWN)}
                if _follow(engine, other, instruction, lines[number + 1 :], rest):
                    engine.work.append(other)
            if not alive:
                return False
            registers[0] = state.top.temps.pop(_RESULT, UNKNOWN)
    for operand in instruction.outputs:
        address = engine.value(state, operand)
        if isinstance(address, Pointer) and address.region.kind is RegionKind.STACK:
            state.forget(address.region)
    return True


def _moved(
    engine: Interpreter, state: State, instruction: Asm, match: re.Match[str], registers: dict[int, Value]
) -> Value:
    if match["name"]:
        operand = _named(instruction, match["name"])
        return engine.value(state, operand) if operand is not None else UNKNOWN
    if match["number"]:
        return Scalar(int(match["number"]), int(match["number"]))
    return registers.get(int(match["source"]), UNKNOWN)


def _named(instruction: Asm, name: str) -> Operand | None:
    for operand in (*instruction.inputs, *instruction.outputs):
        if isinstance(operand, Local | Global | FunctionRef | Temp) and operand.name == name:
            return operand
    return None


def _touch(
    engine: Interpreter,
    state: State,
    instruction: Asm,
    match: re.Match[str],
    registers: dict[int, Value],
    *,
    write: bool,
) -> None:
    if match["name"]:
        operand = _named(instruction, match["name"])
        base: Value = engine.value(state, operand) if operand is not None else UNKNOWN
    else:
        base = registers.get(int(match["base"]), UNKNOWN)
    if not isinstance(base, Pointer) or base.offset is None:
        return
    step = int(match["offset"]) * (1 if match["sign"] == "+" else -1)
    address = moved(base, base.offset + step)
    size = int(match["width"]) // 8
    if address.region.kind is not RegionKind.STACK:
        return
    if write:
        access.break_slots(engine, state, address, size, instruction.span)
        state.write(address.region, address.offset or 0, size, UNKNOWN)
    else:
        access.peek(engine, state, address, size, instruction.span)


def _call(engine: Interpreter, state: State, instruction: Asm, name: str, registers: dict[int, Value]) -> bool:
    declaration = engine.unit.declarations.get(name)
    declared: Type | None = declaration.type if declaration is not None else None
    count = len(declared.params) if declared is not None else 5
    values = tuple(registers.get(index, UNKNOWN) for index in range(1, count + 1))
    operands = tuple(_operand(instruction, engine, state, value) for value in values)
    result = Temp(_RESULT, declared.target) if declared is not None and declared.target is not None else None
    call_ = Call(result, name, operands, instruction.span, declared=declared)
    call_.arg_types = declared.params if declared is not None else ()
    if name in engine.unit.functions or isinstance(engine.unit.functions.get(name), Function):
        return calls._unknown(engine, state, call_, values)
    return calls.run(engine, state, call_, name, values)


def _operand(instruction: Asm, engine: Interpreter, state: State, value: Value) -> Operand:
    """The operand that a register's value came from, for its name."""
    if isinstance(value, Pointer):
        for operand in instruction.inputs:
            if isinstance(operand, Local) and state.top.regions.get(operand) is value.region:
                return operand
    return FunctionRef("")
