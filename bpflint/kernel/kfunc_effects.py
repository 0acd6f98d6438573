"""What the verifier knows of kfuncs by their names, of whatever release: rules/kfunc_effects.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class KfuncEffects:
    """Tables by the names of kfuncs. Positions of arguments begin at 0."""

    changes_packet: frozenset[str]
    throws: frozenset[str]
    calls_back: Mapping[str, int]
    """The argument that is called before the kfunc returns."""
    calls_back_later: Mapping[str, int]
    """The argument that is called later."""
    works_under_locks: frozenset[str]
    loops_under_locks: frozenset[str]
    """Those that work under locks on kernels which run loops there."""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> KfuncEffects:
        """The tables from their compiled form."""
        return cls(
            frozenset(data["changes_packet"]),
            frozenset(data["throws"]),
            data["calls_back"],
            data["calls_back_later"],
            frozenset(data["works_under_locks"]),
            frozenset(data["loops_under_locks"]),
        )
