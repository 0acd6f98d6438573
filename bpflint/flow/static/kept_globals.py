"""The global functions that old kernels verify though a program never comes to a call of them.

An object keeps what the compiler keeps: a call behind a test of the kernel is in it on every kernel. Before 6.8 the
verifier checks each global function of a program by itself, whatever the tests around its calls are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bpflint.flow.static.function_properties import is_global
from bpflint.flow.static.guards import Guards
from bpflint.flow.static.kernel_queries import KernelQueries, Query, QueryCache
from bpflint.kernel.verifier_change import Change
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, FunctionRef
from bpflint.source.unit import Unit

_MAX_FUNCTIONS = 4096
_WHEN_CALLED = Query("change", Change.GLOBALS_WHEN_CALLED.value)

KeptGlobal = tuple[Call, Function]
"""A global function, and a call of it."""


def kept_globals(unit: Unit, program: Function, guards: Guards) -> tuple[KeptGlobal, ...]:
    """Those that a program keeps, each once; none on kernels that verify only what they come to."""
    if not _has_any(unit):
        return ()
    if guards.asked.ask(_WHEN_CALLED):
        return ()
    return guards.asked.keep(("kept globals", program.name), lambda: tuple(_find(unit, program)))


@lru_cache(maxsize=2)  # asked for each program on each kernel
def _has_any(unit: Unit) -> bool:
    return any(_is_verified_alone(each) for each in unit.functions.values())


def _find(unit: Unit, program: Function) -> Iterator[KeptGlobal]:
    compiled = Guards(unit, KernelQueries(lambda _question: None, QueryCache()))
    seen, work = {program.name}, [program]
    while work and len(seen) < _MAX_FUNCTIONS:
        function = work.pop()
        blocks = compiled.blocks(function)
        for index, call in compiled.definitions(function).calls:
            for target in _entered(unit, call) if index in blocks else ():
                if target.name not in seen:
                    seen.add(target.name)
                    work.append(target)
                    if _is_verified_alone(target):
                        yield call, target


def _is_verified_alone(function: Function) -> bool:
    return is_global(function) and not function.section


def _entered(unit: Unit, call: Call) -> Iterator[Function]:
    for operand in (call.callee, *call.args):
        name = operand.name if isinstance(operand, FunctionRef) else operand
        if isinstance(name, str) and (target := unit.functions.get(name)) is not None and target.blocks:
            yield target
