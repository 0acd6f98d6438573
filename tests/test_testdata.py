"""Every file under testdata/ goes through the whole of bpflint, and gives what its comments say."""

from __future__ import annotations

from pathlib import Path

import pytest
from expectations import FILES, TESTDATA, read_expectations
from recorded import recorded, recorded_walks, rendered
from walk_dump import digest, recording

from bpflint.base.finding import FileReport
from bpflint.engine.lint import Engine
from bpflint.policy.rules import load_catalog
from bpflint.policy.settings import Settings

ENGINES: dict[tuple[str | None, str | None], Engine] = {}


def lint(path: Path, kernel: str | None, select: str | None = None) -> FileReport:
    """The report on one file, in this process; `select` names a rule to have besides those of the profile."""
    if (kernel, select) not in ENGINES:
        extend = (select,) if select else ()
        ENGINES[kernel, select] = Engine(Settings(kernel=kernel, extend_select=extend))
    engine = ENGINES[kernel, select]
    return engine.lint_file(str(path))


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(TESTDATA)) for path in FILES])
def test_says_what_the_comments_say(path: Path) -> None:
    catalog = load_catalog()
    expectations = read_expectations(path.read_text(encoding="utf-8"))
    with recording() as walks:
        report = lint(path, expectations.options.get("kernel"), expectations.options.get("select"))
    assert report.status == "ok", [problem.message for problem in report.problems]
    assert not report.gave_up, [step.message for step in report.gave_up]
    found = {(finding.span.line, finding.rule): finding.message for finding in report.findings}
    assert {finding.span.path for finding in report.findings} <= {str(path)}
    unexpected = {place: message for place, message in found.items() if place not in expectations.expected}
    assert (unexpected, expectations.expected - found.keys()) == ({}, set())
    levels = {(finding.span.line, finding.rule, finding.level.name.lower()) for finding in report.findings}
    usual = {rule: catalog[rule].level.name.lower() for _, rule in expectations.expected}
    assert levels == {(*place, expectations.levels.get(place, usual[place[1]])) for place in expectations.expected}
    text = recorded(path.parent).get(path.name, "")
    assert rendered(report) == text, "if it should say so, run tools/record_findings.py"
    known = recorded_walks(path.parent).get(path.name, "")
    assert digest(walks) == known, "compare what tools/dump_walk.py says of it, then run tools/record_findings.py"
    told = {step.span.line for finding in report.findings for step in finding.steps}
    assert expectations.notes <= told, "no finding's story has a step on these lines"
    assert not expectations.silent & {line for line, _ in found}


def test_what_is_recorded_is_about_files_that_are_there() -> None:
    for folder in TESTDATA.iterdir():
        assert recorded_walks(folder).keys() == {path.name for path in folder.glob("*.bpf.c")}
        assert recorded(folder).keys() <= {path.name for path in folder.glob("*.bpf.c")}


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(TESTDATA)) for path in FILES])
def test_is_named_for_what_it_shows(path: Path) -> None:
    """good_* files have no finding of the rule they stand under, bad_* files have one."""
    rule = load_catalog().find(path.parent.name)
    assert rule is not None, f"no rule is called {path.parent.name}"
    expectations = read_expectations(path.read_text(encoding="utf-8"))
    shown = {found for _, found in expectations.expected | expectations.misses}
    assert path.name.startswith(("good_", "bad_"))
    assert (rule.id in shown) is path.name.startswith("bad_")


def test_comments_that_say_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="names no rule"):
        read_expectations("int x; // expect: leaked\n")
    with pytest.raises(ValueError, match="unknown options"):
        read_expectations("// bpflint: kernle=6.1\n")


def test_comments_are_read_as_written() -> None:
    lines = ("f(); // expect: KF401, KF402 warning // note: here", "g(); // silent: fine", "h(); // miss: KF403")
    text = "\n".join(("// bpflint: kernel=6.1", *lines))
    found = read_expectations(text)
    assert found.options == {"kernel": "6.1"}
    assert found.expected == {(2, "KF401"), (2, "KF402")}
    assert found.levels == {(2, "KF402"): "warning"}
    assert (found.notes, found.silent, found.misses) == ({2}, {3}, {(4, "KF403")})
