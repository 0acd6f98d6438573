"""A report is kept for as long as nothing changes that it depends on, and not a moment longer."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bpflint.base import cache, disk_answers
from bpflint.base.finding import FileReport
from bpflint.base.report_codec import decode, encode
from bpflint.engine.lint import Engine, lint
from bpflint.engine.report_cache import Reports, rules_stamps
from bpflint.policy.settings import Settings

SOURCE = """
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "own.h"
char license[] SEC("license") = "GPL";
SEC("tp_btf/task_newtask") int program(u64 *ctx) { return helper(); }
"""
OWN = """
#include "deeper.h"
struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
static int helper(void) { return bpf_task_from_pid(PID) != 0; }
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "cache"))
    cache.forget()
    project = tmp_path / "project"
    (project / "first").mkdir(parents=True)
    (project / "second").mkdir()
    (project / "main.bpf.c").write_text(SOURCE)
    (project / "own.h").write_text(OWN)
    (project / "second" / "deeper.h").write_text("#define PID 1\n")
    monkeypatch.chdir(project)
    yield project
    cache.forget()


def settings(**more: object) -> Settings:
    return Settings(include_dirs=("first", "second"), **more)  # type: ignore[arg-type]


def kept(project: Path) -> list[Path]:
    return sorted((project.parent / "cache" / "reports").glob("*"))


def run(given: Settings) -> FileReport:
    # One engine a run, as in a process of its own; nothing may come from what another one has read.
    return Engine(given, remembers=True).lint_file("main.bpf.c")


def same(one: FileReport, other: FileReport) -> bool:
    return replace(one, seconds=0) == replace(other, seconds=0)


def test_the_same_report_comes_again(project: Path) -> None:
    first = run(settings())
    assert [finding.rule for finding in first.findings] == ["KF403"]
    (place,) = kept(project)
    before = place.stat().st_mtime_ns
    assert same(run(settings()), first)
    assert kept(project) == [place]
    assert place.stat().st_mtime_ns >= before


def test_it_is_the_kept_one(project: Path) -> None:
    run(settings())
    (place,) = kept(project)
    report = decode(cache.load(place) or b"")
    report.findings = []
    cache.store(place, encode(report))
    assert run(settings()).findings == []
    assert run(settings(cache=False)).findings


def _edit(project: Path) -> None:
    (project / "main.bpf.c").write_text(SOURCE.replace("tp_btf", "raw_tp"))


def _edit_header(project: Path) -> None:
    (project / "own.h").write_text(OWN + "\n")


def _edit_deeper_header(project: Path) -> None:
    (project / "second" / "deeper.h").write_text("#define PID 2\n")


def _shadow_header(project: Path) -> None:
    (project / "first" / "deeper.h").write_text("#define PID 3\n")


def _remove_header(project: Path) -> None:
    (project / "second" / "deeper.h").unlink()


def _set_path(project: Path) -> None:
    os.environ["CPATH"] = str(project)


@pytest.mark.parametrize(
    "change", [_edit, _edit_header, _edit_deeper_header, _shadow_header, _remove_header, _set_path]
)
def test_a_change_asks_for_a_new_report(
    project: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    monkeypatch.setenv("CPATH", "")
    run(settings())
    change(project)
    disk_answers.forget()
    fresh = run(settings())
    assert len(kept(project)) == 2
    assert same(fresh, run(settings(cache=False)))


@pytest.mark.parametrize("other", [{"kernel": "6.6"}, {"ignore": ("KF403",)}, {"defines": ("X=1",)}])
def test_so_do_other_settings(project: Path, other: dict[str, object]) -> None:
    run(settings())
    run(settings(**other))
    assert len(kept(project)) == 2


@pytest.mark.parametrize("other", [{"jobs": 3}, {"fail_on": "never"}])
def test_some_settings_make_no_difference(project: Path, other: dict[str, object]) -> None:
    run(settings())
    run(settings(**other))
    assert len(kept(project)) == 1


@pytest.mark.usefixtures("project")
def test_added_rules_belong_to_it(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    (rules / "kfuncs").mkdir(parents=True)
    run(settings(rules=(rules,)))
    (rules / "kfuncs" / "mine.yaml").write_text("kfuncs: {}\n")
    place = Reports(settings(rules=(rules,)), tmp_path)._run
    (rules / "kfuncs" / "mine.yaml").write_text("kfuncs: { }\n")
    assert Reports(settings(rules=(rules,)), tmp_path)._run != place


@pytest.mark.parametrize("hidden", ["#define NAME <stdbool.h>\n#include NAME\n", "#if __has_include(NAME)\n#endif\n"])
def test_includes_that_cannot_be_read_are_not_trusted(project: Path, hidden: str) -> None:
    (project / "own.h").write_text(hidden + OWN)
    run(settings())
    assert kept(project) == []


def test_headers_that_are_asked_for_count(project: Path) -> None:
    (project / "own.h").write_text("#if defined(__has_include) && __has_include(<asked.h>)\n#endif\n" + OWN)
    run(settings())
    run(settings())
    assert len(kept(project)) == 1
    (project / "second" / "asked.h").write_text("")
    run(settings())
    assert len(kept(project)) == 2


class _Evil:
    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch /tmp/bpflint-must-not-exist",)


@pytest.mark.parametrize("data", [b"", b"\x80", b"nonsense", pickle.dumps(["another thing"]), pickle.dumps(_Evil())])
def test_a_damaged_one_is_as_none(project: Path, data: bytes) -> None:
    first = run(settings())
    (place,) = kept(project)
    place.write_bytes(data)
    assert same(run(settings()), first)
    assert not Path("/tmp/bpflint-must-not-exist").exists()


def test_a_run_remembers(project: Path) -> None:
    assert [report.status for report in lint(["main.bpf.c"], settings())] == ["ok"]
    assert len(kept(project)) == 1


def test_nothing_is_kept_without_a_cache(project: Path) -> None:
    assert [report.status for report in lint(["main.bpf.c"], settings(cache=False))] == ["ok"]
    assert kept(project) == []


def test_the_surface_database_is_part_of_what_a_report_depends_on(tmp_path: Path) -> None:
    database = tmp_path / "surface.bin"
    database.write_bytes(b"one")
    before = list(rules_stamps(tmp_path))
    database.write_bytes(b"another")
    assert list(rules_stamps(tmp_path)) != before
