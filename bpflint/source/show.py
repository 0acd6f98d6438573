"""A stable text form of lowered functions, for tests and for debugging.

`python -m bpflint.source.show FILE [FUNCTION] -- CLANG_ARGS` prints one or all functions of a file.
"""

from __future__ import annotations

import sys
from typing import assert_never

from bpflint.source.control_flow import (
    Block,
    Branch,
    Choose,
    Function,
    Jump,
    Return,
    Switch,
    Terminator,
    Unreachable,
    successors,
)
from bpflint.source.model import (
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
    Instruction,
    Load,
    Local,
    Operand,
    ScopeEnd,
    Select,
    Store,
    String,
    Temp,
    Unary,
    Zero,
)
from bpflint.source.types import Type
from bpflint.source.unit import Unit


def show_unit(unit: Unit, function: str = "") -> str:
    """Every function of the unit's own file (or the one named), and what was lost."""
    chosen = [f for f in unit.functions.values() if f.name == function or (not function and not f.in_header)]
    texts = [show_function(each) for each in chosen]
    texts += [f"! {problem.span.line}: {problem.message}" for problem in unit.problems]
    return "\n".join(texts)


def show_function(function: Function) -> str:
    """The function as text: one line an instruction, blocks by number, `&x` the address of a variable."""
    params = ", ".join(f"{_type(param.type)} {param.name}" for param in function.params)
    lines = [f"{function.name}({params})"]
    for number, block in enumerate(function.blocks):
        lines.append(f"{number}:")
        lines.extend(f"  {line}" for line in show_block(block))
    return "\n".join(lines)


def show_block(block: Block) -> list[str]:
    return [*(show_instruction(each) for each in block.instructions), _terminator(block.terminator)]


def show_instruction(instruction: Instruction) -> str:
    """One instruction as text."""
    match instruction:
        case Load(result=result, address=address, volatile=volatile, bit_width=bits):
            word = "load volatile" if volatile else "load"
            return f"{_temp(result)} = {word} {_operand(address)}{f':{bits}' if bits else ''}"
        case Store(address=address, value=value, type=type, bit_width=bits):
            return f"store {_operand(address)}{f':{bits}' if bits else ''} = {_operand(value)} as {_type(type)}"
        case Copy(address=address, source=source, size=size):
            return f"copy {_operand(address)} = {_operand(source)}, {size} bytes"
        case Zero(address=address, size=size):
            return f"zero {_operand(address)}, {size} bytes"
        case FieldAddress(result=result, base=base, record=record, field=field, offset=offset):
            return f"{_temp(result)} = {_operand(base)} + {offset} ({record.name or '?'}.{field or '?'})"
        case IndexAddress(result=result, base=base, index=index, element=element):
            return f"{_temp(result)} = {_operand(base)} + {_operand(index)} * {element.size}"
        case Binary(result=result, op=op, left=left, right=right):
            return f"{_temp(result)} = {_operand(left)} {op} {_operand(right)}"
        case Unary(result=result, op=op, operand=operand):
            return f"{_temp(result)} = {op} {_operand(operand)}"
        case Cast(result=result, operand=operand, explicit=explicit):
            return f"{_temp(result)} = {'cast' if explicit else 'convert'} {_operand(operand)}"
        case Select(result=result, operand=operand):
            return f"{_temp(result)} = select {_operand(operand)}"
        case Call():
            return _call(instruction)
        case Asm(text=text, outputs=outputs, inputs=inputs):
            return f"asm {text!r} ({_operands(outputs)}) ({_operands(inputs)})"
        case ScopeEnd(locals=locals):
            return f"end {', '.join(local.name or '_' for local in locals)}"
    assert_never(instruction)


def _call(call: Call) -> str:
    callee = call.callee if isinstance(call.callee, str) else f"*{_operand(call.callee)}"
    marks = [
        *(["cleanup"] if call.cleanup else []),
        *(["implicit"] if call.implicit else []),
        *([f"macro {call.macro}"] if call.macro else []),
        *([f"detail {call.detail}"] if call.detail else []),
    ]
    result = f"{_temp(call.result)} = " if call.result is not None else ""
    return f"{result}call {callee}({_operands(call.args)}){''.join(f' [{mark}]' for mark in marks)}"


def _terminator(terminator: Terminator) -> str:
    match terminator:
        case Jump(target=target):
            return f"jump {target}"
        case Branch(condition=condition, then=then, otherwise=otherwise):
            return f"if {_operand(condition)} {then} else {otherwise}"
        case Switch(value=value, cases=cases, default=default):
            labels = ", ".join(f"{low if low == high else f'{low}..{high}'}: {to}" for low, high, to in cases)
            return f"switch {_operand(value)} {{{labels}}} else {default}"
        case Choose(targets=targets):
            return f"choose {', '.join(map(str, targets))}"
        case Return(value=value):
            return "return" if value is None else f"return {_operand(value)}"
        case Unreachable():
            return "unreachable"
    assert_never(terminator)


def _operands(operands: tuple[Operand, ...]) -> str:
    return ", ".join(map(_operand, operands))


def _operand(operand: Operand) -> str:
    match operand:
        case Temp(index=index):
            return f"%{index}"
        case Local(name=name):
            return f"&{name or '_'}"
        case Global(name=name):
            return f"&@{name}"
        case FunctionRef(name=name):
            return f"@{name}"
        case Const(value=value, type=type):
            return ("null" if value == 0 else hex(value)) if type.is_pointer else str(value)
        case String(text=text):
            return repr(text)
    assert_never(operand)


def _temp(temp: Temp) -> str:
    return f"%{temp.index}: {_type(temp.type)}"


def _type(type: Type) -> str:
    tags = "".join(f" {tag}" for tag in sorted(type.tags))
    return f"{type.spelling}{tags}"


def validate(function: Function) -> list[str]:
    """What is wrong with the structure of a lowered function: targets that do not exist, temporaries set twice."""
    wrong: list[str] = []
    blocks = function.blocks
    defined: dict[int, Temp] = {}
    selected: set[int] = set()
    for number, block in enumerate(blocks):
        for instruction in block.instructions:
            result = getattr(instruction, "result", None)
            if result is None:
                continue
            if isinstance(instruction, Select):
                selected.add(result.index)
            elif result.index in defined:
                wrong.append(f"{number}: %{result.index} is set twice")
            if defined.setdefault(result.index, result) is not result:
                wrong.append(f"{number}: %{result.index} stands for two temporaries")
        wrong += [f"{number}: no block {target}" for target in successors(block) if not 0 <= target < len(blocks)]
    for number, block in enumerate(blocks):
        for instruction in block.instructions:
            wrong += [f"{number}: %{used} is never set" for used in _used(instruction) if used not in defined]
        terminator = block.terminator
        operand = getattr(terminator, "condition", getattr(terminator, "value", None))
        if isinstance(operand, Temp) and operand.index not in defined:
            wrong.append(f"{number}: %{operand.index} is never set")
    wrong += [f"%{index} is selected and set" for index in selected if _set_elsewhere(blocks, index)]
    return wrong


def _used(instruction: Instruction) -> list[int]:
    single = ("address", "value", "source", "base", "index", "left", "right", "operand", "callee")
    operands: list[object] = [getattr(instruction, name, None) for name in single]
    for name in ("args", "outputs", "inputs"):
        operands.extend(getattr(instruction, name, ()))
    return [operand.index for operand in operands if isinstance(operand, Temp)]


def _set_elsewhere(blocks: list[Block], index: int) -> bool:
    return any(
        getattr(instruction, "result", None) is not None
        and instruction.result.index == index  # type: ignore[union-attr]
        and not isinstance(instruction, Select)
        for block in blocks
        for instruction in block.instructions
    )


def main(arguments: list[str]) -> int:
    from bpflint.source.parse import parse_unit

    split = arguments.index("--") if "--" in arguments else len(arguments)
    names, flags = arguments[:split], arguments[split + 1 :]
    if not names:
        print(__doc__, file=sys.stderr)
        return 2
    unit = parse_unit(names[0], flags, pch=None)
    print(show_unit(unit, names[1] if len(names) > 1 else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
