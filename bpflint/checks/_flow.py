"""Turns what the interpreter noted into findings: a sentence a case, filled with the user's own names.

A text is (what is wrong, the cure, the verifier's words); the words are those of 7.x, where older kernels say `arg#N`
for `RN`. Events that only helpers take part in are findings too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpflint.base.finding import Found, Level
from bpflint.checks._kfuncs import documentation
from bpflint.checks.context import Context
from bpflint.flow import Event

Text = tuple[str, str, str]

REGIONS = {
    "rcu": "the RCU read side",
    "preempt": "the region with preemption off",
    "irq": "the region with interrupts off",
    "lock": "the spin lock",
}
"""What to call a region, by the name events give it."""


class _Parts(dict[str, str]):
    """The parts of a sentence; what an event does not name is called by what it is."""

    def __missing__(self, key: str) -> str:
        return {"subject": "the pointer", "release": "its release function", "name": "it"}.get(key, "it")


def findings(context: Context, rule: str, texts: Mapping[str, Text]) -> Iterator[Found]:
    """Every event of `rule` along the paths of the context's programs, in the words of `texts`."""
    for program in context.programs:
        for event in context.analysis(program).events:
            text = texts.get(event.case) if event.rule == rule else None
            if text is not None:
                yield _found(context, event, text, program.name)


def _found(context: Context, event: Event, text: Text, program: str) -> Found:
    parts = _Parts({name: value for name, value in event.parts.items() if value})
    parts["name"] = parts.get("subject", "")
    parts["owned"] = parts["name"] or "the reference"
    parts.setdefault("subject", "the pointer")
    if not parts["name"]:
        del parts["name"]
    region = event.parts.get("region")
    if region:
        parts["region"] = REGIONS.get(region, region)
    message, cure, words = (sentence.format_map(parts) for sentence in text)
    kfunc = context.kernel.kfunc(event.parts.get("origin") or event.parts.get("callee", ""))
    return Found(
        span=event.span,
        message=message,
        help=f'{cure} (the verifier: "{words}")' if words else cure,
        steps=event.steps,
        level=None if event.sure else Level.WARNING,
        function=event.function,
        programs=(program,),
        docs=documentation(kfunc),
        key=event.key,
    )
