"""Inline assembly: a small reader of BPF assembly, enough for the moves, calls, branches and labels that people write.

`%[name]` stands for the operand of that name. A path that comes to anything else (atomics, unnamed operands, too many
rounds of a loop) is given up there: then all that it may touch is unknown, and what it owned may have been given back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bpflint.base.span import Span
from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.assume import assume
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CLOBBERED, UNKNOWN, Condition, Pointer, Region, RegionKind, Scalar, Value, moved
from bpflint.flow.machine import access_checks, exits, memory, stack_slots
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.context_members import check_part
from bpflint.flow.walk import call_dispatch
from bpflint.kernel.bpf_machine import STACK
from bpflint.source.assembly_text import lines_of
from bpflint.source.helper_numbers import called_in_assembly
from bpflint.source.model import Asm, Call, FunctionRef, Global, Local, Operand, Temp
from bpflint.source.types import UNKNOWN as UNKNOWN_TYPE

ROUNDS = 3
"""How often one path may pass one line."""
_RESULT = -2
"""The number of the temporary that stands for r0."""

_VALUE = r"(?:%\[(?P<name>\w+)\]|(?P<number>-?(?:0x[0-9a-fA-F]+|\d+))|[rw](?P<source>\d+))"
_ASSIGN = re.compile(rf"[rw](?P<to>\d+) (?P<op>[+\-*/&|^%]|<<|>>|s>>|)= {_VALUE}(?: ll)?$")
_BASE = r"(?:%\[(?P<base>\w+)\]|r(?P<register>\d+))"
_PLACE = rf"\*\([us](?P<width>8|16|32|64) \*\)\({_BASE} (?P<sign>[+-]) (?P<offset>0x[0-9a-fA-F]+|\d+|%\[\w+\])\)"
_LOAD = re.compile(rf"[rw](?P<to>\d+) = {_PLACE}$")
_STORE = re.compile(rf"{_PLACE} = {_VALUE}$")
_CALL = re.compile(r"call (?:%\[(?P<name>\w+)\]|(?P<plain>\w+))$")
_GOTO = re.compile(r"goto (?P<target>\S+)$")
_LEFT = r"(?:(?P<narrow>w|r)(?P<left>\d+)|%\[(?P<tested>\w+)\])"
_IF = re.compile(rf"if {_LEFT} (?P<signed>s?)(?P<op>==|!=|<=|>=|<|>) {_VALUE} goto (?P<target>\S+)$")
_LABEL = re.compile(r"(?P<label>[A-Za-z_]\w*|\d+)(?:%=)?:")
_FORMS = (_ASSIGN, _CALL, _IF, _GOTO, _STORE, _LOAD)
_FIRST_REGISTER = -20
"""The number of the temporary that stands for r0 where states are compared; those of the other registers follow."""


@dataclass(slots=True, eq=False)
class _Line:
    text: str
    form: re.Pattern[str] | None
    """Which of the forms it has; None for one that is not understood."""
    match: re.Match[str] | None


@dataclass(slots=True, eq=False)
class _Program:
    lines: list[_Line]
    labels: dict[str, list[int]]
    """Positions of the line after each label; a numbered label may stand more than once."""
    joins: set[int]
    """The lines that have a label."""


@dataclass(slots=True, eq=False)
class _Path:
    state: State
    line: int
    registers: dict[int, Value]
    rounds: dict[int, int]


_programs: dict[str, _Program] = {}


def run(engine: Machine, state: State, instruction: Asm) -> bool:
    """Runs inline assembly. False where the path ends."""
    for operand in instruction.inputs if instruction.text.strip() else ():
        value = engine.value(state, operand)
        if isinstance(value, Scalar) and value.ident:
            engine.examined.add(value.ident)
    if not re.search(r"\bcall |%\[it(er)?\]", instruction.text):
        memory.assembly(engine, state, instruction)
        return True
    program = _programs.get(instruction.text)
    if program is None:
        if len(_programs) > 1024:
            _programs.clear()
        program = _programs[instruction.text] = _read(instruction.text)
    registers: dict[int, Value] = {10: moved(Pointer(_stack(engine, state)), STACK)}
    if state.top.args:
        registers.update(enumerate(state.top.args[:5], 1))
    waiting = [_Path(state, 0, registers, {})]
    alive = False
    while waiting:
        if engine.analysis.steps > engine.budget.steps:
            engine.log.give_up(state.top.function, "too many steps")
            return False
        path = waiting.pop()
        if _follow(engine, instruction, program, path, waiting):
            _finish(engine, path.state, instruction)
            if path.state is state:
                alive = True
            else:
                engine.work.append(path.state)
    return alive


def _read(text: str) -> _Program:
    program = _Program([], {}, set())
    for written in lines_of(text):
        line = written
        while match := _LABEL.match(line):
            program.labels.setdefault(match["label"], []).append(len(program.lines))
            program.joins.add(len(program.lines))
            line = line[match.end() :].strip()
        if line:
            found = next(((form, match) for form in _FORMS if (match := form.match(line))), (None, None))
            program.lines.append(_Line(line, *found))
    return program


def _stack(engine: Machine, state: State) -> Region:
    """The frame's own stack memory, as r10 sees it."""
    local = engine.frame_local
    region = state.top.regions.get(local)
    if region is None:
        region = state.top.regions[local] = engine.region(RegionKind.STACK, None, "the stack", STACK)
    return region


def _finish(engine: Machine, state: State, instruction: Asm) -> None:
    for operand in instruction.outputs:
        address = engine.value(state, operand)
        if isinstance(address, Pointer) and address.region.kind is RegionKind.STACK:
            state.write(address.region, 0, address.region.size or 8, UNKNOWN)


def _lose(engine: Machine, state: State, instruction: Asm) -> None:
    memory.assembly(engine, state, instruction)
    state.forget_references()
    state.owned.clear()
    state.slots.clear()
    state.critical = ()
    engine.log.left_out = True


def _follow(engine: Machine, instruction: Asm, program: _Program, path: _Path, waiting: list[_Path]) -> bool:
    """Follows one path to the end of the text. False where it ends before."""
    state, registers = path.state, path.registers
    while path.line < len(program.lines):
        number = path.line
        line = program.lines[number]
        path.line += 1
        path.rounds[number] = path.rounds.get(number, 0) + 1
        if path.rounds[number] > ROUNDS or (number in program.joins and not _is_new(engine, path, number)):
            return False
        engine.analysis.steps += 1
        if line.text == "exit":
            return exits.leave(engine, state, registers.get(0, UNKNOWN), instruction.span)
        form, match = line.form, line.match
        if match is None:
            _lose(engine, state, instruction)
            return True
        if form is _ASSIGN:
            registers[int(match["to"])] = _assigned(engine, state, instruction, match, registers)
        elif form is _CALL:
            callee = called_in_assembly(match["name"] or match["plain"], instruction.named.get(match["name"] or ""))
            if not _call(engine, instruction, path, callee, waiting):
                return False
        elif form is _IF:
            if not _branch(engine, instruction, program, path, match, waiting):
                return False
        elif form is _GOTO:
            target = _target(program, number, match["target"])
            if target is None:
                _lose(engine, state, instruction)
                return True
            path.line = target
        elif form is _STORE:
            written = _operand_value(engine, state, instruction, match, registers)
            _touch(engine, state, instruction, match, registers, written)
        elif form is _LOAD:
            registers[int(match["to"])] = _touch(engine, state, instruction, match, registers, None)
    return True


def _is_new(engine: Machine, path: _Path, line: int) -> bool:
    """False where an equal path came to this line before."""
    top = path.state.top
    kept = top.temps
    top.temps = {**kept, **{_FIRST_REGISTER - number: value for number, value in sorted(path.registers.items())}}
    is_new = engine.pruning.is_new(path.state, line + 1)
    top.temps = kept
    return is_new


def _target(program: _Program, number: int, text: str) -> int | None:
    """The line that a jump from line `number` leads to."""
    if re.fullmatch(r"\+\d+", text):
        # Jumps count instructions; a line with `ll` is two.
        left, line = int(text), number + 1
        while left > 0 and line < len(program.lines):
            left -= 2 if program.lines[line].text.endswith(" ll") else 1
            line += 1
        return line if left == 0 else None
    name = text.removesuffix("%=")
    if re.fullmatch(r"\d+[fb]", name):
        places = program.labels.get(name[:-1], [])
        if name.endswith("f"):
            return min((place for place in places if place > number), default=None)
        return max((place for place in places if place <= number), default=None)
    places = program.labels.get(name, [])
    return places[0] if len(places) == 1 else None


def _branch(
    engine: Machine,
    instruction: Asm,
    program: _Program,
    path: _Path,
    match: re.Match[str],
    waiting: list[_Path],
) -> bool:
    target = _target(program, path.line - 1, match["target"])
    if target is None:
        _lose(engine, path.state, instruction)
        path.line = len(program.lines)
        return True
    left = _left(engine, instruction, path, match)
    right = _operand_value(engine, path.state, instruction, match, path.registers)
    condition = Condition(match["op"], *_as_compared(path.state, match, left, right))
    other = path.state.fork()
    if assume(other, condition, True, engine.settle):
        waiting.append(_Path(other, target, dict(path.registers), dict(path.rounds)))
    return assume(path.state, condition, False, engine.settle)


def _left(engine: Machine, instruction: Asm, path: _Path, match: re.Match[str]) -> Value:
    if match["left"]:
        return path.registers.get(int(match["left"]), UNKNOWN)
    operand = _named(instruction, match["tested"])
    return UNKNOWN if operand is None else engine.value(path.state, operand)


def _as_compared(state: State, match: re.Match[str], left: Value, right: Value) -> tuple[Value, Value]:
    """The two sides of a test as numbers that compare as the registers do; unknown where their bits mean others."""
    bits = 32 if match["narrow"] == "w" else 64
    signed, unsigned = (-(1 << bits - 1), (1 << bits - 1) - 1), (0, (1 << bits) - 1)
    equality = match["op"] in ("==", "!=")
    for low, high in (signed, unsigned) if equality else (signed,) if match["signed"] else (unsigned,):
        sides = [_number_within(state, each, low, high) for each in (left, right)]
        if UNKNOWN not in sides:
            return sides[0], sides[1]
    return UNKNOWN, UNKNOWN


def _number_within(state: State, value: Value, low: int, high: int) -> Value:
    if not isinstance(value, Scalar):
        return value
    least, most = state.range(value)
    if low <= least and most <= high:
        return value
    if least != most:
        return UNKNOWN
    constant = low + (least - low) % (high - low + 1)
    return Scalar(constant, constant)


def _operand_value(
    engine: Machine, state: State, instruction: Asm, match: re.Match[str], registers: dict[int, Value]
) -> Value:
    if match["name"]:
        operand = _named(instruction, match["name"])
        return engine.value(state, operand) if operand is not None else UNKNOWN
    if match["number"]:
        return Scalar(int(match["number"], 0), int(match["number"], 0))
    return registers.get(int(match["source"]), UNKNOWN)


def _assigned(
    engine: Machine, state: State, instruction: Asm, match: re.Match[str], registers: dict[int, Value]
) -> Value:
    value = _operand_value(engine, state, instruction, match, registers)
    if not match["op"]:
        return value
    old = registers.get(int(match["to"]), UNKNOWN)
    constant = state.constant(value)
    if isinstance(old, Pointer) and match["op"] in "+-":
        step = None if constant is None else constant if match["op"] == "+" else -constant
        return moved(old, None if step is None or old.offset is None else old.offset + step)
    if isinstance(old, Scalar) and isinstance(value, Scalar) and match["op"] != "s>>":
        return arithmetic.compute(state, match["op"], old, value, engine.wide, engine.number)
    return UNKNOWN


def _named(instruction: Asm, name: str) -> Operand | None:
    if name in instruction.named:
        return instruction.named[name]
    for operand in (*instruction.inputs, *instruction.outputs):
        if isinstance(operand, Local | Global | FunctionRef | Temp) and operand.name == name:
            return operand
    return None


def _touch(
    engine: Machine,
    state: State,
    instruction: Asm,
    match: re.Match[str],
    registers: dict[int, Value],
    value: Value | None,
) -> Value:
    """Writes `value`, or reads where it is None."""
    if match["base"]:
        operand = _named(instruction, match["base"])
        base: Value = engine.value(state, operand) if operand is not None else UNKNOWN
    else:
        base = registers.get(int(match["register"]), UNKNOWN)
    if not isinstance(base, Pointer):
        access_checks.check_nowhere(engine, state, base, instruction, f"r{match['register']}")
        return UNKNOWN
    size = int(match["width"]) // 8
    step = None if match["offset"].startswith("%") else int(match["offset"], 0) * (1 if match["sign"] == "+" else -1)
    address = moved(base, None if step is None or base.offset is None else base.offset + step)
    if address.region.kind is not RegionKind.STACK:
        name = f"r{match['register']}" if match["register"] else match["base"]
        access_checks.check(engine, state, address, instruction.span, size, name, write=value is not None)
        if address.region.kind is RegionKind.CONTEXT:
            check_part(engine, state, address, instruction.span, size, name, write=value is not None)
        return UNKNOWN
    if address.offset is None:
        return UNKNOWN
    if value is not None:
        stack_slots.break_slots(engine, state, address, size, instruction.span)
        state.write(address.region, address.offset, size, value)
        return value
    if stack_slots.peek(engine, state, address, size, instruction.span):
        return UNKNOWN
    found = state.read(address.region, address.offset, size)
    return UNKNOWN if found is None or found is CLOBBERED else found


def _call(engine: Machine, instruction: Asm, path: _Path, name: str, waiting: list[_Path]) -> bool:
    """Runs a call; paths that it splits off wait for their turn."""
    state, registers = path.state, path.registers
    engine.analysis.keyless_calls |= state.keyless
    declaration = engine.unit.declarations.get(name)
    declared = declaration.type if declaration is not None else None
    helper = engine.kernel.helper(name) if engine.kfunc(name) is None else None
    count = len(declared.params) if declared is not None else len(helper.prototype.params) if helper is not None else 5
    values = tuple(registers.get(index, UNKNOWN) for index in range(1, count + 1))
    operands = tuple(_origin(instruction, state, value) for value in values)
    result = Temp(_RESULT, declared.target if declared is not None and declared.target is not None else UNKNOWN_TYPE)
    call_ = Call(result, name, operands, _written(state, instruction), declared=declared, skippable=True)
    call_.arg_types = declared.params if declared is not None else ()
    if name in engine.unit.functions:
        _lose(engine, state, instruction)
        registers[0] = UNKNOWN
        return True
    kept, engine.work = engine.work, []
    alive = call_dispatch.run(engine, state, call_, name, values)
    others, engine.work = engine.work, kept
    for other in others:
        value = other.top.temps.pop(_RESULT, UNKNOWN)
        waiting.append(_Path(other, path.line, {**registers, 0: value}, dict(path.rounds)))
    if alive:
        registers[0] = state.top.temps.pop(_RESULT, UNKNOWN)
    for index in range(1, 6):
        registers.pop(index, None)
    return alive


def _written(state: State, instruction: Asm) -> Span:
    """Where the user wrote what became a call: for assembly of a header, the call of the function it is in."""
    span = instruction.span
    for frame in reversed(state.frames):
        if not frame.function.in_header or frame.call is None:
            break
        span = frame.call.span
    return span


def _origin(instruction: Asm, state: State, value: Value) -> Operand:
    """The operand that a register's value came from, for its name."""
    if isinstance(value, Pointer):
        for operand in instruction.inputs:
            if isinstance(operand, Local) and state.top.regions.get(operand) is value.region:
                return operand
    return FunctionRef("")
