"""What is worked out once for each function of a unit, or each kfunc of a kernel, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from bpflint.kernel.kfunc import KfuncAt
from bpflint.source.control_flow import Function

Result = TypeVar("Result")
Keeper = TypeVar("Keeper", Function, KfuncAt)


def per_function(find: Callable[[Function], Result]) -> Callable[[Function], Result]:
    """Has `find` asked once for each function. The answer dies with the function, and so with its file."""
    return _kept(find)


def per_kfunc(find: Callable[[KfuncAt], Result]) -> Callable[[KfuncAt], Result]:
    """Has `find` asked once for each kfunc of each kernel."""
    return _kept(find)


def _kept(find: Callable[[Keeper], Result]) -> Callable[[Keeper], Result]:
    @wraps(find)
    def answer(keeper: Keeper) -> Result:
        known = keeper.worked_out
        if find not in known:
            known[find] = find(keeper)
        return cast(Result, known[find])

    return answer
