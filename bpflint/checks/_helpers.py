"""What the checks of helpers share: calls of helpers that programs reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpflint.checks._kfuncs import Way
from bpflint.checks.context import Context
from bpflint.kernel.helper import HelperAt
from bpflint.source.model import Call


@dataclass(frozen=True, slots=True, eq=False)
class HelperCall:
    """A call of a helper. `helper` is None where this kernel does not have it."""

    call: Call
    name: str
    helper: HelperAt | None
    ways: tuple[Way, ...]

    @property
    def function(self) -> str:
        """The user's function that holds the call."""
        return self.ways[0][1].function.name.removeprefix("____")


def helper_calls(context: Context) -> tuple[HelperCall, ...]:
    """Every call of a helper that this or another kernel has."""
    return context.once(_helper_calls)


def _helper_calls(context: Context) -> Iterator[HelperCall]:
    for reached in context.reached_calls():
        name = reached.call.callee
        if not isinstance(name, str) or name in context.unit.functions or name in context.facts.kfuncs:
            continue
        declaration = context.unit.declarations.get(name)
        if declaration is not None and declaration.is_ksym:
            continue
        helper = context.kernel.helper(name)
        if helper is not None or newest(context, name) is not None:
            yield HelperCall(reached.call, name, helper, tuple(reached.ways))


def newest(context: Context, name: str) -> HelperAt | None:
    """The helper on the newest kernel that has it."""
    return context.facts.at(context.facts.newest).helper(name)
