"""How much of a file was understood, and what went wrong in reading it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bpflint.base.span import Span


class Status(Enum):
    OK = "ok"
    DEGRADED = "degraded"
    """Something was lost in parsing (an unknown type, a missing header); what remains was analysed."""
    FAILED = "failed"
    """Could not be analysed at all."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What the parser complained about, and what was lost by it."""

    span: Span
    message: str
    fatal: bool = False
