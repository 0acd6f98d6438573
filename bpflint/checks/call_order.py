"""KF401: a step of a protocol before the one that must come first, or one that cannot work any more.

The kernel loads such a program; the call fails at run time. An object in a map may have been set up by another
program, by a callback or by an earlier run, so a call is only accused where that cannot be: every call that would set
the object up comes after it on every path, or failed before it, or hangs on a condition that remembers nothing of
earlier runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Level, Step
from bpflint.checks._protocols import (
    Seen,
    Site,
    is_private,
    is_unused,
    missing_call,
    needed_call,
    programs_reaching,
    seen_calls,
    sites_of,
)
from bpflint.checks.context import Context
from bpflint.flow.domain.observed_calls import ObservedCall, Path
from bpflint.flow.static.control_dependence import block_of, deciders, remembers
from bpflint.kernel.protocol import When
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Local


def check(context: Context) -> Iterator[Found]:
    everything = list(seen_calls(context))
    accused: set[tuple[int, str | None]] = set()
    for seen in everything:
        observed = seen.observed
        if observed.always is not None:
            yield from _certain(context, seen, observed.always)
        elif observed.fresh is not None and not observed.callback:
            needed = needed_call(observed, observed.fresh)
            if any((id(attempt.call), needed) in accused for attempt in observed.fresh.attempts):
                continue  # the call before it was accused of the same
            for found in _first_run(context, seen, observed.fresh, everything):
                accused.add((id(observed.call), needed))
                yield found
        elif _is_ignored(context, observed) and _all_ignored(context, seen, everything):
            yield _ignored(seen)


def _certain(context: Context, seen: Seen, path: Path) -> Iterator[Found]:
    """The path itself brought the object into a state in which the call fails."""
    if missing_call(context, seen.observed, path) is not None and is_private(context, seen.observed.map):
        return
    needed = needed_call(seen.observed, path)
    if needed is None:
        if any(attempt.transition.to == seen.observed.transition.to for attempt in path.attempts):
            yield _found(seen, path, "though that was done already", "drop the second call", (), Level.WARNING)
        return
    yield _found(seen, path, f"before {needed}()", f"call {needed}() first, and go on only if it returned 0", ())


def _first_run(context: Context, seen: Seen, path: Path, everything: list[Seen]) -> Iterator[Found]:
    """The call fails unless an earlier run set the object up; find out whether one can have."""
    observed = seen.observed
    needed = needed_call(observed, path)
    if needed is None or not is_private(context, observed.map) or missing_call(context, observed, path) is not None:
        return
    sites = sites_of(context, observed.protocol, needed, observed.map)
    help_text = f"call {needed}() first, and go on only if it returned 0"
    if path.failed is not None:
        if observed.transition.callback_argument is not None and path.failed.name == needed:
            step = Step(path.failed.call.span, f"{path.failed.name}() failed on this path")
            yield _found(seen, path, f"after {needed}() failed", "return where it fails", (step,), Level.NOTE)
        return
    here = _all_here(context, seen, sites, everything)
    if here is None:
        return
    attempted = {id(attempt.call) for attempt in path.attempts}
    late = [one for one in here if id(observed.call) in (one.observed.before or ())]
    steps = tuple(Step(one.observed.call.span, f"{one.observed.name}() comes only here") for one in late[:1])
    if not observed.works and all(one in late or id(one.observed.call) in attempted for one in here):
        yield _found(seen, path, f"before {needed}()", help_text, steps)
    elif observed.works and not late and all(_is_by_chance(context, seen, one) for one in here):
        steps = tuple(
            Step(one.observed.call.span, f"{one.observed.name}() is called on another branch") for one in here[:1]
        )
        yield _found(seen, path, f"on a path without {needed}()", help_text, steps, Level.WARNING)


def _is_ignored(context: Context, observed: ObservedCall) -> bool:
    """True for a first step whose result nobody looks at."""
    if observed.transition.to is None or observed.protocol.start not in observed.transition.origins:
        return False
    return observed.transition.when is When.RETURNS_ZERO and is_unused(context, observed)


def _all_ignored(context: Context, seen: Seen, everything: list[Seen]) -> bool:
    """True if later steps follow, and nobody looks at their results either: a failure would go unnoticed."""
    later = [
        one.observed
        for one in everything
        if one.program is seen.program
        and id(seen.observed.call) in (one.observed.before or ())
        and one.observed.transition.to
    ]
    return bool(later) and all(is_unused(context, observed) for observed in later)


def _ignored(seen: Seen) -> Found:
    observed = seen.observed
    return Found(
        span=observed.call.span,
        message=f"the result of {observed.name}() is ignored: where it fails, the calls after it fail too, unnoticed",
        help="check that it returned 0",
        level=Level.NOTE,
        function=observed.function,
        programs=(seen.program.name,),
        docs=observed.protocol.docs,
        key="ignored",
    )


def _all_here(context: Context, seen: Seen, sites: list[Site], everything: list[Seen]) -> list[Seen] | None:
    """Every call at `sites` as seen in the same course of the same program; None if one is elsewhere."""
    here: list[Seen] = []
    for site in sites:
        for program in programs_reaching(context, site.call):
            found = [
                one
                for one in everything
                if one.program is program
                and one.observed.call is site.call
                and one.observed.map in (seen.observed.map, "")
            ]
            if (
                not found
                or program.name != seen.program.name
                or any(_elsewhere(one.observed, seen.observed) for one in found)
            ):
                return None
            here += found
        if not site.function.is_static and not site.function.section and site.function.name != seen.observed.root:
            return None
    return here or None


def _elsewhere(one: ObservedCall, other: ObservedCall) -> bool:
    return one.callback or one.root != other.root or not one.map


def _is_by_chance(context: Context, seen: Seen, setter: Seen) -> bool:
    """True if only conditions that remember nothing decide between making the call with and without `setter`."""
    if seen.program.kind is None or seen.program.kind.type == "BPF_PROG_TYPE_SYSCALL":
        return False  # its context is what user space asks for, which may well be "set it up"
    common = _common(context, seen, setter)
    if common is None:
        return False
    function, ours, theirs = common
    at, setting = block_of(function, ours), block_of(function, theirs)
    if at is None or setting is None:
        return False
    between = deciders(function, setting) - deciders(function, at, or_else=setting)
    inputs = _inputs(seen, function)
    return bool(between) and not any(remembers(function, block, inputs) for block in between)


def _common(context: Context, seen: Seen, setter: Seen) -> tuple[Function, Call, Call] | None:
    """The innermost function on the way to both calls, and the calls in it that lead to each."""
    chains = []
    for observed in (seen.observed, setter.observed):
        way = next((one for one in context.reached(seen.program) if one.call is observed.call), None)
        if way is None:
            return None
        chains.append((*way.path, observed.call))
    function = seen.program.function
    for ours, theirs in zip(*chains, strict=False):
        if ours is not theirs:
            return function, ours, theirs
        inner = context.unit.functions.get(ours.callee) if isinstance(ours.callee, str) else None
        if inner is None:
            return None
        function = inner
    return None


def _inputs(seen: Seen, function: Function) -> frozenset[Local]:
    if function in (seen.program.function, seen.program.body):
        return frozenset(function.params)
    return frozenset()


def _found(
    seen: Seen, path: Path, where: str, help_text: str, more: tuple[Step, ...], level: Level | None = None
) -> Found:
    observed = seen.observed
    codes = {observed.transition.errors[state] for state in path.states}
    fails = f"fails with -{codes.pop()}" if len(codes) == 1 else "fails"
    told = {path.origin, *(step.span for step in (*path.steps, *more))}
    looked_up = (
        f"the element of {observed.map!r} is looked up here" if observed.map else "the element is looked up here"
    )
    story = (Step(path.origin, looked_up), *(step for step in path.steps if step.span != path.origin))
    earlier = tuple(
        Step(one.call.span, f"{one.name}() is called here") for one in path.attempts if one.call.span not in told
    )
    return Found(
        span=observed.call.span,
        message=f"{observed.name}() {where}: it {fails} and does nothing",
        help=help_text,
        steps=(*story, *earlier, *more),
        level=level,
        function=observed.function,
        programs=(seen.program.name,),
        docs=observed.protocol.docs,
        key=observed.map,
    )
