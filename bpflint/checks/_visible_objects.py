"""Variables with objects of the kernel's own that libbpf maps into its process, which the kernel refuses.

Libbpf maps a section of data for as long as it has a visible variable. Source: map_is_mmapable() in src/libbpf.c, and
bpf_map_mmap() in kernel/bpf/syscall.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks.context import Context
from bpflint.flow.static.struct_layout import special_members
from bpflint.source.model import Global, operands
from bpflint.source.unit import Unit


def visible_objects(context: Context) -> Iterator[Found]:
    """The first such variable of each section; without its map nothing of the object loads."""
    unit = context.unit
    if context.loader not in ("auto", "libbpf"):
        return
    variables = [each for each in unit.globals.values() if _is_data(each)]
    holders = [each for each in variables if special_members(each.type)]
    used = _used(unit) if any(each.is_static for each in holders) else set()
    told: set[str] = set()
    for holder in holders:
        section = _section(holder)
        shown = [each for each in variables if _is_visible(each) and _section(each) == section]
        if not section or section in told or not shown or (holder.is_static and holder.name not in used):
            continue  # compilers leave out what nobody uses
        told.add(section)
        name = holder.name if holder in shown else shown[0].name
        what = special_members(holder.type)[0].name
        yield Found(
            span=holder.span,
            message=f"{holder.name} holds a {what} in {section}, which libbpf cannot map for the visible {name}",
            help='keep it apart and hidden: SEC(".data.NAME") __hidden (libbpf: "failed to re-mmap() contents")',
            key=f"visible:{holder.name}",
        )


def _is_data(variable: Global) -> bool:
    return not variable.is_extern and (not variable.section or variable.section.startswith((".data", ".bss")))


def _is_visible(variable: Global) -> bool:
    return not variable.is_static and not variable.is_hidden


def _section(variable: Global) -> str:
    """Where the compiler puts it, "" if that is not known."""
    if variable.section:
        return variable.section
    if variable.type.const or variable.is_half_read or variable.initializer:
        return ""
    if variable.value is None or variable.value == 0:
        return ".bss"
    return ".data"


def _used(unit: Unit) -> set[str]:
    """The variables that instructions name."""
    return {
        operand.name
        for function in unit.functions.values()
        for block in function.blocks
        for instruction in block.instructions
        for operand in operands(instruction)
        if isinstance(operand, Global)
    }
