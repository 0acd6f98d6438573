"""What strangers wrote is shown safely, and every column is accounted for."""

from __future__ import annotations

import samples
from hypothesis import example, given
from hypothesis import strategies as st

from bpflint.base.finding import Finding, Level, Step
from bpflint.base.safe_text import clean, crop, printable, show_line, width
from bpflint.base.sources import Sources
from bpflint.base.span import Span
from bpflint.report.excerpt import excerpt
from bpflint.report.text import plain

texts = st.text(max_size=80)


def test_escapes() -> None:
    assert clean("a\x1b[31m\u202e\udcff\U000e0001\n") == "a\\x1b[31m\\u202e\\udcff\\U000e0001\\x0a"
    assert printable("a\n\tb\x00") == "a\n\tb\\x00"


def test_widths() -> None:
    assert width("abc") == 3
    assert width("日本") == 4
    assert width("e\u0301") == 1


def test_columns_of_a_line() -> None:
    line = show_line("\tx日y")
    assert line.text == "    x日y"
    assert line.columns == (0, 4, 5, 7, 8)
    assert [line.column(number) for number in (0, 1, 2, 3, 4, 5, 99)] == [0, 0, 4, 5, 7, 8, 8]


def test_crop() -> None:
    assert crop("abcdef", 0, 10) == "abcdef"
    assert crop("abcdef", 0, 4) == "abc…"
    assert crop("abcdef", 2, 5) == "…d…"


@given(texts)
def test_clean_text_has_one_printable_line(text: str) -> None:
    assert clean(text).isprintable()
    assert clean(clean(text)) == clean(text)


@given(texts)
def test_columns_add_up(text: str) -> None:
    line = show_line(text)
    assert len(line.columns) == len(text) + 1
    assert list(line.columns) == sorted(line.columns)
    assert line.columns[-1] == width(line.text)


@given(texts, st.integers(0, 60), st.integers(0, 60))
@example("000000\u094d000\u094d0", 6, 3)  # marks that are drawn over the characters at both ends
def test_crop_fits(text: str, start: int, length: int) -> None:
    shown = clean(text)
    assert width(crop(shown, start, start + length)) <= max(length, 0) + 1


spans = st.builds(
    Span,
    st.sampled_from(["a.c", "b.c", ""]),
    st.integers(-1, 9),
    st.integers(-1, 90),
    st.integers(-1, 9),
    st.integers(-1, 90),
)


@given(st.text(alphabet="ab\t\n日\x1b;", max_size=300), spans, st.lists(spans, max_size=15), st.integers(20, 100))
def test_any_excerpt_is_printable_and_fits(text: str, place: Span, steps: list[Span], columns: int) -> None:
    story = tuple(Step(span, "s") for span in steps)
    finding = Finding("KF401", "call-order", Level.ERROR, place, "m", steps=story)
    for line in plain(excerpt(finding, Sources({"a.c": text, "b.c": samples.SOURCE}), columns)).splitlines():
        assert line.isprintable()
        assert width(line) <= max(columns, 30) + len(" 15: s; 14: s") * 16
