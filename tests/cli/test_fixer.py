"""Fixes change what they say, nothing else, and nothing outside the files that were linted."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpflint.base.finding import Edit, Finding, Fix, Level
from bpflint.base.span import Span
from bpflint.cli.fixer import plan


def finding(*edits: Edit, safe: bool = True) -> Finding:
    return Finding("KF103", "missing-ksym", Level.ERROR, edits[0].span, "m", fix=Fix("fix it", edits, safe))


def edit(path: Path | str, line: int, start: int, end: int, text: str, end_line: int = 0) -> Edit:
    return Edit(Span(str(path), line, start, end_line or line, end), text)


def fixed(path: Path, *findings: Finding) -> bytes:
    for patch in plan(findings, [str(path)]):
        patch.write()
    return path.read_bytes()


def make(directory: Path, content: bytes) -> Path:
    path = directory / "a.bpf.c"
    path.write_bytes(content)
    return path


def test_replace_insert_delete(tmp_path: Path) -> None:
    path = make(tmp_path, b"one two three\nfour\n")
    edits = (edit(path, 1, 5, 8, "2"), edit(path, 2, 1, 1, "0 "), edit(path, 1, 9, 14, ""))
    assert fixed(path, finding(*edits)) == b"one 2 \n0 four\n"


def test_columns_count_characters_and_bytes_survive(tmp_path: Path) -> None:
    path = make(tmp_path, b"\xc3\xbc x;\r\n\xff\r\n")
    assert fixed(path, finding(edit(path, 1, 3, 4, "a\nb"))) == b"\xc3\xbc a\r\nb;\r\n\xff\r\n"


def test_lines_that_are_not_utf8_are_left_alone(tmp_path: Path) -> None:
    path = make(tmp_path, b"\xff x;\n")
    assert plan([finding(edit(path, 1, 3, 4, "y"))], [str(path)]) == []


def test_edit_over_lines(tmp_path: Path) -> None:
    path = make(tmp_path, b"a\nb\nc\n")
    assert fixed(path, finding(edit(path, 1, 1, 1, "", end_line=3))) == b"c\n"


def test_first_of_a_clash_wins_and_is_whole(tmp_path: Path) -> None:
    path = make(tmp_path, b"abcdef ghi\n")
    first = finding(edit(path, 1, 1, 4, "X"))
    second = finding(edit(path, 1, 3, 6, "Y"), edit(path, 1, 8, 11, "Z"))
    (patch,) = plan([first, second], [str(path)])
    assert patch.after == "Xdef ghi\n"
    assert patch.applied == [first]


def test_same_edit_from_two_findings(tmp_path: Path) -> None:
    path = make(tmp_path, b"abc\n")
    both = [finding(edit(path, 1, 1, 2, "X")), finding(edit(path, 1, 1, 2, "X"))]
    (patch,) = plan(both, [str(path)])
    assert patch.after == "Xbc\n"
    assert patch.applied == both


def test_overlap_within_one_fix_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path, b"abc\n")
    assert plan([finding(edit(path, 1, 1, 3, "X"), edit(path, 1, 2, 4, "Y"))], [str(path)]) == []


def test_unsafe_is_left_alone(tmp_path: Path) -> None:
    path = make(tmp_path, b"abc\n")
    assert plan([finding(edit(path, 1, 1, 2, "X"), safe=False)], [str(path)]) == []


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    path = make(tmp_path, b"abc\n")
    header = tmp_path / "a.h"
    header.write_text("int f();\n")
    assert plan([finding(edit(path, 1, 1, 2, "X"), edit(header, 1, 1, 4, "long"))], [str(path)]) == []


def test_links_are_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("abc\n")
    link = tmp_path / "a.bpf.c"
    link.symlink_to(target)
    assert plan([finding(edit(link, 1, 1, 2, "X"))], [str(link)]) == []


@pytest.mark.parametrize(
    "place", [(0, 1, 2, 0), (9, 1, 2, 0), (1, 1, 99, 0), (1, 99, 100, 0), (2, 1, 1, 1), (1, 0, 1, 0), (1, 3, 2, 0)]
)
def test_places_outside_the_file_are_refused(tmp_path: Path, place: tuple[int, int, int, int]) -> None:
    path = make(tmp_path, b"abc\ndef\n")
    line, start, end, end_line = place
    assert plan([finding(edit(path, line, start, end, "X", end_line))], [str(path)]) == []


def test_file_changed_in_the_meantime(tmp_path: Path) -> None:
    path = make(tmp_path, b"abc\n")
    (patch,) = plan([finding(edit(path, 1, 1, 2, "X"))], [str(path)])
    path.write_bytes(b"other\n")
    with pytest.raises(OSError, match="changed in the meantime"):
        patch.write()
    assert path.read_bytes() == b"other\n"


def test_permissions_stay(tmp_path: Path) -> None:
    path = make(tmp_path, b"abc\n")
    path.chmod(0o640)
    fixed(path, finding(edit(path, 1, 1, 2, "X")))
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.bpf.c"]


def test_diff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path, b"abc\nlast")
    (patch,) = plan([finding(edit("a.bpf.c", 1, 1, 2, "X"))], ["a.bpf.c"])
    assert patch.diff() == (
        "--- a/a.bpf.c\n+++ b/a.bpf.c\n@@ -1,2 +1,2 @@\n-abc\n+Xbc\n last\n\\ No newline at end of file\n"
    )


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 4), st.text("xy", max_size=2)), max_size=6))
def test_accepted_edits_never_overlap(edits: list[tuple[int, int, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as directory:
        path = make(Path(directory), b"abcdefghijklmnop\n")
        findings = [finding(edit(path, 1, start, start + length, text)) for start, length, text in edits]
        for patch in plan(findings, [str(path)]):
            spans = sorted({(f.span.column, f.span.end_column) for f in patch.applied})
            assert all(one[1] < other[0] for one, other in pairwise(spans))
