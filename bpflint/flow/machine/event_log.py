"""What a walk notes: mistakes, and the calls that paths came to, each with how certain that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from bpflint.base.finding import Step
from bpflint.base.span import Span
from bpflint.flow.domain import last_round
from bpflint.flow.domain.cases import About, Case
from bpflint.flow.domain.events import Analysis, Event
from bpflint.flow.domain.state import State
from bpflint.flow.domain.ways import CERTAIN, Way, is_certain
from bpflint.flow.static.endless_loops import endless_blocks
from bpflint.flow.static.function_summaries import FunctionSummaries
from bpflint.source.control_flow import Function
from bpflint.source.model import Call
from bpflint.source.unit import Unit

_Name = tuple[Case, Span, str]
"""What tells events apart."""
MAX_PLACES = 20
"""Ends of a function at which it is noted that one reference is still held."""
MAX_EVENTS = 1_000
"""Mistakes of one program; nobody reads more, and each has its story."""
MAX_WAYS = 64
"""Ways on which one event is seen that are kept."""


class EventLog:
    """The notes of one program's walks."""

    def __init__(
        self, unit: Unit, summaries: FunctionSummaries, opening: Callable[[Span], int], began_in: Function
    ) -> None:
        self.analysis = Analysis()
        self.stopped = False
        self.left_out = False
        """True once a path was dropped that only looked like another one, or came to what the walk does not follow."""
        self.entered: set[str] = set()
        self.began_in = began_in
        """The function in which the walk began."""
        self.presumed: set[int] = set()
        """Answers to open tests that hold if no loader sets anything."""
        self.undecided: set[int] = set()
        """Open tests that come out either way if no loader sets anything."""
        self._unit = unit
        self._summaries = summaries
        self._opening = opening
        self._ways: dict[_Name, list[Way]] = {}
        """On which ways an event was seen, of which none is certain alone."""
        self._calls: dict[tuple[str, Span], list[Way]] = {}
        """On which ways calls were reached; CERTAIN stands alone."""
        self._unsaid: set[_Name] = set()
        """Events that are dropped unless they are certain."""
        self._events: dict[_Name, Event] = {}
        self._places: dict[tuple[Case, str], int] = {}
        """At how many ends it was noted that something is still held."""
        self._doubted: set[tuple[object, ...]] = set()
        """Events on ways to what cannot be: compilers may leave out all of it."""
        self._used: set[Span] = set()
        """Where a pointer that is not NULL was used."""

    def give_up(self, function: Function, why: str) -> None:
        """Ends the analysis of this program; what was found on complete paths stands."""
        if not self.stopped:
            self.analysis.gave_up.append(Step(function.name_span, f"gave up in {function.name}(): {why}"))
        self.stopped = True

    def report(
        self,
        state: State,
        case: Case,
        span: Span,
        *,
        about: tuple[int, ...] = (),
        key: str = "",
        sure: bool = True,
        opened_at: Span | None = None,
        parts: Mapping[str, str] | None = None,
        only_certain: bool = False,
        at_end: bool = False,
        **more: str,
    ) -> None:
        """Notes a mistake, with less certainty where the path may be impossible, and with `only_certain` not there.

        `parts` and `more` fill the sentence. `about` are the identities that the story is about; `opened_at` is where
        the region began that it is about. `at_end` is for what shows at each end of a function.
        """
        if not self._may_tell(state, case):
            return
        name = (case, span, key)
        known = self._events.get(name)
        sure = sure and not state.doubt and not state.widened
        sure = sure and state.top.block not in endless_blocks(state.top.function)
        if sure and state.way is not CERTAIN:
            sure = False
            ways = self._ways.setdefault(name, [])
            if len(ways) < MAX_WAYS:
                ways.append(state.way)
        if only_certain and known is None and not sure:
            self._unsaid.add(name)
        elif sure:
            self._unsaid.discard(name)
        if known is not None:
            if known.sure or not sure:
                return
            del self._events[name]
        elif not self._has_room(case, key, at_end):
            return
        if opened_at is not None:
            more["opened"] = str(opened_at.line)
            about = (*about, self._opening(opened_at))
        steps = state.steps(frozenset(about), everything=opened_at is not None) if about else ()
        self._events[name] = Event(
            case,
            span,
            state.frames[-1].function.name.removeprefix("____"),
            {**(parts or {}), **more},
            steps,
            key or case.key,
            sure,
        )

    def _has_room(self, case: Case, key: str, at_end: bool) -> bool:
        """False for what was said often enough."""
        if at_end:
            places = self._places[case, key] = self._places.get((case, key), 0) + 1
            if places > MAX_PLACES:
                self.left_out = True
                return False
        if len(self._events) >= MAX_EVENTS:
            self.give_up(self.began_in, "too many mistakes")
            return False
        return True

    def doubt(self, events: Iterable[tuple[object, ...]]) -> None:
        """A path on which these were seen goes on in a way that compilers may know to be impossible."""
        self._doubted.update(events)

    def use(self, span: Span) -> None:
        """A path uses a pointer there that is not NULL."""
        self._used.add(span)

    def come_to(self, state: State, call: Call) -> None:
        """A path comes to a call of a kfunc."""
        if state.doubt or state.widened:
            self.left_out = True
            return
        ways = self._calls.setdefault((state.frames[-1].function.name, call.span), [])
        if ways and ways[0] is CERTAIN:
            return
        if state.way is CERTAIN:
            ways[:] = [CERTAIN]
        elif len(ways) < MAX_WAYS and state.way not in ways:
            ways.append(state.way)

    def finish(self) -> None:
        """Puts down what was seen, now that all paths have been walked."""
        analysis = self.analysis
        analysis.events = self._collected()
        analysis.calls = {key: self._is_certain(ways) for key, ways in self._calls.items()}
        analysis.entered = frozenset(self.entered)
        analysis.whole = not (self.left_out or self.stopped or analysis.events)

    def _collected(self) -> list[Event]:
        """What was noted, now that all paths have been walked."""
        found: list[Event] = []
        for name, event in self._events.items():
            certain = event.sure or self._is_certain(self._ways.get(name, ()))
            if name in self._doubted:
                certain = False
            about = event.case.about
            sure = certain and About.UNSET not in about
            sure = sure and not (About.UNDEFINED in about and event.span not in self._used)
            if certain or name not in self._unsaid:
                found.append(event if event.sure == sure else replace(event, sure=sure))
        return found

    def _is_certain(self, ways: Sequence[Way]) -> bool:
        """True if one of these ways is taken whatever the loader sets, or if it sets nothing."""
        return is_certain(ways) or is_certain(ways, self.presumed, self.undecided)

    def _may_tell(self, state: State, case: Case) -> bool:
        """False where what the case is about was lost: in parsing, or in a loop."""
        if not last_round.may_tell(state, case):
            return False
        if state.widened and About.OPEN not in case.about:
            return False
        if About.HELD in case.about and self._summaries.is_obscure(self.began_in):
            return False
        return not (About.PLACE in case.about and self._unit.lacks_declarations)
