"""Which kernels have what this one lacks, in a few words."""

from __future__ import annotations

from collections.abc import Callable

from bpflint.checks.context import Context
from bpflint.kernel import KernelFacts, Presence, describe_versions


def who_has(context: Context, presence: Callable[[KernelFacts], Presence]) -> str:
    """`kernels >=6.12 have it, 6.2..6.11 perhaps`: nobody knows of those between two that were measured."""
    facts = context.facts
    answers = {version: presence(facts.at(version)) for version in facts.versions}

    def described(wanted: Presence) -> str:
        return describe_versions((each for each, answer in answers.items() if answer is wanted), facts.versions)

    if Presence.PRESENT not in answers.values():
        return "few kernels have it" if Presence.UNKNOWN in answers.values() else "no known kernel has it so"
    perhaps = f", {described(Presence.UNKNOWN)} perhaps" if Presence.UNKNOWN in answers.values() else ""
    return f"kernels {described(Presence.PRESENT)} have it{perhaps}"


def doubt_about(context: Context, what: str, name: str, having: str) -> str:
    """Why nobody knows whether this kernel has `what`, of which others are `having` it; its `name` as the kernel's BTF
    has it."""
    if option := context.kernel.surface.option_of(name):
        return f"depends on {option}: without it there is no {what.removeprefix('the ')}"
    return f"nobody knows whether {what} is there: {having}"
