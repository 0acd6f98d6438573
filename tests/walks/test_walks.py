"""What walks know of small programs, topic by topic, beside the source: TOPIC.bpf.c and TOPIC.walk.

Each line of a recorded walk is a claim about C or the verifier, and was read as one. How to read it says
tests/support/walk_dump.py.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import fields
from pathlib import Path

import pytest
from known_words import SHOWN
from recorded import rendered
from walk_dump import digest, recording, shown

from bpflint.engine.lint import Engine
from bpflint.flow.domain.state import State
from bpflint.policy.settings import Settings

HERE = Path(__file__).parent
KERNEL = "6.18"


@pytest.mark.parametrize("path", sorted(HERE.glob("*.bpf.c")), ids=lambda path: path.name)
def test_walks_know_what_they_knew(path: Path) -> None:
    """`UPDATE=1 pytest tests/walks` writes it anew; the difference is read before it is committed."""
    source, record = path.read_text(encoding="utf-8"), path.with_name(f"{path.name.partition('.')[0]}.walk")
    with recording() as walks:
        report = Engine(Settings(kernel=KERNEL)).lint_file(str(path))
    assert report.status == "ok", [problem.message for problem in report.problems]
    text = "\n".join(shown(walk, source, brief=True) for walk in walks)
    if os.environ.get("UPDATE"):
        record.write_text(text, encoding="utf-8")
    assert record.read_text(encoding="utf-8") == text


OTHER_KERNELS = ("5.15", "6.1", "6.6", "7.3")
OTHERS = HERE / "other_kernels.txt"


def on_another_kernel(path: Path, kernel: str) -> str:
    """What is recorded of a topic there: a sum, and what is found."""
    with recording() as walks:
        report = Engine(Settings(kernel=kernel)).lint_file(str(path))
    found = sorted({each.rule for each in report.findings})
    total = hashlib.sha256(rendered(report).encode()).hexdigest()[:8]
    return f"{path.name} on {kernel}: {digest(walks)}; {', '.join([*found, total])}"


def test_walks_know_on_other_kernels_what_they_knew() -> None:
    """Written anew like the records; `tools/dump_walk.py` shows what a sum is made of."""
    lines = [on_another_kernel(path, kernel) for path in sorted(HERE.glob("*.bpf.c")) for kernel in OTHER_KERNELS]
    if os.environ.get("UPDATE"):
        OTHERS.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert OTHERS.read_text(encoding="utf-8").splitlines() == lines


def test_every_slot_of_a_state_shows() -> None:
    assert SHOWN.keys() == {each.name for each in fields(State)}
