"""Lists of kfuncs: those of a kernel, of a family, or that a program may call."""

from __future__ import annotations

from typing import Any

from bpflint.base.errors import BpflintError, did_you_mean
from bpflint.kernel import Facts, KernelFacts, Kfunc, KfuncAt, ProgramKind, Version
from bpflint.kernel.program_types import PREFIX
from bpflint.libbpf.sections import SectionTable

At = KernelFacts | Version | None


def listing(
    facts: Facts,
    kernel: At = None,
    program_type: str | None = None,
    *,
    family: str | None = None,
    with_tests: bool = True,
) -> list[dict[str, Any]]:
    """Kfuncs as JSON data, by name: those that `kernel` has, or all, each as its newest kernel has it.

    `program_type` keeps those that such a program may call: a type (`xdp`, `BPF_PROG_TYPE_XDP`), a section
    (`fentry.s/file_open`), a struct_ops member (`sched_ext_ops.enqueue`), or all members of a struct (`sched_ext_ops`,
    `sched_ext`). What nobody measured is left out then.
    Raises BpflintError for a program type or family that does not exist.
    """
    if family is not None and family not in facts.families:
        raise BpflintError(f"there is no family of kfuncs {family!r}{did_you_mean(family, list(facts.families))}")
    kinds = parse_kinds(facts, program_type) if program_type else None
    at = kernel_at(facts, kernel)
    if at is None:
        found = [kfunc for name in facts.kfuncs if (kfunc := latest(facts, facts.kfuncs[name])) is not None]
    else:
        found = list(at.kfuncs())
    return [
        summary(facts.kfuncs.get(kfunc.name), kfunc)
        for kfunc in found
        if (kinds is None or any(_may_call(kfunc, kind) for kind in kinds))
        and (family is None or kfunc.family == family)
        and (with_tests or not kfunc.test)
    ]


def parse_kinds(facts: Facts, text: str) -> list[ProgramKind]:
    """The kinds of programs a user means: the members of a struct (`_ops` may be left out), else `parse_kind`."""
    members = [each for each in facts.struct_ops_members if each.partition(".")[0] in (text, f"{text}_ops")]
    return [parse_kind(facts, member) for member in members] or [parse_kind(facts, text)]


def parse_kind(facts: Facts, text: str) -> ProgramKind:
    """The kind of program a user means: a program type, a section name or a struct_ops member.

    Raises BpflintError where it is none, with the nearest.
    """
    name = text.upper().removeprefix(PREFIX)
    if f"{PREFIX}{name}" in facts.program_types and name != "UNSPEC":
        return ProgramKind(f"{PREFIX}{name}")
    section = SectionTable(facts.section_table).resolve(text)
    if section is not None and section.program_type:
        if section.program_type == "BPF_PROG_TYPE_STRUCT_OPS" and section.target and "." in section.target:
            return ProgramKind(section.program_type, sleepable=section.sleepable, member=section.target)
        return ProgramKind(section.program_type, section.attach_type, section.sleepable, target=section.target)
    if text in facts.struct_ops_members:
        return ProgramKind("BPF_PROG_TYPE_STRUCT_OPS", member=text)
    known = [each.removeprefix(PREFIX).lower() for each in facts.program_types]
    known += [entry["section"] for entry in facts.section_table]
    members = facts.struct_ops_members
    known += members if "." in text else {each.partition(".")[0] for each in members}
    hint = did_you_mean(text.lower(), list(dict.fromkeys(known)))
    raise BpflintError(f"{text!r} is no program type, section or struct_ops member{hint}")


def kernel_at(facts: Facts, kernel: At) -> KernelFacts | None:
    """The facts of a kernel that is given by its version or by itself."""
    return facts.at(kernel) if isinstance(kernel, Version) else kernel


def latest(facts: Facts, history: Kfunc) -> KfuncAt | None:
    """A kfunc as the newest kernel has it."""
    return facts.at(history.versions[-1]).kfunc(history.name) if history.versions else None


def summary(history: Kfunc | None, kfunc: KfuncAt | None) -> dict[str, Any]:
    """What a list says of a kfunc."""
    name = kfunc.name if kfunc else history.name if history else ""
    return {
        "name": name,
        "prototype": kfunc.prototype.text if kfunc else None,
        "flags": sorted(kfunc.flags) if kfunc else [],
        "program_types": list(kfunc.named_program_types()) if kfunc else [],
        "since": str(history.since) if history and history.since else None,
        "until": str(history.until) if history and history.until else None,
        "replaced_by": history.successor.name if history and history.successor else None,
    }


def _may_call(kfunc: KfuncAt, kind: ProgramKind) -> bool:
    if kind.attach or kind.member:
        return kfunc.allows(kind) is True
    names = {token.partition("/")[0].partition("#")[0] for token in kfunc.named_program_types()}
    return kind.type in names
