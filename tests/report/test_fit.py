"""Lines on a narrow terminal: nothing is cut off, nothing is wider, and blanks are where lines break."""

from __future__ import annotations

import os
import pty
import struct
from fcntl import ioctl
from itertools import pairwise
from pathlib import Path
from termios import TIOCSWINSZ

import pytest
from forked import start
from hypothesis import given
from hypothesis import strategies as st

from bpflint.base.safe_text import width
from bpflint.report.fit import fit

EXAMPLE = Path(__file__).resolve().parents[2] / "testdata" / "leaked-reference" / "bad_early_return.bpf.c"
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


def shown(columns: int, *arguments: str, errors: bool = False) -> list[str]:
    """The lines that bpflint prints on a terminal of so many columns, to standard output or to standard error."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    nowhere = os.open(os.devnull, os.O_RDWR)
    child = start(
        arguments,
        (nowhere, nowhere, theirs) if errors else (nowhere, theirs, nowhere),
        EXAMPLE.parent,
        {**environment, "NO_COLOR": "1"},
    )
    os.close(nowhere)
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
    os.waitpid(child, 0)
    os.close(ours)
    return said.decode().replace("\r\n", "\n").splitlines()


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize(
    ("command", "told"),
    [
        (EXAMPLE.name, "KF403"),
        ("--help", "--kernel-profile"),
        ("help kernel", "probe"),
        ("rules", "KF403"),
        ("explain KF403", "KF403"),
        ("kfunc bpf_wq_*", "bpf_wq_init"),
        ("kfunc --family workqueue", "bpf_wq_start"),
        ("helper bpf_map_lookup_elem", "void *bpf_map_lookup_elem("),
        ("surface do_unlinkat", "do_unlinkat"),
        (f"compat {EXAMPLE.name}", "6.2"),
        (f"doctor {EXAMPLE.name}", "understood as a whole"),
    ],
)
def test_what_is_shown_fits(command: str, told: str, columns: int) -> None:
    lines = shown(columns, *command.split())
    assert told.split()[0] in " ".join(lines)
    too_wide = [line for line in lines if len(line) > columns]
    # A path, an address or an option is one word.
    words = [line for line in too_wide if " " not in line.strip() or "://" in line or line.startswith("  --")]
    assert [line for line in too_wide if line not in words] == []


def test_a_prototype_is_broken_between_parameters() -> None:
    prototype = "int bpf_wq_set_callback(struct bpf_wq *wq, int (*callback)(void *, int *), unsigned int flags)"
    rows = ["".join(text for text, _ in row).rstrip() for row in fit([("    ", ""), (prototype, "code")], 60)]
    assert len(rows) > 1
    assert all(row.endswith((",", "(", ")")) for row in rows)


def test_a_list_that_is_broken_already_is_broken_anew() -> None:
    """At the width of the terminal alone, whatever the width that pages have in files."""
    lines = shown(60, "helper", "bpf_map_lookup_elem")
    types = lines[lines.index("PROGRAM TYPES") + 1 : lines.index("SEE ALSO") - 1]
    assert len(types) > 4
    assert all(len(line) + len(following.split()[0]) + 1 > 60 for line, following in pairwise(types))
    assert {len(line) - len(line.lstrip()) for line in types[1:]} == {8}
    assert lines[-1], "no empty line at the end"


@pytest.mark.parametrize("columns", [40, 80])
def test_errors_are_broken_between_words(columns: int) -> None:
    lines = shown(columns, "--fail-on", "highest", errors=True)
    assert " ".join(line.strip() for line in lines).startswith(
        "bpflint: invalid value for '--fail-on': 'highest' is not"
    )
    assert len(lines) > 1
    assert all(len(line) <= columns for line in lines)
    assert all(line.startswith("    ") for line in lines[1:])
