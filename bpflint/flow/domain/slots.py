"""How a path's state is declared: of each slot, how a fork copies it and how two paths are compared by it.

Fork and signature both follow this declaration, so that no slot is forgotten in one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields
from enum import Enum
from typing import Any, TypeVar

_T = TypeVar("_T")
_COPY, _SIGNED = "copy", "signed"


class Signed(Enum):
    """How a slot shows in the signature of a state."""

    ITSELF = "as a part of its own"
    IN_VALUES = "in the values that are compared, of which it says more"


def shared(value: Any, signed: Signed | str) -> Any:
    """Declares a slot whose values are never changed in place. `signed` is the reason if no signature shows it."""
    return field(default=value, metadata={_COPY: None, _SIGNED: signed})


def given(signed: Signed | str) -> Any:
    """Declares a slot like `shared`, which has to be given from the start."""
    return field(metadata={_COPY: None, _SIGNED: signed})


def copied(make: Callable[[], Any], signed: Signed | str, copy: Callable[[Any], Any] | None = None) -> Any:
    """Declares a slot that each path has a copy of; what its value holds is never changed in place."""
    return field(default_factory=make, metadata={_COPY: copy or make, _SIGNED: signed})


def signed_as(kind: type) -> dict[str, Signed | str]:
    """How each slot of a declared class shows in signatures, or why not."""
    return {each.name: each.metadata[_SIGNED] for each in fields(kind)}


def copier(kind: type[_T]) -> Callable[[_T], _T]:
    """The function that makes an independent copy of a `kind`, each slot as it is declared."""
    declared = [(each.name, each.metadata[_COPY]) for each in fields(kind)]  # type: ignore[arg-type]
    copies = [(name, copy_of) for name, copy_of in declared if copy_of is not None]
    others = [name for name, copy_of in declared if copy_of is None]

    def copy(old: _T) -> _T:
        new = kind.__new__(kind)
        for name, copy_of in copies:
            setattr(new, name, copy_of(getattr(old, name)))
        for name in others:
            setattr(new, name, getattr(old, name))
        return new

    return copy
