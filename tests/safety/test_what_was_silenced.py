"""Whoever reads a report learns how much was kept from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bpflint.cli.main import main

SOURCE = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include "part.h"
SEC("tp_btf/task_newtask") int {0}(void *ctx)
{{
	bpf_rcu_read_lock();
	return part(); /* bpflint: disable=KF407 for a test */
}}
SEC("tp_btf/task_newtask") int {0}_2(void *ctx)
{{
	bpf_rcu_read_unlock();
	return 0;
}}
char _license[] SEC("license") = "GPL";
"""
HEADER = "static inline int part(void) { return 0; }\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("part.h").write_text(HEADER)
    Path("a.bpf.c").write_text(SOURCE.format("a"))


def last_line(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main([*arguments, "a.bpf.c"])
    return capsys.readouterr().out.rstrip().split("\n")[-1]


def test_comments_and_configuration_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert last_line(capsys).startswith("Found 1 error in 1 file (1 silenced by comments) in ")
    Path("bpflint.toml").write_text('ignore = ["KF407"]\n')
    assert last_line(capsys).startswith("No findings in 1 file (2 silenced by configuration) in ")
    Path("bpflint.toml").write_text('[per-file-ignores]\n"a.*" = ["KF4"]\n')
    assert last_line(capsys).startswith("No findings in 1 file (2 silenced by configuration) in ")
    assert last_line(capsys, "--no-config").startswith("Found 1 error in 1 file (1 silenced by comments) in ")


def test_the_baseline_counts_too(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--write-baseline", "known.json", "a.bpf.c"])
    assert last_line(capsys, "--baseline", "known.json").startswith(
        "No findings in 1 file (1 silenced by comments, 1 by the baseline) in "
    )
    main(["--format", "json", "--baseline", "known.json", "a.bpf.c"])
    assert json.loads(capsys.readouterr().out)["silenced"] == {"comments": 1, "configuration": 0, "baseline": 1}


def test_comments_need_not_be_trusted(capsys: pytest.CaptureFixture[str]) -> None:
    assert last_line(capsys, "--ignore-comments").startswith("Found 2 errors in 1 file in ")
    Path("a.bpf.c").write_text("/* bpflint: disable-file=all */\n" + SOURCE.format("a"))
    assert "No findings" in last_line(capsys)
    assert last_line(capsys, "--ignore-comments").startswith("Found 2 errors in 1 file in ")


def test_nothing_is_said_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.bpf.c").write_text("int x;\n")
    assert "silenced" not in last_line(capsys)
