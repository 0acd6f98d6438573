"""Programs: the entry points that libbpf loads, and what the kernel will take each one for.

A program is a function with a section that libbpf maps to a program type, or a member of a struct_ops map. A function
in a section that nobody knows is one if it takes nothing but a context, whose struct then tells the type: a loader of
its own may load it. Where the type depends on something outside the file (a freplace target, a section set at run time,
a context that several types have), `kind` is None and nothing that depends on it is said.
"""

from __future__ import annotations

from dataclasses import dataclass

from bpflint.kernel.program_contexts import type_by_context
from bpflint.kernel.program_types import ProgramKind
from bpflint.libbpf.sections import SectionTable
from bpflint.source.control_flow import Function
from bpflint.source.model import FunctionRef
from bpflint.source.types import Kind
from bpflint.source.unit import Unit

STRUCT_OPS_SECTIONS = (".struct_ops", ".struct_ops.link", "?.struct_ops", "?.struct_ops.link")
CREATED_SECTIONS = (".struct_ops", ".struct_ops.link")
"""Those whose maps libbpf creates without being asked."""
STRUCT_OPS_LINK_SECTIONS = (".struct_ops.link", "?.struct_ops.link")
STRUCT_OPS = "BPF_PROG_TYPE_STRUCT_OPS"


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """One entry point. `section` is as written; `body` is the function that holds the user's code.

    For `BPF_PROG`-like macros `function` is the wrapper that the kernel enters and `body` the user's function.
    """

    name: str
    function: Function
    body: Function
    kind: ProgramKind | None
    section: str
    flags: tuple[str, ...] = ()
    """Flags beyond BPF_F_SLEEPABLE that libbpf loads it with."""
    by_context: bool = False
    """True where no loader knows the section, and only the context says that it is a program."""
    left_out: bool = False
    """True where libbpf leaves it out until a loader asks for its struct_ops map, as that is in `?.struct_ops` only."""

    @property
    def label(self) -> str:
        """The program type as people write it: `xdp`, `struct_ops/sched_ext_ops.enqueue`."""
        if self.kind is None:
            return self.section.lstrip("?").split("/")[0]
        if self.kind.member:
            return f"struct_ops {self.kind.member}"
        return self.kind.type.removeprefix("BPF_PROG_TYPE_").lower()


def find_programs(unit: Unit, sections: SectionTable) -> tuple[Program, ...]:
    """Every program of the unit, in source order. A function in two struct_ops members is two programs."""
    members = struct_ops_members(unit)
    created = struct_ops_members(unit, CREATED_SECTIONS)
    programs: list[Program] = []
    for function in unit.functions.values():
        if not function.section:
            continue
        section = sections.resolve(function.section)
        if section is None:
            programs += _by_context(unit, function)
            continue
        body = unit.functions.get(function.wrapped, function)
        kinds: list[ProgramKind | None] = [None]
        if section.program_type == STRUCT_OPS:
            sleepable = section.sleepable
            kinds = [
                ProgramKind(type=STRUCT_OPS, sleepable=sleepable, member=member)
                for member in members.get(function.name, ())
            ] or [None]
        elif section.program_type:
            kinds = [
                ProgramKind(
                    type=section.program_type,
                    attach=section.attach_type,
                    sleepable=section.sleepable,
                    target=section.target,
                )
            ]
        flags = ("BPF_F_XDP_HAS_FRAGS",) if section.xdp_frags else ()
        for kind in kinds:
            member = kind.member if kind is not None else None
            left_out = member is not None and member not in created.get(function.name, ())
            programs.append(Program(function.name, function, body, kind, function.section, flags, left_out=left_out))
    return tuple(programs)


def _by_context(unit: Unit, function: Function) -> list[Program]:
    """The program that a function in an unknown section is, if it takes a context and nothing else."""
    if function.section.startswith((".", "?.")) or len(function.params) != 1:
        return []
    target = function.params[0].type.target
    if function.params[0].type.kind is not Kind.POINTER or target is None or not target.is_record:
        return []
    program_type = type_by_context(target.name)
    if program_type is None:
        return []
    body = unit.functions.get(function.wrapped, function)
    kind = ProgramKind(type=program_type) if program_type else None
    return [Program(function.name, function, body, kind, function.section, by_context=True)]


def struct_ops_members(unit: Unit, sections: tuple[str, ...] = STRUCT_OPS_SECTIONS) -> dict[str, tuple[str, ...]]:
    """The struct_ops members each function is assigned to, e.g. `{"simple_enqueue": ("sched_ext_ops.enqueue",)}`.

    A `___suffix` of the struct's name is dropped, as libbpf does.
    """
    found: dict[str, list[str]] = {}
    for variable in unit.globals.values():
        if variable.section not in sections:
            continue
        struct = variable.type.name.split("___")[0]
        for member, value in variable.initializer.items():
            if isinstance(value, FunctionRef):
                found.setdefault(value.name, []).append(f"{struct}.{member}")
    return {name: tuple(dict.fromkeys(names)) for name, names in found.items()}
