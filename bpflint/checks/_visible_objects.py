"""Variables with objects of the kernel's own that libbpf maps into its process, which the kernel refuses.

Libbpf maps a section of data for as long as it has a visible variable. Source: map_is_mmapable() in src/libbpf.c, and
bpf_map_mmap() in kernel/bpf/syscall.c. What the kernel does not know for such objects is plain memory to both.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks.context import Context
from bpflint.flow.static.map_fields import GRAPHS, NODES, knows_section
from bpflint.flow.static.struct_layout import Member, contains_of, special_members
from bpflint.source.model import Global, operands
from bpflint.source.unit import Unit


def visible_objects(context: Context) -> Iterator[Found]:
    """The first such variable of each section; without its map nothing of the object loads."""
    unit = context.unit
    if context.loader not in ("auto", "libbpf"):
        return
    variables = [each for each in unit.globals.values() if _is_data(each)]
    holders = [each for each in variables if _objects(each)]
    if not holders:
        return
    used, described = _used(unit), _described(unit)
    holders = [each for each in holders if each.name in used or not each.is_static]  # what compilers keep
    told: set[str] = set()
    for holder in holders:
        section = _section(holder)
        shown = [each for each in variables if _is_visible(each) and _section(each) == section]
        if not section or section in told or not shown:
            continue
        told.add(section)
        if not _are_known([each for each in holders if _section(each) == section], described):
            continue
        name = holder.name if holder in shown else shown[0].name
        what = _objects(holder)[0].name
        yield Found(
            span=holder.span,
            message=f"{holder.name} holds a {what} in {section}, which libbpf cannot map for the visible {name}",
            help='keep it apart and hidden: SEC(".data.NAME") __hidden (libbpf: "failed to re-mmap() contents")',
            key=f"visible:{holder.name}",
        )


def _objects(variable: Global) -> list[Member]:
    return [member for member in special_members(variable.type) if member.name not in NODES]


def _are_known(holders: list[Global], described: set[str]) -> bool:
    """True if the kernel surely knows the objects of a section.

    What lies in a list or tree compilers describe to it where the program makes such objects; elsewhere they may not.
    """
    for holder in holders:
        for member in _objects(holder):
            contains = member.contains or contains_of(holder.decl_tags)
            if member.name in GRAPHS and (contains is None or f"struct {contains[0]}" not in described):
                return False
    return knows_section([member for holder in holders for member in _objects(holder)])


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


def _described(unit: Unit) -> set[str]:
    """The types whose numbers calls name."""
    calls = (call for function in unit.functions.values() for call in function.calls())
    return {call.detail for call in calls if call.callee == "__builtin_btf_type_id"}
