"""A pull request cannot take a source out of what is linted without a word about it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bpflint.cli.main import main

GOOD = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
SEC("xdp") int pass(struct xdp_md *ctx) { return 2; }
char _license[] SEC("license") = "GPL";
"""
BAD = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
SEC("tp_btf/task_newtask") int bad(void *ctx) { bpf_rcu_read_lock(); return 0; }
char _license[] SEC("license") = "GPL";
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    Path("good.bpf.c").write_text(GOOD)


def put(name: str, text: str = BAD) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text)


def add(*names: str) -> None:
    subprocess.run(["git", "add", "-f", *(names or ["."])], check=True)


def last_line(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main([*arguments, "--no-cache"] if arguments else [".", "--no-cache"])
    return capsys.readouterr().out.rstrip().split("\n")[-1]


@pytest.mark.parametrize("pattern", ["bad.bpf.c", "sub/", "sub/*", "*.bpf.c", "/sub"])
def test_what_is_tracked_is_not_ignored(pattern: str, capsys: pytest.CaptureFixture[str]) -> None:
    put("sub/deep/bad.bpf.c")
    put(".gitignore", pattern + "\n")
    add()
    assert last_line(capsys).startswith("Found 1 error in 1 of 2 files in ")
    assert last_line(capsys, "sub").startswith("Found 1 error in 1 file in ")


def test_beside_it_the_ignored_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    put("build/deep/bad.bpf.c")
    put("build/kept.bpf.c", GOOD)
    put(".gitignore", "build/\n")
    add("build/kept.bpf.c", "good.bpf.c")
    assert last_line(capsys).startswith("No findings in 2 files in ")


def test_where_git_has_no_say_no_gitignore_does(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".git").rename("git")
    put("bad.bpf.c")
    put(".gitignore", "bad.bpf.c\n")
    assert last_line(capsys).startswith("Found 1 error in 1 of 2 files in ")


def test_an_index_that_cannot_be_read_hides_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    put("bad.bpf.c")
    put(".gitignore", "bad.bpf.c\n")
    put(".git/index", "no index")
    main([".", "--no-cache"])
    out, err = capsys.readouterr()
    assert "Found 1 error" in out
    assert "the index of git cannot be read: it does not begin as one; no .gitignore counts" in err


@pytest.mark.parametrize(
    ("name", "also", "why"),
    [
        ("sub/bad.bpf.c", "sub/pyvenv.cfg", "a virtual environment of Python"),
        ("vendor/sub/bad.bpf.c", "vendor/modules.txt", "modules that Go vendored"),
        ("node_modules/bad.bpf.c", "", "packages of npm"),
        (".sub/bad.bpf.c", "", "hidden by a dot"),
        (".bad.bpf.c", "", "hidden by a dot"),
        ("bad.bpf.c", "bpflint.toml", "excluded by the settings"),
        ("sub/bad.bpf.c", "bpflint.toml", "excluded by the settings"),
        # Others are known by what is in them.
        (".sub/bad.c", "", "hidden by a dot"),
        ("node_modules/deep/bad.c", "", "packages of npm"),
        ("bad.c", "bpflint.toml", "excluded by the settings"),
        ("sub/bad.c", "bpflint.toml", "excluded by the settings"),
        ("other/bad.c", "bpflint.toml", "'files' does not name it"),
    ],
)
def test_what_else_is_left_out_is_said(name: str, also: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    put(name)
    if also:
        put(also, 'files = ["*.bpf.c"]\n' if "files" in why else 'exclude = ["sub", "bad*"]\n')
    add()
    said = last_line(capsys)
    assert said.startswith("No findings in 1 file (1 BPF source left out, as --show-files says) in ")
    main(["--show-files", "."])
    assert f"skip  {name}: {why}\n" in capsys.readouterr().out
    main(["--format", "github", "--no-cache", "."])
    assert capsys.readouterr().err == "bpflint: 1 BPF source left out: --show-files says which, and why\n"
    main(["--format", "json", "--no-cache", "."])
    assert json.loads(capsys.readouterr().out)["left_out"] == 1
    main(["--format", "sarif", "--no-cache", "."])
    (invocation,) = json.loads(capsys.readouterr().out)["runs"][0]["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "1 BPF source left out: --show-files says which, and why"
    Path(name).unlink()
    assert last_line(capsys).startswith("No findings in 1 file in "), "what is not there is not missed"


@pytest.mark.parametrize(
    "text", ["int main(void) { return 0; }\n", '#include <linux/module.h>\nint x __section("x");\n']
)
def test_other_c_is_not_missed(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    put(".sub/other.c", text)
    put("node_modules/other.c", text)
    add()
    assert last_line(capsys).startswith("No findings in 1 file in ")
    main(["--show-files", "."])
    assert "other.c" not in capsys.readouterr().out


def test_so_is_what_was_named(capsys: pytest.CaptureFixture[str]) -> None:
    put("bad.bpf.c")
    put("bpflint.toml", 'exclude = ["bad*"]\n')
    said = last_line(capsys, "good.bpf.c", "bad.bpf.c")
    assert said.startswith("No findings in 1 file (1 BPF source left out, as --show-files says) in ")


@pytest.mark.parametrize("around", ["#if 0\n{}#endif\n", "#ifdef NEVER\n{}#endif\n"])
def test_a_part_that_its_whole_does_not_bring_in(around: str, capsys: pytest.CaptureFixture[str]) -> None:
    put("bad.bpf.c")
    put("good.bpf.c", GOOD + around.format('#include "bad.bpf.c"\n'))
    assert last_line(capsys).startswith("Found 1 error in 1 of 2 files in ")
    put("bad.bpf.c", BAD.replace("#include <bpf", '#include "helpers.h"  // <bpf').replace("<vmlinux.h>", '"types.h"'))
    put("helpers.h", "#include <bpf/bpf_helpers.h>\n")
    put("types.h", "#include <vmlinux.h>\n")
    assert last_line(capsys, "bad.bpf.c").startswith("Found 1 error in 1 of 2 files in "), "nor where it is named"


def test_a_part_that_is_brought_in_is_judged_once(capsys: pytest.CaptureFixture[str]) -> None:
    put("sub/part.bpf.c", BAD.replace("char _license", "char _another"))
    put("good.bpf.c", GOOD + '#include "sub/part.bpf.c"\n')
    assert last_line(capsys).startswith("Found 1 error in 1 file in ")
