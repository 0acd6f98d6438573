"""Follows objects in map values through their protocols, along the paths that the interpreter walks.

The kernel accepts any order of these calls when it loads a program; out of order they return an error at run time. For
every call this module keeps, over all paths that reach it, whether the object can be in a state in which the call
works: whatever earlier runs did, and if nothing touched it before this run. It accuses nobody, the checks do.

An object is known by the call that returned it (a map lookup). Objects that a callback or a global function is handed
are left alone, since whoever handed them over may have set them up: that way it errs towards silence.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bpflint.base.finding import Step
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.observed_calls import Attempt, ObservedCall, Path
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, Pointer, Region, RegionKind, Scalar, Value
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.observers import when_settled
from bpflint.kernel.protocol import Enforced, Place, Protocol, Protocols, Transition, When
from bpflint.source.model import Call

MAX_ATTEMPTS = 24
"""Calls on one object along one path; an object with more is left alone."""


class _Key:
    """An object: its place, and the protocol it follows ("" for the memory it is in).

    The text leaves identities out, because the interpreter compares paths by it.
    """

    __slots__ = ("offset", "protocol", "region")

    def __init__(self, protocol: str, region: Region, offset: int = 0) -> None:
        self.protocol = protocol
        self.region = region
        self.offset = offset

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Key)
            and self.region is other.region
            and self.offset == other.offset
            and self.protocol == other.protocol
        )

    def __hash__(self) -> int:
        return hash((id(self.region), self.offset, self.protocol))

    def __repr__(self) -> str:
        return f"{self.protocol} in {_map_of(self.region)} at {self.offset}"


@dataclass(frozen=True, slots=True)
class _Origin:
    """The call that returned some memory. `new` says that the path itself has just put the element there."""

    call: Call
    new: bool

    def __repr__(self) -> str:
        return f"from line {self.call.span.line}, {self.new}"


@dataclass(frozen=True, slots=True)
class _History:
    """What was done to an object. `known` is False once something else may have changed its state."""

    attempts: tuple[Attempt, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class _Update:
    """The path put an element into a map, under a key of this value."""

    key: Value
    result: Value

    def __repr__(self) -> str:
        return "update"


def is_followed(protocol: Protocol) -> bool:
    """True for the protocols whose order only shows at run time, and whose objects live in map values."""
    return protocol.enforced is Enforced.RUN_TIME and protocol.subject.lives_in is Place.MAP_VALUE


@dataclass(slots=True)
class ProtocolObserver:
    """Watches the calls of one program. `observed_calls` is what it saw."""

    protocols: Protocols
    observed_calls: dict[tuple[int, str, str, bool], ObservedCall] = field(default_factory=dict)

    def follows(self, names: Iterable[str]) -> bool:
        """True if a program that calls `names` does anything that is worth watching."""
        return any(is_followed(protocol) for name in names for protocol in self.protocols.of_call(name))

    def called(
        self, engine: Machine, state: State, call: Call, name: str, args: tuple[Value, ...], result: Value
    ) -> None:
        """A kfunc or helper `name` was called with `args`; `result` is what it gave."""
        for protocol in self.protocols.of_call(name):
            if is_followed(protocol):
                for transition in protocol.calls[name]:
                    if 0 <= transition.argument < len(args):
                        if engine.kfunc(name) is None:
                            _check_place(engine, state, call, protocol, transition, args)
                        self._take(state, Attempt(call, name, transition, result), protocol, args)
        for protocol in self.protocols:
            if name in protocol.resets and is_followed(protocol):
                _reset(state, name, args, protocol.resets[name], result)
                break
        if isinstance(result, Pointer) and result.region.kind is RegionKind.MAP_VALUE:
            _looked_up(state, call, args, result.region)

    def settled(self, state: State, data: object, zero: bool) -> None:
        """The result of an earlier call turned out to be zero, or not."""
        assert isinstance(data, tuple)
        key, call = data
        history = state.objects.get(key)
        if isinstance(history, _History):
            attempts = tuple(replace(one, zero=zero) if one.call is call else one for one in history.attempts)
            state.objects[key] = replace(history, attempts=attempts)

    def _take(self, state: State, attempt: Attempt, protocol: Protocol, args: tuple[Value, ...]) -> None:
        value = args[attempt.transition.argument]
        if not isinstance(value, Pointer) or value.offset is None or value.region.kind is not RegionKind.MAP_VALUE:
            self._note(state, attempt, protocol, "", None, None)
            return
        map_name = _map_of(value.region)
        made_key = ("made", protocol.name, map_name)
        made = state.objects.get(made_key, ())
        assert isinstance(made, tuple)
        key = _Key(protocol.name, value.region, value.offset)
        history = state.objects.get(key, _History())
        origin = state.objects.get(_Key("", value.region))
        assert isinstance(history, _History)
        ways: tuple[Path, Path] | None = None
        if isinstance(origin, _Origin) and history.known and not state.widened and len(history.attempts) < MAX_ATTEMPTS:
            others = set(made) - {id(one.call) for one in history.attempts}
            steps = state.steps(frozenset(one for one in (value.null, value.life) if one))
            ways = _ways(state, protocol, history, origin, aliased=bool(others), steps=steps)
        self._note(state, attempt, protocol, map_name, ways, made)
        state.objects[made_key] = tuple(sorted({*made, id(attempt.call)}))
        if len(history.attempts) < MAX_ATTEMPTS:
            state.objects[key] = replace(history, attempts=(*history.attempts, attempt))
            when_settled(state, self, attempt.result, (key, attempt.call))

    def _note(
        self,
        state: State,
        attempt: Attempt,
        protocol: Protocol,
        map_name: str,
        ways: tuple[Path, Path] | None,
        made: tuple[int, ...] | None,
    ) -> None:
        call, transition = attempt.call, attempt.transition
        root = state.frames[0].function.name
        callback = any(frame.role for frame in state.frames)
        key = (id(call), map_name, root, callback)
        observed = self.observed_calls.get(key)
        if observed is None:
            function = state.frames[-1].function.name
            observed = ObservedCall(call, attempt.name, function, protocol, transition, map_name, root, callback)
            self.observed_calls[key] = observed
        before = frozenset(made or ())
        observed.before = before if observed.before is None else observed.before & before
        if ways is None:
            observed.works = True
            return
        whatever, fresh = ways
        if _fails(transition, whatever.states):
            observed.always = observed.always or whatever
        elif _fails(transition, fresh.states):
            if observed.fresh is None or (observed.fresh.failed and not fresh.failed):
                observed.fresh = fresh
        else:
            observed.works = True


def _ways(
    state: State, protocol: Protocol, history: _History, origin: _Origin, *, aliased: bool, steps: tuple[Step, ...]
) -> tuple[Path, Path]:
    """The object as it can be whatever earlier runs did, and as it is if they did nothing."""
    every, first = frozenset(protocol.states), frozenset({protocol.start})
    failed = next((one for one in reversed(history.attempts) if _succeeded(state, one) is False), None)

    def path(states: frozenset[str]) -> Path:
        for attempt in history.attempts:
            states = _after(state, protocol, attempt, states)
        return Path(states, history.attempts, failed, origin.call.span, steps)

    # Another pointer into the same map may be to the same element.
    return path(first if origin.new and not aliased else every), path(every if aliased else first)


def _fails(transition: Transition, states: frozenset[str]) -> bool:
    """True if the call fails in each of `states`. No states at all: the path cannot be, and nothing follows from it."""
    return bool(states) and not transition.harmless and all(state in transition.errors for state in states)


def _after(state: State, protocol: Protocol, attempt: Attempt, states: frozenset[str]) -> frozenset[str]:
    transition = attempt.transition
    succeeded = _succeeded(state, attempt)
    low, high = state.range(attempt.result)
    own_errors = {-getattr(errno, name) for name in transition.errors.values()}
    after: set[str] = set()
    for one in states:
        if one in transition.errors:
            code = -getattr(errno, transition.errors[one])
            if succeeded is not True and low <= code <= high:
                after.add(one)
            continue
        if succeeded is not False:
            after.add(transition.to or one)
        # A failure for another reason (no memory) leaves the object as it was; it has another code.
        if succeeded is not True and not (low == high and low in own_errors):
            after.add(transition.otherwise or one)
    return frozenset(protocol.states) if after & protocol.transient else frozenset(after)


def _succeeded(state: State, attempt: Attempt) -> bool | None:
    """Whether the call took its effect, as far as the path knows."""
    zero = attempt.zero if attempt.zero is not None else state.nullness(attempt.result)
    match attempt.transition.when:
        case When.ALWAYS:
            return True
        case When.RETURNS_ZERO:
            return zero
        case When.RETURNS_NON_NULL:
            return None if zero is None else not zero
        case When.RETURNS_NON_NEGATIVE:
            low, high = state.range(attempt.result)
            return True if low >= 0 else False if high < 0 else None


def _map_of(region: Region) -> str:
    return region.map.name if region.map is not None else ""


def _looked_up(state: State, call: Call, args: tuple[Value, ...], region: Region) -> None:
    # A loop looks elements up again and again: only the latest of each call is followed, or paths would never be equal.
    old = {
        key.region
        for key, origin in state.objects.items()
        if isinstance(key, _Key) and isinstance(origin, _Origin) and origin.call is call
    }
    for key in [key for key in state.objects if isinstance(key, _Key) and key.region in old]:
        del state.objects[key]
    update = state.objects.get(("update", _map_of(region)))
    new = False
    if isinstance(update, _Update) and len(args) > 1 and state.nullness(update.result) is True:
        new = _equal(state, update.key, _content(state, args[1], region))
    state.objects[_Key("", region)] = _Origin(call, new)


def _reset(state: State, name: str, args: tuple[Value, ...], index: int, result: Value) -> None:
    target = args[index] if index < len(args) else None
    known = isinstance(target, Pointer) and target.region.map is not None
    map_name = _map_of(target.region) if isinstance(target, Pointer) else ""
    for key, history in list(state.objects.items()):
        if isinstance(key, _Key) and isinstance(history, _History) and (not known or _map_of(key.region) == map_name):
            state.objects[key] = replace(history, known=False)
    if not known:
        return
    if name == "bpf_map_update_elem" and len(args) > 1 and isinstance(target, Pointer):
        state.objects["update", map_name] = _Update(_content(state, args[1], target.region), result)
    else:
        state.objects.pop(("update", map_name), None)


def _content(state: State, pointer: Value, region: Region) -> Value:
    """The key that `pointer` points to, for the map of `region`."""
    key = region.map.key if region.map is not None else None
    if isinstance(pointer, Pointer) and pointer.offset is not None and key is not None and key.size:
        return state.read(pointer.region, pointer.offset, key.size) or pointer
    return pointer


def _equal(state: State, left: Value, right: Value) -> bool:
    if left is right:
        return True
    constant = state.constant(left)
    if constant is not None:
        return constant == state.constant(right)
    return isinstance(left, Scalar) and isinstance(right, Scalar) and left.ident == right.ident != 0


_ELSEWHERE = (RegionKind.STACK, RegionKind.ALLOC, RegionKind.MEMORY, RegionKind.KERNEL, RegionKind.CONTEXT)


def _check_place(
    engine: Machine,
    state: State,
    call: Call,
    protocol: Protocol,
    transition: Transition,
    args: tuple[Value, ...],
) -> None:
    """Reports an object outside its map value, or with another map, for helpers; the interpreter does so for kfuncs."""
    value = args[transition.argument]
    if not isinstance(value, Pointer):
        return
    about = tuple(one for one in (value.null, value.life) if one)
    struct = protocol.subject.type.removeprefix("struct ")

    def report(case: Case, index: int, owner: str = "") -> None:
        span = call.arg_spans[index] if index < len(call.arg_spans) else call.span
        subject = getattr(call.args[index], "name", "") or f"argument {index + 1}"
        parts = {"callee": transition.call, "type": struct, "subject": subject, "map": owner}
        engine.report(state, case, span, about=about, parts=parts)

    index = transition.map_argument
    in_section = value.region.kind is RegionKind.GLOBAL and index is not None  # whose map no program can name
    if in_section or (value.region.kind in _ELSEWHERE and value.region.origin != CALLER):
        report(Case.OBJECT_OUTSIDE_MAP, transition.argument)
        return
    target = args[index] if index is not None and index < len(args) else None
    if index is None or not isinstance(target, Pointer) or value.region.kind is not RegionKind.MAP_VALUE:
        return
    ours, theirs = value.region.map, target.region.map
    if target.region.kind in (RegionKind.STACK, RegionKind.MAP_VALUE):
        report(Case.NOT_A_MAP, index)
    elif ours is not None and theirs is not None and ours.name != theirs.name and not ours.inner and not theirs.inner:
        report(Case.MAP_OF_OTHER_ELEMENT, index, ours.name)
