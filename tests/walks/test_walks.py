"""What walks know of small programs, topic by topic, beside the source: TOPIC.bpf.c and TOPIC.walk.

Each line of a recorded walk is a claim about C or the verifier, and was read as one. How to read it says
tests/support/walk_dump.py.
"""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest
from known_words import SHOWN
from walk_dump import recording, shown

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


def test_every_slot_of_a_state_shows() -> None:
    assert SHOWN.keys() == {each.name for each in fields(State)}
