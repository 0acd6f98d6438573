"""`bpflint doctor`: what it says of a file that is fine, and of one that lacks a header."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.cli.main import main

FINE = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
SEC("tc") int fine(struct __sk_buff *skb) { return LIMIT; }
char LICENSE[] SEC("license") = "GPL";
"""


def test_says_where_everything_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "bpflint.toml").write_text('kernel = ">=6.6"\ndefines = ["LIMIT=3"]\n', encoding="utf-8")
    (tmp_path / "fine.bpf.c").write_text(FINE, encoding="utf-8")
    assert main(["doctor", "fine.bpf.c"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for words in (
        "settings bpflint.toml",
        "kernels >=6.6",
        "vmlinux.h the bundled one",
        "loader auto",
        "machine x86",
        "understood as a whole, 1 program",
        "program fine, section tc: sched_cls",
    ):
        assert words in said


def test_names_what_is_missing_and_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lost.bpf.c").write_text('#include "project/limits.h"\n' + FINE, encoding="utf-8")
    assert main(["doctor", "lost.bpf.c"]) == 2
    said = capsys.readouterr().out
    assert "project/limits.h" in said and "-I DIR" in said
    assert "parts could not be understood" in said


def test_says_in_what_ways_a_file_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "bpflint.toml").write_text(
        '[[files]]\nmatch = "fine.bpf.c"\nvariants = [{name = "small", defines = ["LIMIT=3"]}, {name = "none"}]\n',
        encoding="utf-8",
    )
    (tmp_path / "fine.bpf.c").write_text(FINE, encoding="utf-8")
    assert main(["doctor", "fine.bpf.c"]) == 2
    said = " ".join(capsys.readouterr().out.split())
    assert "variant small -DLIMIT=3 ([[files]] of bpflint.toml)" in said
    assert "variant none ([[files]] of bpflint.toml)" in said
    assert "(variant none)" in said and "(variant small)" not in said


def test_a_file_that_is_not_there_is_told_as_any_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "nowhere.bpf.c"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "bpflint: nowhere.bpf.c: no such file\n")
