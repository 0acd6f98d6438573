"""What was recorded is not reported again, wherever bpflint is started and however many files share a header."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.cli.main import main

HEADER = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
static inline int forgets(void)
{
	bpf_rcu_read_unlock();
	return 0;
}
"""
SOURCE = """\
#include "shared.h"
SEC("tp_btf/task_newtask") int %s(void *ctx)
{
	return forgets();
}
char _license[] SEC("license") = "GPL";
"""


def test_a_header_of_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    source = tmp_path / "src"
    source.mkdir()
    (source / "shared.h").write_text(HEADER)
    (source / "a.bpf.c").write_text(SOURCE % "a")
    (source / "b.bpf.c").write_text(SOURCE % "b")
    monkeypatch.chdir(tmp_path)
    assert main(["src"]) == 1
    assert "shared.h" in capsys.readouterr().out
    assert main(["--write-baseline", "known.json", "src"]) == 0
    assert main(["--baseline", "known.json", "src"]) == 0
    assert main(["--baseline", "known.json", "src/b.bpf.c"]) == 0
    monkeypatch.chdir(source)
    assert main(["--baseline", "../known.json", "b.bpf.c", "a.bpf.c"]) == 0
    (source / "shared.h").write_text(HEADER.replace("_unlock", "_unlock(), bpf_rcu_read_unlock"))
    assert main(["--baseline", "../known.json", "a.bpf.c"]) == 1
