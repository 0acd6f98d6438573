"""Variables of an arena in an object that defines none.

Libbpf puts them into the arena's memory, and opens no object without that. Source: bpf_object__init_global_data_maps()
and bpf_program__record_reloc() in src/libbpf.c. What is made to be linked with others is left alone: they may
bring the arena.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._kfuncs import is_part, kept_functions
from bpflint.checks.context import Context
from bpflint.flow.static.arena_users import ARENA
from bpflint.source.lowering.variables import ARENA_SECTION
from bpflint.source.model import Global, operands


def variables_without_arena(context: Context) -> Iterator[Found]:
    """The first variable of an arena that is kept, where no map is one."""
    unit = context.unit
    variables = [each for each in unit.globals.values() if each.section == ARENA_SECTION and not each.is_extern]
    if not variables or any(one.type in (ARENA, None) for one in unit.maps.values()):
        return
    kept = next((each for each in variables if not each.is_static or _is_named(context, each)), None)
    if kept is not None and context.programs and not is_part(context):
        yield Found(
            span=kept.span,
            message=f"{kept.name} is a variable of an arena, and the object has none",
            help='define a map of type BPF_MAP_TYPE_ARENA in SEC(".maps") '
            '(libbpf: "bad arena data relocation, no arena maps defined")',
            key=f"arena:{kept.name}",
        )


def _is_named(context: Context, variable: Global) -> bool:
    return any(
        operand is variable
        for function in kept_functions(context.unit)
        for block in function.blocks
        for instruction in block.instructions
        for operand in operands(instruction)
    )
