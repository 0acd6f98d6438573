"""Ranges of source text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bpflint.base.span import Lines, Span, outside

PATHS = st.sampled_from(["a.h", "b.h"])
LINES = st.integers(1, 12)
SPANS = st.builds(lambda path, line, rows: Span(path, line, 1, line + rows, 1), PATHS, LINES, st.integers(0, 4))


@given(st.lists(st.tuples(PATHS, LINES)), st.lists(SPANS))
def test_lines_outside_are_those_on_no_span(lines: list[tuple[str, int]], spans: list[Span]) -> None:
    found = [line for line in lines if not any(span.has_line(*line) for span in spans)]
    assert list(outside(lines, spans)) == found


@given(st.lists(st.tuples(PATHS, LINES)), SPANS)
def test_lines_that_touch_a_span_are_on_it(lines: list[tuple[str, int]], span: Span) -> None:
    assert Lines(lines).touch(span) == any(span.has_line(*line) for line in lines)
