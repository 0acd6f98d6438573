"""Looking only at what an edit concerns gives what looking at everything gives."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from bpflint.lsp import analysis
from bpflint.lsp.analysis import Analyst
from bpflint.lsp.analysis_process import AnalysisProcess

TEXT = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

static struct task_struct *find(s32 pid)
{
    return bpf_task_from_pid(pid);
}

SEC("tp_btf/task_newtask")
int leaks(u64 *ctx)
{
    struct task_struct *task = find(1);
    if (!task)
        return 0;
    return 1;
}

SEC("tp_btf/task_rename")
int releases(u64 *ctx)
{
    struct task_struct *task = find(2);
    if (!task)
        return 0;
    bpf_task_release(task);
    return 1;
}

SEC("tp_btf/sched_switch")
int unrelated(u64 *ctx)
{
    struct task_struct *task = bpf_task_from_pid(3);
    return task != 0;
}

char _license[] SEC("license") = "GPL";
"""
EDITS = {
    "a line more in a program": ("    bpf_task_release(task);\n", "    bpf_task_release(task);\n\n"),
    "a release less": ("    bpf_task_release(task);\n", ""),
    "a release more": ("    return 1;\n}\n\nSEC", "    bpf_task_release(task);\n    return 1;\n}\n\nSEC"),
    "in a function that two programs call": ("bpf_task_from_pid(pid)", "pid ? bpf_task_from_pid(pid) : 0"),
    "in two programs": ("return 0;", "return 5;"),
    "another call": ("bpf_task_from_pid(3)", "find(3)"),
}


@pytest.fixture(autouse=True)
def every_document_is_worth_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(analysis, "WORTH_PARTS_S", 0.0)
    (tmp_path / ".git").mkdir()


def told(answer: dict[str, Any]) -> list[tuple[object, ...]]:
    return sorted((each["rule"], each["message"], each["start"], each["steps"]) for each in answer["findings"])


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_part_gives_what_the_whole_gives(edit: tuple[str, str], tmp_path: Path) -> None:
    path, analyst = str(tmp_path / "programs.bpf.c"), Analyst()
    before = analyst.analyse(path, TEXT, {})
    assert len(before["findings"]) == 2
    text = TEXT.replace(*edit)
    assert text != TEXT
    part = analyst.analyse(path, text, {}, fresh=False, partly=True)
    assert part["partly"]
    whole = analyst.analyse(path, text, {}, fresh=False)
    assert "partly" not in whole
    assert told(part) == told(whole)
    back = analyst.analyse(path, TEXT, {}, fresh=False, partly=True)
    assert back["partly"]
    assert told(back) == told(before)
    # What a program needs is told of the whole only.
    assert [(each["name"], each["line"]) for each in back["programs"]] == [
        (each["name"], each["line"]) for each in before["programs"]
    ]
    assert back["programs"] == [
        {**each, "line": other["line"]} for each, other in zip(whole["programs"], back["programs"], strict=True)
    ]


@pytest.mark.parametrize(
    "edit",
    [
        ("extern void", "extern  void"),
        ('SEC("tp_btf/task_rename")', 'SEC("tp_btf/sched_wakeup")'),
        ("    return 1;\n}\n\nSEC", "    return 1;\n}\nstatic int more(void) {\n    return 2;\n}\n\nSEC"),
        ("    return 1;\n}\n\nSEC", "    return 1\n}\n\nSEC"),
    ],
    ids=["a declaration", "a section", "a function", "a mistake of grammar"],
)
def test_other_edits_concern_the_whole(edit: tuple[str, str], tmp_path: Path) -> None:
    path, analyst = str(tmp_path / "programs.bpf.c"), Analyst()
    analyst.analyse(path, TEXT, {})
    assert "partly" not in analyst.analyse(path, TEXT.replace(*edit, 1), {}, fresh=False, partly=True)


def test_other_settings_concern_the_whole(tmp_path: Path) -> None:
    path, analyst = str(tmp_path / "programs.bpf.c"), Analyst()
    analyst.analyse(path, TEXT, {})
    edited = TEXT.replace("return 1;", "return 2;")
    assert not analyst.analyse(path, edited, {"ignore": ["KF403"]}, fresh=False, partly=True)["findings"]


def test_what_is_not_wanted_any_more_is_abandoned(tmp_path: Path) -> None:
    branches = "".join(f"    if (ctx[{n % 9}] > {n}) x += ctx[{n % 7}];\n" for n in range(2500))
    slow = TEXT.replace("{\n    struct", "{\n    u64 x = 0;\n" + branches + "    struct")

    async def ask() -> tuple[float, dict[str, Any]]:
        process = AnalysisProcess()
        path = str(tmp_path / "programs.bpf.c")
        await process.ask(path, TEXT, {})
        first = asyncio.ensure_future(process.ask(path, slow, {}))
        await asyncio.sleep(0.5)
        assert not first.done()
        first.cancel()
        began = time.monotonic()
        answer = await process.ask(path, TEXT, {})
        waited = time.monotonic() - began - answer["seconds"]
        await process.stop()
        return waited, answer

    waited, answer = asyncio.run(ask())
    assert len(answer["findings"]) == 2
    assert not answer["abandoned"]
    assert waited < 10
