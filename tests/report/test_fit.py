"""Lines on a narrow terminal: nothing is cut off, nothing is wider, and blanks are where lines break."""

from __future__ import annotations

import os
import pty
import struct
import subprocess
import sys
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpflint.base.safe_text import width
from bpflint.report.fit import fit

WORDS = st.lists(st.text("abcdefghij", min_size=1, max_size=12), min_size=1, max_size=40)


@given(WORDS, st.integers(20, 100))
def test_every_word_is_there_and_no_line_is_too_wide(words: list[str], columns: int) -> None:
    rows = ["".join(text for text, _ in row) for row in fit([(" ".join(words), "message")], columns)]
    assert " ".join(rows).split() == words
    assert all(width(row.rstrip()) <= columns for row in rows)


def test_the_gutter_goes_on() -> None:
    line = [("   | ", "gutter"), ("-----", "step"), (" 2: the reference is acquired here", "step")]
    rows = ["".join(text for text, _ in row).rstrip() for row in fit(line, 24)]
    assert len(rows) == 3
    assert all(row.startswith("   |") for row in rows)


def test_source_and_what_has_no_blank_stays_whole() -> None:
    source = [("34 | ", "gutter"), ("x" * 100, "source")]
    assert list(fit(source, 40)) == [source]
    address = [("docs: ", "label"), ("https://docs.ebpf.io/linux/kfuncs/bpf_task_from_pid/", "link")]
    assert ("https://docs.ebpf.io/linux/kfuncs/bpf_task_from_pid/", "link") in [
        part for row in fit(address, 30) for part in row
    ]


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_a_report_fits(columns: int) -> None:
    example = Path(__file__).resolve().parents[2] / "testdata" / "leaked-reference" / "bad_early_return.bpf.c"
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bpflint", "--color", "never", example.name],
        cwd=example.parent,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    process.wait()
    os.close(ours)
    lines = said.decode().replace("\r\n", "\n").splitlines()
    assert any("KF403" in line for line in lines)
    assert [line for line in lines if len(line) > columns and "https://" not in line] == []
