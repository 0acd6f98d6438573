"""The sentences of the cases: turns what the walk noted into findings, filled with the user's own names.

Each check of what happens along paths has `SENTENCES`, one for each case of its rule; `cases()` collects them. The
words of the verifier are those of 7.x, where older kernels say `arg#N` for `RN`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from bpflint import checks
from bpflint.base.finding import Found, Level
from bpflint.base.span import Span
from bpflint.checks._kfuncs import documentation
from bpflint.checks.context import Context
from bpflint.flow import Event
from bpflint.flow.domain.cases import Case


class Sentence(NamedTuple):
    """What to say of one case. `{parts}` are filled from the event; `verifier` are the words of the kernel's log.

    `{subject}` is what the user wrote, `{pointer}` the variable in it that is followed (`p` of `&p->pid`), and `{test}`
    how to test that for NULL.
    """

    message: str
    cure: str
    verifier: str = ""


_REGIONS = {
    "rcu": "the RCU read side",
    "preempt": "the region with preemption off",
    "irq": "the region with interrupts off",
    "lock": "the spin lock",
}
"""What to call a region, by the name events give it."""


_MEANT = {
    "subject": "the pointer",
    "pointer": "the pointer",
    "release": "its release function",
    "test": "keep it in a variable, and return where that is NULL",
}
_MEMBER = re.compile(r"(->|\.)\w+$")
_TESTABLE = re.compile(r"\*?[A-Za-z_]\w*(?:(?:->|\.)\w+|\[\w+\])*")


class _Parts(dict[str, str]):
    """The parts of a sentence; what an event does not name is called by what it is."""

    def __missing__(self, key: str) -> str:
        return _MEANT.get(key, "it")


def cases() -> dict[str, Mapping[Case, Sentence]]:
    """The sentences of every check that has some, by the name of its rule."""
    modules = (
        importlib.import_module(f"{checks.__name__}.{one.name}") for one in pkgutil.iter_modules(checks.__path__)
    )
    return {
        module.__name__.rpartition(".")[2].replace("_", "-"): module.SENTENCES
        for module in modules
        if hasattr(module, "SENTENCES")
    }


def findings(context: Context, sentences: Mapping[Case, Sentence]) -> Iterator[Found]:
    """Every event of these cases along the paths of the context's programs."""
    for program in context.programs:
        events = (event for event in context.analysis(program).events if event.case in sentences)
        for event in _one_a_place(events):
            yield _found(context, event, sentences[event.case], program.name)


def _one_a_place(events: Iterable[Event]) -> Iterable[Event]:
    """Of events that one rule has of one thing at one place, the first that is sure, or else the first."""
    chosen: dict[tuple[Span, str], Event] = {}
    for event in events:
        known = chosen.get((event.span, event.key))
        if known is None or (event.sure and not known.sure):
            chosen[event.span, event.key] = event
    return chosen.values()


def _found(context: Context, event: Event, sentence: Sentence, program: str) -> Found:
    parts = _Parts({name: value for name, value in event.parts.items() if value})
    if "subject" in parts:
        parts["name"] = parts["subject"]
        parts["pointer"] = pointer = pointer_in(parts["subject"])
        if parts.get("origin") and pointer == f"{parts['origin']}()":
            parts["pointer"] = "the result"  # the sentence says whose
        if _TESTABLE.fullmatch(pointer):
            parts["test"] = f"if (!{pointer}) return 0;"
    parts["owned"] = parts.get("subject", "the reference")
    if "region" in parts:
        parts["region"] = _REGIONS.get(parts["region"], parts["region"])
    message, cure, words = (text.format_map(parts) for text in sentence)
    return Found(
        span=event.span,
        message=message,
        help=f'{cure} (the verifier: "{words}")' if words else cure,
        steps=event.steps,
        level=None if event.sure else Level.WARNING,
        function=event.function,
        programs=(program,),
        docs=_docs(context, event),
        key=event.key,
    )


def pointer_in(expression: str) -> str:
    """The pointer that an address such as `&p->member[2].inner` goes through: `p`."""
    if not expression.startswith("&"):
        return expression
    left, indexed = expression[1:], ""
    while left.endswith("]") or _MEMBER.search(left):
        member = _MEMBER.search(left)
        if member is not None:
            left = left[: member.start()]
            if member[1] == "->":
                return left
        else:
            left = left[: _opening(left)]
            indexed = indexed or left
    return indexed or expression


def _opening(text: str) -> int:
    """Where the bracket stands that the last one of `text` closes."""
    depth = 0
    for position in range(len(text) - 1, 0, -1):
        depth += (text[position] == "]") - (text[position] == "[")
        if not depth:
            return position
    return 0


def _docs(context: Context, event: Event) -> str:
    """The page about the kfunc that takes part, or else about the protocol of the helper."""
    callee = event.parts.get("callee", "")
    kfunc = context.kernel.kfunc(event.parts.get("origin") or callee)
    protocols = context.facts.protocols.of_call(callee)
    return documentation(kfunc) or (protocols[0].docs if protocols else "")
