"""What is worked out once for each function, whichever kernel and program asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from bpflint.source.control_flow import Function

Result = TypeVar("Result")


def per_function(find: Callable[[Function], Result]) -> Callable[[Function], Result]:
    """Has `find` asked once for each function. The answer dies with the function, and so with its file."""

    @wraps(find)
    def answer(function: Function) -> Result:
        known = function.worked_out
        if find not in known:
            known[find] = find(function)
        return cast(Result, known[find])

    return answer
