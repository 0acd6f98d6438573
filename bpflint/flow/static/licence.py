"""The licence of a unit, and whether the kernel takes it for compatible with its own."""

from __future__ import annotations

from typing import Final

from bpflint.source.model import Global
from bpflint.source.unit import Unit

GPL_COMPATIBLE: Final = frozenset(
    {"GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"}
)
"""Source: include/linux/license.h; the comparison is exact."""


def license_of(unit: Unit) -> Global | None:
    """The variable in the section `license`; None where the unit has none."""
    return next((variable for variable in unit.globals.values() if variable.section == "license"), None)


def closed_license(unit: Unit) -> Global | None:
    """The licence, where it is known and not compatible with the GPL."""
    variable = license_of(unit)
    if variable is None or not isinstance(variable.value, str):
        return None
    return None if variable.value.rstrip("\0") in GPL_COMPATIBLE else variable
