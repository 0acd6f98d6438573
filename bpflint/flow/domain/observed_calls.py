"""Calls of protocols as paths came to them, of which only the run of the program shows whether they work."""

from __future__ import annotations

from dataclasses import dataclass

from bpflint.base.finding import Step
from bpflint.base.span import Span
from bpflint.flow.domain.values import Value
from bpflint.kernel.protocol import Protocol, Transition
from bpflint.source.model import Call


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call on an object, on a path. `zero` is what the path learnt of its result, None: nothing."""

    call: Call
    name: str
    transition: Transition
    result: Value
    zero: bool | None = None

    def __repr__(self) -> str:
        return f"{self.name}:{self.call.span.line}:{self.zero}"


@dataclass(frozen=True, slots=True)
class Path:
    """How a path came to a call: the states the object can be in, the calls made on it before, and the story.

    `failed` is the last of those calls that is known to have failed here.
    """

    states: frozenset[str]
    attempts: tuple[Attempt, ...]
    failed: Attempt | None
    origin: Span
    steps: tuple[Step, ...]


@dataclass(slots=True, eq=False)
class ObservedCall:
    """One call on the objects of one map, over all paths that reach it.

    `map` is the map's name, "" where it is not known. `root` is the function that the walk began in, and `callback`
    says that it runs later, out of the program's own course. `always` is a path on which the call fails whatever
    earlier runs did; `fresh` one on which it fails unless an earlier run did something; `works` says that on some path
    it need not fail even so. `before` are the calls (by `id()`) on the same map that every path made earlier.
    """

    call: Call
    name: str
    function: str
    protocol: Protocol
    transition: Transition
    map: str
    root: str
    callback: bool
    always: Path | None = None
    fresh: Path | None = None
    works: bool = False
    before: frozenset[int] | None = None
