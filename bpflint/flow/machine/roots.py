"""Where walks begin: each function that the kernel runs, or verifies, in a context of its own."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from bpflint.flow.domain.values import Value
from bpflint.flow.domain.ways import CERTAIN, Way
from bpflint.source.control_flow import Function


@dataclass(slots=True, eq=False)
class Root:
    """Where a walk begins: the program itself, a global function, or a callback that runs later."""

    function: Function
    args: tuple[Value, ...]
    role: str
    """program, global, exception, or the function that was given the callback"""
    sleepable: bool
    way: Way = CERTAIN
    """On which ways the program gets there."""


class Roots:
    """Those of one program that wait to be walked, each once for all the ways that lead there."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, bool], Root] = {}
        self._waiting: deque[Root] = deque()

    def add(self, root: Root) -> None:
        """Has a function walked."""
        key = (root.function.name, root.role, root.sleepable)
        known = self._known.get(key)
        if known is None:
            root.way = root.way if root.way is CERTAIN else Way([root.way])
            self._known[key] = root
            self._waiting.append(root)
        elif known.way is not CERTAIN:
            known.way.join(root.way)

    def next(self) -> Root | None:
        """The next function to walk, None where all were."""
        return self._waiting.popleft() if self._waiting else None

    @property
    def has_globals(self) -> bool:
        """True once a call of a function was met that is verified on its own."""
        return any(role == "global" for _, role, _ in self._known)
