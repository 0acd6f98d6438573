"""Keeps the paths that wait to be followed from filling memory: each holds all that is known on it.

A walk goes on with the newest path, so that at the end of a long function one waits at each of its branches. Where
there are that many, those that come first in the program go on first: most soon come to where a newer one passed.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain.state import State

ROOM: Final = 1_000_000
"""Things known on all waiting paths together. Each takes some 100 bytes."""
MOST: Final = 8 * ROOM


class WaitingPaths:
    """Watches over the list of one walk's waiting paths. `most` is how many there may be."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._patience = 0
        """How many may wait before they are sorted again."""

    def are_crowded(self, paths: list[State]) -> bool:
        """True if they should be sorted before the newest goes on."""
        count = len(paths)
        if count <= self._patience:
            return False
        return count > self._most // 2 or count * _known_on(paths[-1]) > ROOM

    def are_too_many(self, paths: list[State]) -> bool:
        """True if nobody should wait for them. Forgets how many there were once, where few are left."""
        count = len(paths)
        if count < self._patience // 4:
            self._patience = 0
        return count > self._most or count * _known_on(paths[-1]) > MOST

    def sort(self, paths: list[State]) -> None:
        """Puts last, to be followed next, what comes first in the program."""
        paths.sort(key=lambda state: [frame.cfg.left[frame.block] for frame in state.frames])
        self._patience = 2 * len(paths)


def _known_on(state: State) -> int:
    return len(state.memory) + len(state.nulls) + len(state.bounds) + len(state.owned) + len(state.top.regions)
