"""Hundreds of programs of one file are not each followed through what they share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bpflint.base.finding import FileReport
from bpflint.checks import context
from bpflint.engine.lint import Engine
from bpflint.flow.static import well_known
from bpflint.policy.settings import Settings

PROGRAMS = 20
HEAD = """
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__type(value, int);
	__uint(max_entries, 8);
} seen SEC(".maps");
static int filter(int *what)
{
	int *value = bpf_map_lookup_elem(&seen, what), passes = 0;

	if (!value)
		return 0;
	if (*value & 1) passes += *what;
	if (*value & 2) passes += 3;
	if (*value & 4) passes += 5;
	if (*value & 8) passes += 7;
	*what = *value;
	return passes;
}
static struct task_struct *taken(int pid) { return filter(&pid) ? bpf_task_from_pid(pid) : NULL; }
"""
PROGRAM = """
SEC("tp_btf/task_newtask") int program_{0}(void *ctx)
{{
	int what = {0};
	struct task_struct *task;

	if (!filter(&what))
		return 0;
	task = taken(what);
	if (task)
		{1};
	return 0;
}}
"""


def linted(tmp_path: Path, release: str, *, only: int = PROGRAMS) -> FileReport:
    path = tmp_path / "a.bpf.c"
    text = HEAD + "".join(PROGRAM.format(index, release) for index in range(only))
    path.write_text(text + 'char _license[] SEC("license") = "GPL";\n')
    return Engine(Settings(cache=False, kernel="6.12")).lint_file(str(path))


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many steps each program took."""
    taken: dict[str, int] = {}
    real = getattr(context, "analyze")  # noqa: B009 - it is no part of what the module offers

    def analyze(unit: Any, program: Any, *others: Any) -> Any:
        analysis = real(unit, program, *others)
        taken[program.name] = analysis.steps
        return analysis

    monkeypatch.setattr(context, "analyze", analyze)
    return taken


@pytest.mark.parametrize(("many_blocks", "followed"), [(390, 8), (200, 4), (10, well_known.LEAST)])
def test_later_programs_step_over_what_they_share(
    tmp_path: Path, steps: dict[str, int], monkeypatch: pytest.MonkeyPatch, many_blocks: int, followed: int
) -> None:
    """The larger the file is, the earlier."""
    monkeypatch.setattr(well_known, "MANY_BLOCKS", many_blocks)
    report = linted(tmp_path, "bpf_task_release(task)")
    taken = [steps[f"program_{index}"] for index in range(PROGRAMS)]
    assert max(taken[followed:]) < min(taken[:followed]) / 2
    assert not report.findings
    assert report.assumed == [f"followed into 1 function only from the first {followed} programs that call each"]
    assert [each.name for each in report.programs if each.cut_short] == [
        f"program_{index}" for index in range(followed, PROGRAMS)
    ]


def test_their_own_mistakes_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`taken()` hands out a reference: it is followed from all of them."""
    monkeypatch.setattr(well_known, "MANY_BLOCKS", 100)
    report = linted(tmp_path, "what++")
    assert [each.name for each in report.findings] == ["leaked-reference"] * PROGRAMS


def test_few_programs_are_followed_through_all(tmp_path: Path, steps: dict[str, int]) -> None:
    report = linted(tmp_path, "bpf_task_release(task)")
    assert max(steps.values()) < min(steps.values()) * 1.2
    assert not report.assumed
