"""What the interpreter reports: an event says what went wrong, where, with what, and how the path got there.

Events carry the parts of a sentence and no sentence: the checks turn them into one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bpflint.base.finding import Step
from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.observed_calls import ObservedCall
from bpflint.flow.static.kernel_queries import AnswersUsed
from bpflint.flow.static.well_known import SteppedOver


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that the verifier will refuse on some path.

    `parts` fill the check's sentence: `callee` (the function called), `subject` (the user's expression), `argument`
    (1-based position), `origin` (who gave the object), and what else the case needs. `key` tells mistakes of one kind
    at one place apart.
    `sure` is False where the verifier might know better than the interpreter.
    """

    case: Case
    span: Span
    function: str
    parts: Mapping[str, str]
    steps: tuple[Step, ...]
    key: str
    sure: bool


@dataclass(slots=True)
class Budget:
    """Bounds of one program's analysis. `steps` counts instructions, `states` paths waiting to be followed.

    Nothing is measured in seconds, so that results do not depend on the machine.
    """

    steps: int = 150_000
    states: int = 4_000
    depth: int = 12
    """Frames; the verifier allows 8 for what the compiler did not inline."""
    well_known: frozenset[str] = frozenset()
    """Functions that are not followed again: any number may be what they give, and memory that they reach."""

    def within(self, allowance: Allowance) -> Budget:
        """The same, with no more steps than half of what is left: one program must not starve all others."""
        return self if allowance.steps == math.inf else replace(self, steps=min(self.steps, int(allowance.steps) // 2))


@dataclass(slots=True)
class Allowance:
    """The instructions that may still be followed in a file, for all its programs on all kernels."""

    steps: float = math.inf


@dataclass(slots=True)
class Analysis:
    """What was found along the paths of one program. `gave_up` says where a bound cut paths short."""

    events: list[Event] = field(default_factory=list)
    gave_up: list[Step] = field(default_factory=list)
    steps: int = 0
    calls: dict[tuple[str, Span], bool] = field(default_factory=dict)
    """The calls of kfuncs that paths came to, by function and place.

    True where one comes to it unless the loader sets something.
    """
    passed: set[tuple[str, Span]] = field(default_factory=set)
    """All calls of kfuncs and helpers that paths came to."""
    compiled: set[tuple[str, Span]] = field(default_factory=set)
    """Those of them that are in the compiled program: only what a loader sets may keep paths from coming to them."""
    entered: frozenset[str] = frozenset()
    """The functions that paths ran."""
    whole: bool = False
    """True if no path was cut short or left out: a call in a function that was entered is dead if it is not listed."""
    keyless_calls: bool = False
    """True if a call was made on a keyless path (State.keyless), which newer kernels do not come to."""
    stepped_over: SteppedOver = field(default_factory=SteppedOver)
    """The functions that paths were not followed through."""
    observed_calls: list[ObservedCall] = field(default_factory=list)
    """Calls of protocols whose order only shows at run time."""
    heard: AnswersUsed = field(default_factory=dict)
    """What the paths asked of the kernel, with its answers: one that gives the same is walked in the same way."""
