"""What needs no path to be followed is told before one is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bpflint.lsp import analysis
from bpflint.lsp.analysis import Analyst

TEXT = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid);
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int leaks(u64 *ctx)
{
    struct task_struct *task = bpf_task_from_pid(1);
    if (!task) /* bpflint: disable=KF406 */
        return 0;
    return 1;
}

SEC("xdp")
int cannot(struct xdp_md *ctx)
{
    bpf_tail_cal(ctx, 0, 0);
    return 2;
}

char _license[] SEC("license") = "GPL";
"""
"""A declaration without `__ksym`, a reference that leaks, and a comment that silences nothing."""


def told(answer: dict[str, Any]) -> list[tuple[str, int]]:
    return sorted(((each["rule"], each["start"][0]) for each in answer["findings"]), key=lambda each: each[1])


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(analysis, "WORTH_PARTS_S", 0.0)
    (tmp_path / ".git").mkdir()
    return str(tmp_path / "programs.bpf.c")


def without_unknown(text: str) -> str:
    return text.replace("    bpf_tail_cal(ctx, 0, 0);\n", "")


def test_what_stands_in_declarations_is_told_before_what_happens_on_paths(path: str) -> None:
    ahead: list[dict[str, Any]] = []
    answer = Analyst().analyse(path, without_unknown(TEXT), {}, ahead=ahead.append, is_new=True)
    assert told(answer) == [("KF103", 4), ("BP601", 11), ("KF403", 13)]
    assert [told(each) for each in ahead] == [[("KF103", 4)]], "nothing is called unused before all is known"
    assert ahead[0]["findings"][0] == answer["findings"][0]


def test_a_target_does_not_change_that(path: str) -> None:
    ahead: list[dict[str, Any]] = []
    answer = Analyst().analyse(path, without_unknown(TEXT), {"kernel": ">=6.12"}, ahead=ahead.append, is_new=True)
    assert [told(each) for each in ahead] == [[("KF103", 4)]]
    assert told(answer) == [("KF103", 4), ("BP601", 11), ("KF403", 13)]


def test_calls_that_are_not_known_are_as_silent_as_ever(path: str) -> None:
    ahead: list[dict[str, Any]] = []
    answer = Analyst().analyse(path, TEXT, {}, ahead=ahead.append, is_new=True)
    (first,) = ahead
    assert set(told(first)) <= set(told(answer))


def test_nothing_is_told_where_nothing_is_known_yet(path: str) -> None:
    """An editor would take away what it showed, and show it again a moment later."""
    ahead: list[dict[str, Any]] = []
    clean = without_unknown(TEXT).replace("pid);", "pid) __ksym;")
    Analyst().analyse(path, clean, {}, ahead=ahead.append, is_new=True)
    Analyst().analyse(path, TEXT, {}, ahead=ahead.append)
    assert ahead == []


@pytest.mark.parametrize("partly", [True, False])
def test_what_was_found_on_paths_stays_until_they_are_followed_again(path: str, partly: bool) -> None:
    text, analyst = without_unknown(TEXT), Analyst()
    before = analyst.analyse(path, text, {})
    ahead: list[dict[str, Any]] = []
    mended = text.replace("    return 1;", "    bpf_task_release(task);\n    return 1;")
    worse = mended.replace("__ksym;", ";").replace('SEC("xdp', '\n\nSEC("xdp')
    answer = analyst.analyse(path, worse, {}, fresh=False, partly=partly, ahead=ahead.append)
    (first,) = ahead
    assert ("KF403", 13) in told(before)
    assert ("KF403", 14) in told(first) and ("KF403", 14) not in told(answer)
    assert {("KF103", 4), ("KF103", 5)} <= set(told(first)) & set(told(answer))
    assert [each["name"] for each in first["programs"]] == ["leaks", "cannot"]
