"""A compiler's command line, taken as make and kernel makefiles write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.cli.cc import parted
from bpflint.cli.main import main

SOURCE = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "own.h"
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
SEC("tc") int leaks(struct __sk_buff *skb) { return bpf_task_from_pid(PID) != NULL; }
char LICENSE[] SEC("license") = "GPL";
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inc").mkdir()
    (tmp_path / "inc" / "own.h").write_text("", encoding="utf-8")
    (tmp_path / "leaks.bpf.c").write_text(SOURCE, encoding="utf-8")
    return tmp_path


BUILD = ["clang", "-g", "-O2", "-target", "bpf", "-D", "PID=1", "-Iinc", "-MMD", "-MF", "x.d", "-Wall", "-c"]
BUILD += ["leaks.bpf.c", "-o", "leaks.o"]


@pytest.mark.usefixtures("project")
def test_lints_what_is_to_be_built(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cc", "--kernel", "6.12", "--", *BUILD]) == 1
    captured = capsys.readouterr()
    assert "error[KF403]" in captured.out
    assert "degraded" not in captured.out + captured.err


@pytest.mark.usefixtures("project")
def test_the_command_line_says_how_it_is_built_and_no_table_does(capsys: pytest.CaptureFixture[str]) -> None:
    table = '[[files]]\nmatch = "*.c"\nvariants = [{name = "a", defines = ["PID=1"]}, {name = "b"}]\n'
    Path("bpflint.toml").write_text(table, encoding="utf-8")
    assert main(["cc", "--", *BUILD]) == 1
    assert "variant" not in capsys.readouterr().out
    assert main(["leaks.bpf.c", "--kernel", "6.12", "--", "-Iinc"]) == 1
    assert "= variant: a" in capsys.readouterr().out


@pytest.mark.usefixtures("project")
def test_a_link_has_nothing_to_lint() -> None:
    assert main(["cc", "--", "clang", "a.o", "b.o", "-o", "all"]) == 0


@pytest.mark.usefixtures("project")
def test_needs_a_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cc"]) == 2
    assert "behind --" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_works_as_check_of_kernel_makefiles(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["-D__linux__", "-D__STDC__", "-Wbitwise", "-Wno-return-void", "-nostdinc", "-Iinc", "-D", "PID=1"]
    assert main([*flags, "leaks.bpf.c"]) == 1
    assert "error[KF403]" in capsys.readouterr().out


def test_words_about_the_output_are_left_out() -> None:
    assert parted(BUILD[1:]) == (["leaks.bpf.c"], ["-target", "bpf", "-D", "PID=1", "-Iinc"])
