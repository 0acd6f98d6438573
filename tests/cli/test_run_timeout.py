"""--run-timeout bounds everything, and says what was left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.cli.main import main


def test_what_is_not_done_is_left_out_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in "ab":
        (tmp_path / f"{name}.bpf.c").write_text("int x;\n")
    files = [str(tmp_path / "a.bpf.c"), str(tmp_path / "b.bpf.c")]
    assert main(["--no-cache", "-j", "1", "--run-timeout", "0.000001", *files]) == 2
    said = capsys.readouterr().err
    assert said.count("the time for the whole run was over") == 2
    assert main(["--no-cache", "--run-timeout", "600", *files]) == 0
