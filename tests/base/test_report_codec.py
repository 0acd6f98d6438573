"""Reports survive the journey, and bytes that are none make nothing."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpflint.base.finding import Edit, FileReport, Finding, Fix, Level, ProgramReport, Reason, Step
from bpflint.base.report_codec import ReportFormatError, decode, encode
from bpflint.base.span import Span

AT = Span("dir/a\udcff.bpf.c", 1, 2, 3, 4)
STEP = Step(AT, "acquired here")
REASON = Reason("KF201", 7, "not for xdp")
REPORT = FileReport(
    "dir/a\udcff.bpf.c",
    "degraded",
    0.25,
    [STEP],
    [Finding("KF1", "n", Level.ERROR, AT, "m\u2028", programs=("p", "q"), steps=(STEP, STEP), kernels="<6.1")],
    [ProgramReport("a", "p", 1, "xdp", "", limit=REASON, kernels={"6.1": (None, []), "6.2": (False, [REASON])})],
    [STEP],
)
FIXED = Finding("KF2", "n", Level.NOTE, AT, "m", fix=Fix("add", (Edit(AT, "text"), Edit(AT, "")), safe=False))


def test_a_report_comes_back_as_it_was() -> None:
    assert decode(encode(REPORT)) == REPORT
    fixed = FileReport("x", findings=[FIXED])
    assert decode(encode(fixed)) == fixed


def test_what_is_shared_is_written_once() -> None:
    reasons = [Reason("KF201", line, "m" * 1000) for line in range(3)]
    programs = [
        ProgramReport("a", str(number), 1, "xdp", "", kernels={"6.1": (False, reasons)}) for number in range(100)
    ]
    data = encode(FileReport("a", programs=programs))
    assert len(data) < 20_000
    assert decode(data).programs == programs


class _Evil:
    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch /tmp/bpflint-must-not-exist",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"nonsense",
        b"[" * 100_000,
        b"[2,[],[]]",
        b'[1,[],["a","ok",0,[],[],[],[]]]',
        b'[2,[],["a","ok",NaN,[7],[],[],[]]]',
        b'[2,[],["a","ok",0,[-1],[],[],[]]]',
        b'[2,[["Span",["a",1,1,1,1]]],["a","ok",0,[0],[],[],[]]]',
        b'[2,[["Level",[1]]],["a","ok",0,[0],[],[],[]]]',
        b'[2,[["FileReport",[]]],["a","ok",0,[],[],[],[]]]',
        b'[2,[["dataclass",[]]],["a","ok",0,[],[],[],[]]]',
        b'[2,[["Step",[["a",true,1,1,1],"m"]]],["a","ok",0,[0],[],[],[]]]',
        b'[2,[["Step",[["a",' + b"9" * 5000 + b',1,1,1],"m"]]],["a","ok",0,[0],[],[],[]]]',
        pickle.dumps(REPORT),
        pickle.dumps(_Evil()),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ReportFormatError):
        decode(data)
    assert not os.path.exists("/tmp/bpflint-must-not-exist")  # noqa: PTH110


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda each: st.lists(each, max_size=7)
)


@given(st.integers(0, 40), _JSON)
def test_a_changed_part_gives_a_report_or_is_refused(place: int, value: object) -> None:
    document = json.loads(encode(REPORT))
    parts: list[tuple[list[object], int]] = []

    def visit(one: object) -> None:
        if isinstance(one, list):
            for index, each in enumerate(one):
                parts.append((one, index))
                visit(each)

    visit(document)
    holder, index = parts[place % len(parts)]
    holder[index] = value
    try:
        report = decode(json.dumps(document).encode())
    except ReportFormatError:
        return
    assert decode(encode(report)) == report
