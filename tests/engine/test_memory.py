"""All workers together fit into the machine."""

from __future__ import annotations

import resource
from multiprocessing import get_context
from pathlib import Path

import pytest

from bpflint.engine import memory

GIB = 1 << 30


@pytest.mark.parametrize(
    ("machine", "wanted", "processes", "each"),
    [
        (64 * GIB, 2, 2, 4 * GIB),
        (8 * GIB, 4, 4, 2 * GIB),
        (6 * GIB, 512, 4, 3 * GIB // 2),
        (GIB, 8, 1, 3 * GIB // 2),
        (None, 8, 8, 4 * GIB),
    ],
)
def test_how_memory_is_shared_out(
    machine: int | None, wanted: int, processes: int, each: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "machine_bytes", lambda: machine)
    assert memory.share_out(wanted) == (processes, each)


def test_a_container_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_CONTAINER", tmp_path / "memory.max")
    alone = memory.machine_bytes()
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.machine_bytes() == alone
    (tmp_path / "memory.max").write_text(f"{GIB // 2}\n")
    assert memory.machine_bytes() == GIB // 2


def test_the_limit_holds() -> None:
    pool = get_context("fork").Process(target=_exceed)
    pool.start()
    pool.join(30)
    assert pool.exitcode == 0


def _exceed() -> None:
    memory.limit_memory(GIB)
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == GIB
    with pytest.raises(MemoryError):
        bytearray(2 * GIB)
