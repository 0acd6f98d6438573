"""Findings made of what the checks found, and their order."""

from __future__ import annotations

from bpflint.base.finding import Finding, Found, Level
from bpflint.policy.rules import Rule


def level_of(rule: Rule, found: Found) -> Level:
    """The level that the check chose, else that of its rule."""
    return rule.level if found.level is None else found.level


def finding_of(rule: Rule, found: Found, level: Level, kernels: str | None) -> Finding:
    """What is reported; `kernels` are those that refuse, where not all do."""
    return Finding(
        rule=rule.id,
        name=rule.name,
        level=min(level, found.at_most or level),
        span=found.span,
        message=found.message,
        help=found.help,
        docs=found.docs or rule.docs,
        function=found.function,
        programs=found.programs,
        steps=found.steps,
        fix=found.fix,
        kernels=kernels,
    )
