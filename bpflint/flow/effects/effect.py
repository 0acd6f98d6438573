"""What a call does, in two parts: saying what is wrong with it is apart from what becomes of the path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bpflint.flow.domain.state import State
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine

Apply = Callable[[Machine, State, Site], bool]
Check = Callable[[Machine, State, Site], None]


def _nothing(engine: Machine, state: State, site: Site) -> None:
    """Of some calls only the arguments are checked, which is done for all alike."""


@dataclass(frozen=True, slots=True)
class Effect:
    """`apply` changes the path as the call does, or as near to it as a refused call allows, and gives its result; False
    where the path ends. `check` notes what the verifier refuses, and leaves the path alone.
    """

    apply: Apply
    check: Check = _nothing

    def run(self, engine: Machine, state: State, site: Site) -> bool:
        """Checks a call, then applies it."""
        self.check(engine, state, site)
        return self.apply(engine, state, site)
