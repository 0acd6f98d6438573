"""What belongs to the person who runs bpflint is not written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.cli.main import main


@pytest.mark.parametrize("option", ["-o", "--write-baseline"])
def test_a_report_is_not_written_over_a_source(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.bpf.c", "b.bpf.c"):
        Path(name).write_text("int x;\n")
    Path("link").symlink_to("b.bpf.c")
    for target in ("a.bpf.c", "b.bpf.c", "./b.bpf.c", "link"):
        assert main(["--no-cache", option, target, "b.bpf.c"]) == 2
        assert "a report is not written over a source" in capsys.readouterr().err
    assert {Path(name).read_text() for name in ("a.bpf.c", "b.bpf.c")} == {"int x;\n"}
