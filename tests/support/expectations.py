"""What the comments in a file under testdata/ say should be found.

    p->x = 1; // expect: KF406          a finding of this rule begins on this line (several ids: with commas)
    p->y = 1; // expect: KF406 warning  it has this level instead of the rule's own
    p = f();  // note: may be NULL      a step of some finding's story is on this line
    q->x = 1; // silent: checked above  nothing is found on this line
    r->x = 1; // miss: KF406            known not to be found; fails the day it is
    // bpflint: kernel=6.1              options of the run, in the first line only

Anything found and not expected is a failure, and the reverse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

TESTDATA = Path(__file__).resolve().parents[2] / "testdata"
FILES = sorted(TESTDATA.glob("*/*.bpf.c"))

_COMMENT = re.compile(r"//\s*(expect|note|silent|miss):\s*(.*?)\s*(?=//|$)")
_OPTIONS = re.compile(r"// bpflint:\s*(.*)")
_ID = re.compile(r"\b((?:KF|BP)\d{3})\b(?: (error|warning|note)\b)?")
KNOWN_OPTIONS = frozenset({"kernel", "select"})

Place = tuple[int, str]
"""A line (1-based) and a rule's id."""


@dataclass
class Expectations:
    """The comments of one file."""

    expected: set[Place] = field(default_factory=set)
    levels: dict[Place, str] = field(default_factory=dict)
    """Those that are not the rule's own."""
    misses: set[Place] = field(default_factory=set)
    notes: set[int] = field(default_factory=set)
    silent: set[int] = field(default_factory=set)
    options: dict[str, str] = field(default_factory=dict)


def read_expectations(text: str) -> Expectations:
    """Raises ValueError for a comment that says nothing: an id that is none, an option nobody knows."""
    found = Expectations()
    lines = text.splitlines()
    if lines and (match := _OPTIONS.match(lines[0])):
        found.options = dict(word.partition("=")[::2] for word in match[1].split())
        if unknown := set(found.options) - KNOWN_OPTIONS:
            raise ValueError(f"unknown options {sorted(unknown)}")
    for number, line in enumerate(lines, 1):
        for word, rest in _COMMENT.findall(line):
            if word in ("expect", "miss"):
                ids = _ID.findall(rest)
                if not ids:
                    raise ValueError(f"line {number}: '{word}:' names no rule")
                (found.expected if word == "expect" else found.misses).update((number, rule) for rule, _ in ids)
                found.levels.update({(number, rule): level for rule, level in ids if level})
            elif word == "note":
                found.notes.add(number)
            else:
                found.silent.add(number)
    return found
