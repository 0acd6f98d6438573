"""Rule pages as Markdown, pages of kfuncs, and the table of rules."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from bpflint.base.safe_text import clean
from bpflint.policy.rules import Rule
from bpflint.report.excerpt import Line
from bpflint.report.json_report import dumps
from bpflint.report.outcome import plural

if TYPE_CHECKING:
    from bpflint.report.manual_page import Part


_INDENT: Final = 4
_LEAST_ROOM: Final = 30
"""Columns that a text beside others needs; where there are fewer it stands below them."""


def rule_page(rule: Rule) -> str:
    """The page of one rule as Markdown, its identity first."""
    stages = ", ".join(f"{stage} since {version}" for stage, version in rule.status.items())
    needs = f"; needs {', '.join(rule.needs)}" if rule.needs else ""
    facts = f"{rule.level}, {rule.confidence} confidence, {rule.profile} profile, {stages}{needs}"
    return f"# {rule.id} {rule.name}\n\n*{facts}*\n\n{rule.markdown}\n"


def rules_json(rules: Sequence[Rule]) -> str:
    """The rules as a JSON list."""
    return dumps(
        [
            {
                "id": rule.id,
                "name": rule.name,
                "level": str(rule.level),
                "confidence": rule.confidence,
                "profile": rule.profile,
                "status": dict(rule.status),
                "summary": rule.summary,
                "docs": rule.docs,
            }
            for rule in rules
        ]
    )


def kfunc_page(parts: Iterable[Part], *, joined: bool = False) -> Iterator[Line]:
    """A page like a man page: titles, and their lines indented.

    With `joined` no line is broken yet: whoever prints them knows how wide they may be.
    """
    for number, part in enumerate(parts):
        if number:
            yield []
        yield [(part.title.upper(), "label")]
        for line in _joined(part.lines) if joined and not part.is_code else part.lines:
            yield [("    ", ""), (clean(line), "code" if part.is_code else "link" if "://" in line else "")]


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Lines with those that go on below them, further in."""
    whole = ""
    for line in lines:
        if whole and line.startswith(" "):
            whole += f" {line.strip()}"
        else:
            if whole:
                yield whole
            whole = line
    if whole:
        yield whole


def kfunc_list(kfuncs: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    """One line a kfunc: prototype and kernels."""
    for kfunc in kfuncs:
        since, until = kfunc["since"], kfunc["until"]
        kernels = f"{since} to {until}" if until else f">= {since}" if since else ""
        yield [(f"{kernels:<13} ", "gutter"), (clean(kfunc["prototype"] or kfunc["name"]), "code")]
    yield [(plural(len(kfuncs), "kfunc"), "dim")]


def rules_table(rules: Sequence[Rule], columns: int | None = None) -> Iterator[Line]:
    """A row for each rule: id, name, level, what it says, and the profile unless it is the default one.

    With `columns` what it says is wrapped below itself; without, every rule has exactly one line.
    """
    room = max((len(rule.name) for rule in rules), default=0)
    head = len("KF401  ") + room + 2 + len("warning  ")
    is_narrow = columns is not None and columns - head < _LEAST_ROOM
    indent = _INDENT if is_narrow else head
    for rule in rules:
        says = rule.summary if rule.profile == "default" else f"{rule.summary} ({rule.profile})"
        first, *rest = textwrap.wrap(says, columns - indent) if columns else [says]
        if is_narrow:
            first, rest = "", [first, *rest]
        yield [
            (f"{rule.id}  ", "label"),
            (f"{rule.name:<{room}}  ", ""),
            (f"{rule.level!s:<8} ", str(rule.level)),
            (first, ""),
        ]
        yield from ([(" " * indent + part, "")] for part in rest)
