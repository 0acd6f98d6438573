"""Answers about helpers for people and programs: a page like a man page, and a record.

Everything comes from the facts. Which kernels were measured and which inferred is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bpflint.base.errors import BpflintError, did_you_mean
from bpflint.kernel import Facts, HelperAt, KernelFacts, ProgramKind, describe_versions
from bpflint.kernel.program_types import PREFIX
from bpflint.report.manual_page import Part, wrapped

_NO_CALLERS: Final = frozenset({f"{PREFIX}UNSPEC", f"{PREFIX}EXT"})
"""No program is of the first type, and one of the second may do what the program may that it extends."""


class UnknownHelperError(BpflintError):
    """A name that is no helper of any known kernel."""

    def __init__(self, facts: Facts, name: str) -> None:
        kfunc = f"; it is a kfunc: bpflint kfunc {name}" if name in facts.kfuncs else ""
        hint = kfunc or did_you_mean(name, list(facts.helpers))
        super().__init__(f"no kernel bpflint knows has a helper {name!r}{hint}")


def helper_parts(facts: Facts, name: str, kernel: KernelFacts | None = None) -> tuple[Part, ...]:
    """The parts of the page about a helper, with `kernel` as that one has it. Raises UnknownHelperError."""
    having = _kernels_with(facts, name)
    helper = kernel.helper(name) if kernel else having[-1].helper(name)
    about = (
        Part("Name", (f"{name} (helper {having[-1].helper(name).number})",)),  # type: ignore[union-attr]
        Part("Prototype", (f"{helper.prototype.text};",) if helper else (), is_code=True),
        Part("Kernels", tuple(_lifetime(having, name, kernel))),
        Part("Licence", tuple(_licence(helper))),
        Part("Program types", tuple(_types(facts, having, name, kernel))),
        Part("See also", (helper.docs,) if helper and helper.docs else ()),
    )
    return tuple(part for part in about if part.lines)


def helper_record(facts: Facts, name: str, kernel: KernelFacts | None = None) -> dict[str, Any]:
    """The facts about a helper as JSON data. Raises UnknownHelperError."""
    having = _kernels_with(facts, name)
    at = kernel or having[-1]
    helper = at.helper(name)
    return {
        "name": name,
        "number": helper.number if helper else None,
        "kernel": at.name,
        "prototype": helper.prototype.text if helper else None,
        "since": str(helper.since) if helper else None,
        "gpl_only": helper.gpl_only if helper else None,
        "program_types": _callers(facts, helper) if helper else [],
        "docs": helper.docs if helper else None,
        "measured_kernels": [each.name for each in having if (one := each.helper(name)) and one.measured],
    }


def _kernels_with(facts: Facts, name: str) -> list[KernelFacts]:
    having = [at for version in facts.versions if (at := facts.at(version)).helper(name)]
    if not having:
        raise UnknownHelperError(facts, name)
    return having


def _lifetime(having: list[KernelFacts], name: str, kernel: KernelFacts | None) -> Iterator[str]:
    newest = having[-1].helper(name)
    if kernel is not None:
        helper = kernel.helper(name)
        inferred = "" if helper is None or helper.measured else " (inferred, not measured)"
        yield f"{kernel.name}: {'absent' if helper is None else 'present'}{inferred}"
    if newest is not None:
        yield f">= {newest.since}"


def _licence(helper: HelperAt | None) -> Iterator[str]:
    if helper is not None and helper.gpl_only is not None:
        yield "only programs with a GPL-compatible licence" if helper.gpl_only else "any licence"


def _callers(facts: Facts, helper: HelperAt) -> list[str]:
    return [name for name in facts.program_types if name not in _NO_CALLERS and helper.allows(ProgramKind(name))]


def _types(facts: Facts, having: list[KernelFacts], name: str, kernel: KernelFacts | None) -> Iterator[str]:
    """The program types by the kernels that let them call it; kernels that nobody asked do not interrupt a range."""
    by_range: dict[str, list[str]] = {}
    for program_type in sorted(set(facts.program_types) - _NO_CALLERS):
        answers = {at.version: _allows(at, name, program_type) for at in ([kernel] if kernel else having)}
        asked = [version for version, answer in answers.items() if answer is not None]
        allowed = [version for version in asked if answers[version]]
        if allowed:
            when = "" if kernel else describe_versions(allowed, asked)
            by_range.setdefault(when, []).append(program_type.removeprefix(PREFIX))
    for when, types in by_range.items():
        yield from wrapped(types, f"{'kernels ' if when[:1].isdigit() else ''}{when}: " if when else "")


def _allows(kernel: KernelFacts, name: str, program_type: str) -> bool | None:
    helper = kernel.helper(name)
    return helper.allows(ProgramKind(program_type)) if helper else None
