"""Answers about the disk that are looked up once a run. A process that outlives a run forgets them in between."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, ParamSpec, TypeVar, cast

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")

_FORGETTING: Final[list[Callable[[], None]]] = []


def kept_for_a_run(most: int) -> Callable[[Callable[_Given, _Answer]], Callable[_Given, _Answer]]:
    """A decorator for functions that ask the disk: at most so many of their answers are kept."""

    def keep(function: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
        keeping = lru_cache(maxsize=most)(function)
        _FORGETTING.append(keeping.cache_clear)
        return cast("Callable[_Given, _Answer]", keeping)

    return keep


def set_for_a_run(kind: type[_Answer]) -> set[_Answer]:  # noqa: ARG001 - the type of what is in it
    """A set that is empty again after a run."""
    kept: set[_Answer] = set()
    _FORGETTING.append(kept.clear)
    return kept


def forget() -> None:
    """Ask the disk again from now on."""
    for forget_one in _FORGETTING:
        forget_one()
