"""The checks, one module each. A module's name is its rule's name with underscores; that is all the registration."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import cast

from bpflint.base.finding import Found
from bpflint.checks.context import Context

Check = Callable[[Context], Iterator[Found]]

SUPPORT = frozenset({"context"})
"""Modules of this package that are not checks. Those that begin with an underscore are not either."""


@cache
def load_checks() -> dict[str, Check]:
    """Every check by the name of its rule, e.g. `unchecked-null`."""
    return {
        module.name.replace("_", "-"): cast("Check", importlib.import_module(f"{__name__}.{module.name}").check)
        for module in pkgutil.iter_modules(__path__)
        if module.name not in SUPPORT and not module.name.startswith("_")
    }
