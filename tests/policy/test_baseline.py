"""Baselines accept what is known, survive edits elsewhere, and let nothing new through."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bpflint.base.errors import ConfigError
from bpflint.base.finding import FileReport, Finding, Level
from bpflint.base.sources import Sources
from bpflint.base.span import Span
from bpflint.policy.baseline import read_baseline, write_baseline

BEFORE = "int f(void)\n{\n\tbpf_wq_start(w, 0);\n\tbpf_wq_start(w, 0);\n}\n"


def finding(line: int, rule: str = "KF401", function: str = "f") -> Finding:
    return Finding(
        rule, "call-order", Level.ERROR, Span("a.bpf.c", line, 2, line, 9), f"line {line}", function=function
    )


def kept(path: Path, text: str, *findings: Finding) -> list[int]:
    report = FileReport("a.bpf.c", findings=list(findings))
    filtered = read_baseline(path).filter(report, Sources({"a.bpf.c": text}))
    return [found.span.line for found in filtered.findings]


def recorded(path: Path, *findings: Finding) -> Path:
    write_baseline(path, findings, Sources({"a.bpf.c": BEFORE}))
    return path


def test_known_findings_are_accepted(tmp_path: Path) -> None:
    path = recorded(tmp_path / "b.json", finding(3), finding(4))
    assert kept(path, BEFORE, finding(3), finding(4)) == []


def test_lines_may_shift_and_blanks_change(tmp_path: Path) -> None:
    path = recorded(tmp_path / "b.json", finding(3))
    assert kept(path, "\n\n" + BEFORE.replace("w, 0", "w,  0"), finding(5)) == []


@pytest.mark.parametrize(
    "new",
    [replace(finding(3), rule="KF403"), replace(finding(3), function="g"), finding(1)],
    ids=["rule", "function", "text"],
)
def test_something_else_is_new(tmp_path: Path, new: Finding) -> None:
    path = recorded(tmp_path / "b.json", finding(3))
    assert kept(path, BEFORE, new) == [new.span.line]


def test_one_more_of_the_same_is_new(tmp_path: Path) -> None:
    path = recorded(tmp_path / "b.json", finding(3))
    assert kept(path, BEFORE, finding(3), finding(4)) == [4]


def test_gone_findings_are_counted(tmp_path: Path) -> None:
    baseline = read_baseline(recorded(tmp_path / "b.json", finding(3), finding(4)))
    baseline.filter(FileReport("a.bpf.c", findings=[finding(3)]), Sources({"a.bpf.c": BEFORE}))
    assert baseline.stale == 1


def test_file_is_stable_and_has_no_lines(tmp_path: Path) -> None:
    first = recorded(tmp_path / "1.json", finding(3), finding(4)).read_text()
    second = recorded(tmp_path / "2.json", finding(4), finding(3)).read_text()
    assert first == second
    (entry,) = json.loads(first)["findings"]
    assert entry["count"] == 2
    assert set(entry) == {"rule", "path", "function", "fingerprint", "count"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 1, "findings": []}',
        '{"version": 2, "findings": [{}]}',
        '{"version": 2, "findings": 3}',
        '{"version": 2, "findings": [{"fingerprint": "x", "count": 1e999}]}',
        "[" * 100_000,
    ],
)
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match="baseline"):
        read_baseline(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_baseline(tmp_path / "gone.json")


def test_a_finding_that_several_files_tell_of_counts_once(tmp_path: Path) -> None:
    path = recorded(tmp_path / "b.json", finding(3))
    baseline = read_baseline(path)
    for name in ("a.bpf.c", "b.bpf.c"):
        report = FileReport(name, findings=[finding(3), finding(4)])
        filtered = baseline.filter(report, Sources({"a.bpf.c": BEFORE}))
        assert [found.span.line for found in filtered.findings] == [4]
    assert baseline.stale == 0


@pytest.mark.parametrize("place", ["known.json", "ci/known.json", "../elsewhere/known.json"])
def test_the_working_directory_does_not_matter(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = tmp_path / "repository"
    for directory in ("repository/.git", "repository/src", "repository/ci", "elsewhere"):
        (tmp_path / directory).mkdir(parents=True)
    (repository / "src" / "a.bpf.c").write_text(BEFORE)
    (tmp_path / "link").symlink_to("repository")

    def found(name: str) -> Finding:
        return replace(finding(3), span=Span(name, 3, 2, 3, 9))

    monkeypatch.chdir(repository)
    write_baseline(Path(place), [found("src/a.bpf.c")], Sources())
    if place.startswith(".."):  # a checkout of another name
        repository = repository.rename(tmp_path / "other")
        (tmp_path / "link").unlink()
        (tmp_path / "link").symlink_to("other")
    for directory, name, baseline in (
        ("src", "a.bpf.c", f"../{place}"),
        (".", "src/a.bpf.c", place),
        ("ci", "../src/a.bpf.c", str(repository / place)),
        ("src", str(repository / "src" / "a.bpf.c"), f"../{place}"),
        ("../link", "src/a.bpf.c", place),
    ):
        monkeypatch.chdir(repository / directory)
        report = FileReport(name, findings=[found(name)])
        assert read_baseline(Path(baseline)).filter(report, Sources()).findings == []
