"""Words that a shell may complete to, by what they name: rules, kfuncs, helpers, kernels and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bpflint.kernel import load_facts
from bpflint.kernel.program_types import PREFIX
from bpflint.policy.rules import load_catalog
from bpflint.source.machines import ALIASES

Words = Iterator[tuple[str, str]]
"""Words, each with what a shell may say of it."""


def words(kind: str, incomplete: str) -> Words:
    """Those of a kind that begin as `incomplete` does. Of a list with commas its last item is completed."""
    before, comma, last = incomplete.rpartition(",") if kind in _LISTS else ("", "", incomplete)
    for word, about in _KINDS[kind]():
        if word.lower().startswith(last.lower()):
            yield f"{before}{comma}{word}", about


def _rules() -> Words:
    for rule in load_catalog():
        yield rule.id, rule.name
        yield rule.name, rule.id


def _kfuncs() -> Words:
    return ((name, "") for name, kfunc in load_facts().kfuncs.items() if not kfunc.test)


def _helpers() -> Words:
    return ((name, "") for name in load_facts().helpers)


def _families() -> Words:
    return ((name, "") for name in load_facts().families)


def _program_types() -> Words:
    facts = load_facts()
    names = {name.removeprefix(PREFIX).lower() for name in facts.program_types} - {"unspec"}
    return ((name, "") for name in sorted(names | {*facts.struct_ops_members}))


def _kernels() -> Words:
    yield from (("latest", "the newest that is known"), ("lts", "every long-term release"))
    yield from ((str(version), "") for version in load_facts().versions)


def _machines() -> Words:
    return ((name, "") for names in ALIASES.values() for name in names)


_KINDS: Final[dict[str, Callable[[], Words]]] = {
    "rules": _rules,
    "kfuncs": _kfuncs,
    "helpers": _helpers,
    "families": _families,
    "program types": _program_types,
    "kernels": _kernels,
    "machines": _machines,
}
_LISTS: Final = ("rules", "kernels")
