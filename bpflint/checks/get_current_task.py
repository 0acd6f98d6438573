"""BP604: `bpf_get_current_task()`, whose result is a number, where a pointer with a type is to be had.

Once a file; quiet where a program that gets there may not call `bpf_get_current_task_btf()`, where a number is what is
wanted (a key of a map), and where a macro of a header makes the call.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._advice import calls_of, has_better, is_written_here, one_of
from bpflint.checks.context import Context
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Cast, Instruction, Load, Local, Operand, Select, Store


def check(context: Context) -> Iterator[Found]:
    """Yield the first call, if this kernel has the helper that gives the pointer."""
    yield from one_of(
        (
            call
            for call in calls_of(context, "bpf_get_current_task")
            if has_better(context, call)
            and call.call in _made_pointers(call.ways[0][1].function)
            and is_written_here(context, call)
        ),
        "bpf_get_current_task() gives a number that has to be read through helpers",
        "bpf_get_current_task_btf() gives a trusted struct task_struct *, since kernel 5.11",
    )


@per_function
def _made_pointers(function: Function) -> frozenset[Call]:
    """The calls whose results become pointers, there or out of a variable that they were put into."""
    instructions = [each for block in function.blocks for each in block.instructions]
    calls = [each for each in instructions if isinstance(each, Call) and each.callee == "bpf_get_current_task"]
    return frozenset(call for call in calls if call.result is not None and _becomes_pointer(call.result, instructions))


def _becomes_pointer(number: Operand, instructions: list[Instruction]) -> bool:
    carriers: list[Operand] = [number]
    for carrier in carriers:
        for instruction in instructions:
            match instruction:
                case Cast(result=result, operand=operand) if operand is carrier:
                    if result.type.is_pointer:
                        return True
                    carriers.append(result)
                case Select(result=result, operand=operand) if operand is carrier:
                    carriers.append(result)
                case Load(result=result, address=address) if address is carrier:
                    carriers.append(result)
                case Store(address=Local() as local, value=value) if value is carrier and local not in carriers:
                    carriers.append(local)
    return False
