"""A compiler's command line, taken as make and kernel makefiles write it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bpflint.cli.compiler_line import parted
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
@pytest.mark.parametrize(
    "words",
    [
        ["clang", "a.o", "b.o", "-o", "all"],
        ["clang", "--version"],
        ["clang", "-v", "-E", "-"],
        ["clang", "-dM", "-E", "-x", "c", "/dev/null"],
        ["clang", "-print-resource-dir"],
        ["clang", "-Iinc", "-MM", "leaks.bpf.c"],
        ["gcc", "-O2", "-Iinc", "-c", "loader.c", "-o", "loader.o"],
    ],
    ids=" ".join,
)
def test_a_build_asks_for_more_than_bpf(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("loader.c").write_text("#include <stdio.h>\nint main(void) { return 0; }\n", encoding="utf-8")
    assert main(["cc", "--", *words]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cc"], "behind --"),
        (["cc", "--", "clang"], "no C source in the compiler's command line"),
        (["cc", "--", "clang", "-O2", "-target", "bpf"], "no C source in the compiler's command line"),
        (["cc", "--", "clang", "-target", "bpf", "-c", "absent.bpf.c"], "absent.bpf.c: no such file"),
        (["cc", "--", "clang", "@absent.rsp"], "@absent.rsp: cannot be read"),
        (["cc", "--kernal", "6.1", "--", *BUILD], "'--kernel'"),
    ],
)
def test_says_what_it_needs(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_reads_a_response_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path("args.rsp").write_text(" ".join(BUILD[1:]), encoding="utf-8")
    assert main(["cc", "--kernel", "6.12", "--", "clang", "@args.rsp"]) == 1
    assert "error[KF403]" in capsys.readouterr().out


MAKEFILE = """\
CHECK ?= bpflint
BPF_CFLAGS := -Iinc -D PID=1 -Wall -Wno-unused-function -fno-stack-protector -std=gnu11 -mllvm -bpf-stack-size=256
BPF_CFLAGS += -g -O2 -mcpu=v3 -target bpf
%.bpf.o: %.bpf.c
\t$(CHECK) $(BPF_CFLAGS) -c $< -o $@
"""


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("options", ["-v", "--quiet --kernel 6.12", "--kernel=6.12 -o report.txt --format concise"])
def test_works_as_check_of_a_makefile(project: Path, options: str) -> None:
    (project / "Makefile").write_text(MAKEFILE, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    check = f"CHECK={sys.executable} -m bpflint {options}"
    done = subprocess.run(
        ["make", check, "leaks.bpf.o"], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    report = project / "report.txt"
    said = report.read_text(encoding="utf-8") if report.exists() else done.stdout
    assert "KF403" in said
    assert "degraded" not in said + done.stderr
    assert not (project / "leaks.bpf.o").exists()
    assert "Error 1" in done.stderr


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-kernel", "6.1", "-O2", "leaks.bpf.c"], "no such option '-kernel'; did you mean '--kernel'?"),
        (["-fromat", "json", "-O2", "leaks.bpf.c"], "no such option '-fromat'; did you mean '--format'?"),
        (["-fail-on=note", "-Wall", "leaks.bpf.c"], "no such option '-fail-on=note'; did you mean '--fail-on'?"),
        (["--kernal", "6.1", "-O2", "leaks.bpf.c"], "'--kernel'"),
        (["-Wall", "inc"], "no such option '-Wall'; what the compiler is to hear stands behind --"),
    ],
)
def test_a_typo_is_no_option_of_a_compiler(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_works_as_check_of_kernel_makefiles(capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["-D__linux__", "-D__STDC__", "-Wbitwise", "-Wno-return-void", "-nostdinc", "-Iinc", "-D", "PID=1"]
    assert main([*flags, "leaks.bpf.c"]) == 1
    assert "error[KF403]" in capsys.readouterr().out


def test_words_about_the_output_are_left_out() -> None:
    build = parted([*BUILD[1:], "-Xclang", "-target-feature", "-mllvm", "-bpf-stack-size=256", "-Wp,-MD,x.d"])
    assert build.sources == ["leaks.bpf.c"]
    assert build.flags == ["-target", "bpf", "-D", "PID=1", "-Iinc"]
    assert build.is_for_bpf


def test_a_response_file_that_never_ends_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("endless.rsp")
    assert main(["cc", "--", "clang", "@endless.rsp"]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert "@endless.rsp: cannot be read" in said
