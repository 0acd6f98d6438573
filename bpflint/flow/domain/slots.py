"""How a path's state is declared: of each slot, how a fork copies it and how two paths are compared by it.

Fork and signature both follow this declaration, so that no slot is forgotten in one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields
from enum import Enum
from typing import Any, TypeVar, cast

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
    names: dict[str, Any] = {"kind": kind, "make": kind.__new__}
    lines = ["def copy(old):", " new = make(kind)"]
    for each in fields(kind):  # type: ignore[arg-type]
        slot, copy_of = each.name, each.metadata[_COPY]
        if copy_of is not None:
            names[f"copy_{slot}"] = copy_of
        lines.append(f" new.{slot} = " + (f"old.{slot}" if copy_of is None else f"copy_{slot}(old.{slot})"))
    # Written out as dataclasses write their methods: each branch of each path comes by, and a loop takes twice as long.
    exec("\n".join([*lines, " return new"]), names)
    return cast("Callable[[_T], _T]", names["copy"])
