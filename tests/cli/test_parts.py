"""A source that another one includes, named by itself: what a hook does that passes the files that were changed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bpflint.cli.main import main

WHOLE = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
#include "part.bpf.c"
char LICENSE[] SEC("license") = "GPL";
"""
PART = 'SEC("tc") int part(struct __sk_buff *skb) { return %s; }\n'
LEAK = PART % "bpf_task_from_pid(1) != NULL"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("whole.bpf.c").write_text(WHOLE, encoding="utf-8")
    Path("part.bpf.c").write_text(LEAK, encoding="utf-8")


def test_the_whole_is_linted_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--kernel", "6.12", "--format", "concise", "--fail-on-degraded", "part.bpf.c", "whole.bpf.c"]) == 1
    captured = capsys.readouterr()
    assert captured.out.count("KF403") == 1
    assert captured.out.startswith("part.bpf.c:1:")
    assert "part.bpf.c is a part of whole.bpf.c, which is linted in its place" in captured.err


def test_standard_input_stands_for_the_part(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for text, code in (PART % "0", 0), (LEAK, 1), (PART % "0", 0):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert main(["--kernel", "6.12", "--stdin-filename", "part.bpf.c", "-"]) == code, text
    capsys.readouterr()
    assert main(["--kernel", "6.12", "whole.bpf.c"]) == 1, "nothing that standard input had is kept"


def test_a_compiler_that_builds_the_part_by_itself_is_believed(capsys: pytest.CaptureFixture[str]) -> None:
    Path("part.bpf.c").write_text("int part(void) { return 0; }\n", encoding="utf-8")
    assert main(["cc", "--", "clang", "-target", "bpf", "-c", "part.bpf.c"]) == 0
    assert "which is linted in its place" not in capsys.readouterr().err


def test_comments_are_written_into_the_part_that_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    leak = LEAK.replace("tc", "xdp").replace("__sk_buff", "xdp_md").replace("part(", "whole(")
    Path("whole.bpf.c").write_text(WHOLE + leak, encoding="utf-8")
    assert main(["--kernel", "6.12", "--add-ignore", "part.bpf.c"]) == 0
    assert "silenced 1 finding, left 1 in files that were not given" in capsys.readouterr().err
    assert "bpflint: disable=KF403" in Path("part.bpf.c").read_text(encoding="utf-8")
    assert Path("whole.bpf.c").read_text(encoding="utf-8") == WHOLE + leak
