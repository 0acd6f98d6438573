"""KF302: a kfunc that the kernel in question no longer has, or has in its BTF and no longer lets anybody call."""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._kfuncs import documentation
from bpflint.checks._presence import Era, Missing, missing
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield each use of a kfunc that has ended."""
    for use in missing(context):
        if use.lack.era is Era.BEFORE or use.weak:
            continue
        yield Found(
            span=use.span,
            message=ended(use),
            help=cure(use),
            steps=use.steps,
            level=use.level,
            function=use.function,
            programs=use.programs,
            docs=documentation(use.lack.kfunc),
            key=use.name,
        )


def ended(use: Missing) -> str:
    """What became of the kfunc."""
    if use.lack.kfunc.test:
        return f"{use.name}() is for the kernel's own tests, and only their module brings it"
    callable_until = _last_callable(use)
    last = f": {callable_until} is the last kernel with it" if callable_until else ""
    if use.lack.reason:
        return f"{use.name}() cannot be called any more{last}"
    return f"{use.name}() is gone{last}"


def cure(use: Missing) -> str:
    """What to write instead."""
    successor = use.lack.kfunc.successor
    if successor is None:
        return f"declare it __weak and call it only if bpf_ksym_exists({use.name})"
    since = f" (since {successor.since})" if successor.since else ""
    return f"use {successor.name}(){since} where bpf_ksym_exists({successor.name}), both declared __weak"


def _last_callable(use: Missing) -> str:
    refused = {version for version, _ in use.lack.kfunc.uncallable}
    callable_in = [version for version in use.lack.kfunc.versions if version not in refused]
    return str(callable_in[-1]) if callable_in else ""
