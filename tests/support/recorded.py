"""What is said of the files of testdata/, word for word, as testdata/RULE/findings.txt has it for each file.

    == bad_example.bpf.c
    14:2 error KF403 program: what is wrong
        help: what to do
        12:9 a step of the story

testdata/RULE/walks.txt has a line for each file that sums up all that the walks of its programs know (walk_dump.py).

`tools/record_findings.py` writes both; the difference is read before it is committed, since users will read it, too. Of
a sum that changed `tools/dump_walk.py FILE` shows the text: compare it before and after.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path

from bpflint.base.finding import Edit, FileReport, Finding, Step

NAME = "findings.txt"
WALKS = "walks.txt"
_HEAD = "== "


@cache
def recorded(folder: Path) -> dict[str, str]:
    """The recorded text of each file of a folder that has one."""
    path = folder / NAME
    parts = path.read_text(encoding="utf-8").split(_HEAD)[1:] if path.exists() else []
    return {name: text for name, _, text in (part.partition("\n") for part in parts)}


def whole(texts: dict[str, str]) -> str:
    """The file that `recorded` reads."""
    return "".join(f"{_HEAD}{name}\n{text}" for name, text in sorted(texts.items()) if text)


@cache
def recorded_walks(folder: Path) -> dict[str, str]:
    """The recorded sum of each file of a folder."""
    path = folder / WALKS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {name: text for name, _, text in (line.partition(": ") for line in lines)}


def whole_walks(sums: dict[str, str]) -> str:
    """The file that `recorded_walks` reads."""
    return "".join(f"{name}: {text}\n" for name, text in sorted(sums.items()))


def rendered(report: FileReport) -> str:
    """All that a report says, in the order in which it says it."""
    return "".join(f"{line}\n" for finding in report.findings for line in _lines(finding))


def _lines(finding: Finding) -> Iterator[str]:
    where = ", ".join(finding.programs) or finding.function
    yield f"{_place(finding)} {finding.level.name.lower()} {finding.rule} {where}: {finding.message}"
    if finding.kernels:
        yield f"    on {finding.kernels}"
    for word, text in (("help", finding.help), ("docs", finding.docs)):
        if text:
            yield f"    {word}: {text}"
    for step in finding.steps:
        yield f"    {_place(step)} {step.message}"
    if finding.fix is not None:
        yield f"    fix: {finding.fix.description}"
        yield from (f"        {_place(edit)} {edit.text!r}" for edit in finding.fix.edits)


def _place(thing: Finding | Step | Edit) -> str:
    return f"{thing.span.line}:{thing.span.column}"


class Record:
    """A file of lines `NAME: TEXT`: what was said of each when it was read. `UPDATE=1` writes what is said now."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def known(self) -> dict[str, str]:
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        return {name: text for name, _, text in (line.partition(": ") for line in lines)}

    def said_before(self, said: Mapping[str, str]) -> dict[str, str | None]:
        """What is recorded of the names in `said`."""
        if os.environ.get("UPDATE"):
            self.known.update(said)
            text = "".join(f"{name}: {self.known[name]}\n" for name in sorted(self.known))
            self._path.write_text(text, encoding="utf-8")
        return {name: self.known.get(name) for name in said}
