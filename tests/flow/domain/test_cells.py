"""Memory is what was last written there, byte by byte."""

from __future__ import annotations

from bpflint.flow.domain.cells import Cells
from bpflint.flow.domain.values import UNKNOWN, ZERO, Scalar

ONE, TWO = Scalar(1, 1), Scalar(2, 2)


def test_what_was_written_is_read() -> None:
    cells = Cells().written(8, 4, ONE).written(12, 4, TWO)
    assert (cells.read(8, 4), cells.read(12, 4)) == (ONE, TWO)
    assert (cells.read(4, 4), cells.read(16, 4)) == (None, None)
    assert [cells.read(*part) for part in ((6, 4), (8, 2), (9, 1), (8, 8), (14, 4), (8, 0))] == [UNKNOWN] * 6


def test_a_write_ends_what_it_touches() -> None:
    cells = Cells().written(0, 8, ONE).written(8, 8, TWO).written(4, 8, ONE)
    assert (cells.read(4, 8), cells.read(0, 4), cells.read(12, 4)) == (ONE, None, None)
    assert Cells().written(0, 8, ONE).written(0, 8, TWO).read(0, 8) == TWO
    assert Cells().written(0, 8, ONE).written(8, 8, TWO).read(0, 8) == ONE


def test_zeros() -> None:
    cells = Cells().written(0, 8, ONE).written(16, 8, ONE).zeroed(4, 12)
    assert (cells.read(4, 4), cells.read(12, 4), cells.read(4, 12)) == (ZERO, ZERO, ZERO)
    assert (cells.read(0, 4), cells.read(0, 8), cells.read(16, 8)) == (None, UNKNOWN, ONE)
    assert (cells.read(12, 8), cells.read(2, 4)) == (UNKNOWN, UNKNOWN)
    assert cells.written(8, 4, TWO).read(8, 4) == TWO


def test_a_copy_takes_along_values_and_zeros() -> None:
    source = Cells().zeroed(0, 32).written(8, 8, ONE).written(20, 8, TWO)
    cells = Cells().written(92, 8, TWO).written(104, 8, TWO).written(116, 8, TWO).copied(100, 16, source, 8)
    assert cells.read(100, 8) == ONE
    assert cells.read(92, 8) == TWO
    assert cells.read(116, 8) == TWO
    assert cells.read(108, 4) == ZERO
    assert cells.read(112, 8) is not TWO, "only a part of it was copied"


def test_a_copy_ends_zeros_that_it_covers() -> None:
    cells = Cells().zeroed(96, 32).copied(104, 8, Cells().written(0, 8, ONE), 0)
    assert (cells.read(96, 8), cells.read(104, 8), cells.read(112, 16)) == (ZERO, ONE, ZERO)
    assert Cells().zeroed(96, 32).copied(104, 8, Cells(), 0).read(104, 8) is None
    moved = Cells().copied(40, 8, Cells().zeroed(0, 16), 4)
    assert (moved.read(40, 8), moved.read(36, 4), moved.read(48, 4)) == (ZERO, None, None)
