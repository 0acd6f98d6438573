"""KF410: a wq, timer or task_work outside its map value, or with another map's; an iterator or dynptr off the stack.

The interpreter finds them, where it knows what a pointer points into; what it does not know passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Level
from bpflint.checks._map_users import misused
from bpflint.checks.context import Context

_LOCAL = "make it a local variable"
_SAYS: dict[str, tuple[str, str]] = {
    "not_in_map": (
        "{subject} does not point into a map value, where {callee}() needs its struct {type}",
        "make the struct {type} a member of a map's value, and pass its address in an element that was looked up",
    ),
    "variable_offset": (
        "{subject} points to a varying place in the map value; {callee}() needs the struct {type} itself",
        "pass the address of the member",
    ),
    "wrong_member": (
        "{subject} does not point to the struct {type} of the map value, which {callee}() needs",
        "pass the address of the member",
    ),
    "not_a_map": ("{subject} is not a map, which {callee}() needs here", "pass the address of the map of the element"),
    "other_map": (
        "{subject} is not the map of the element that {callee}() is given, which was looked up in {map!r}",
        "pass &{map}",
    ),
    "flags_not_on_stack": ("{subject} is not on the stack, where {callee}() keeps its flags", "use a local variable"),
    "iterator_not_on_stack": ("{subject} is not on the stack, where {callee}() needs its iterator", _LOCAL),
    "dynptr_not_on_stack": ("{subject} is not a dynptr on the stack, which {callee}() needs", _LOCAL),
    "kptr_store": (
        "{subject} is written directly, but it holds a reference that the kernel counts",
        "exchange it with bpf_kptr_xchg()",
    ),
    "no_kptr": ("{subject} is not the address of a kptr", "pass the address of a member marked __kptr"),
    "too_many": (
        "{subject} is in a map value (or section of globals) with more than {limit} kptrs, locks, timers ...; "
        "the kernel then knows none of them",
        'keep them in several maps or sections (the verifier: "R1 has no valid kptr")',
    ),
    "kptr_type": (
        "{subject} is a struct {actual}, but the kptr holds a struct {wanted}",
        "store an object of the kptr's type",
    ),
    "kptr_percpu": ("{subject} is a percpu object, but the kptr is not marked __percpu_kptr", "mark it __percpu_kptr"),
    "kptr_not_percpu": ("{subject} is not a percpu object, but the kptr is marked __percpu_kptr", "mark it __kptr"),
}
_OTHERWISE = ("{subject} is not where {callee}() needs it", "see the page of this rule")


class _Parts(dict[str, str]):
    """Fills a sentence; a part that the event does not carry is an argument."""

    def __missing__(self, key: str) -> str:
        return {"subject": "the argument", "callee": "the call"}.get(key, key)


def check(context: Context) -> Iterator[Found]:
    yield from misused(context)
    protocols = context.facts.protocols
    for program in context.programs:
        for event in context.analysis(program).events:
            if event.rule != "KF410":
                continue
            says, cure = _SAYS.get(event.case, _OTHERWISE)
            parts = _Parts(event.parts)
            known = protocols.of_call(event.parts.get("callee", ""))
            yield Found(
                span=event.span,
                message=says.format_map(parts),
                help=cure.format_map(parts),
                steps=event.steps,
                level=None if event.sure else Level.WARNING,
                function=event.function,
                programs=(program.name,),
                docs=known[0].docs if known else "",
                key=event.key,
            )
