"""The names of functions that code calls or hands on, whether the unit has a body for them or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpflint.flow.static.per_function import per_function
from bpflint.libbpf.ksym import essential_name
from bpflint.source.control_flow import Function
from bpflint.source.model import FunctionRef
from bpflint.source.unit import Unit


def names_called(unit: Unit, functions: Iterable[Function]) -> frozenset[str]:
    """What `functions` call, and what those functions of the unit call that they reach in this way.

    Follows calls into headers, because declarations and bodies there are read only when something uses them.
    """
    names: set[str] = set()
    seen: set[str] = set()
    work = list(functions)
    while work:
        function = work.pop()
        if function.name in seen:
            continue
        seen.add(function.name)
        for name in names_in(function):
            names.add(essential_name(name))
            if name in unit.functions:
                work.append(unit.functions[name])
    return frozenset(names)


@per_function
def names_in(function: Function) -> tuple[str, ...]:
    """What the calls in a function name: what is called, and what is passed."""
    return tuple(dict.fromkeys(_operands(function)))


def _operands(function: Function) -> Iterator[str]:
    for call in function.calls():
        for operand in (call.callee, *call.args):
            name = operand.name if isinstance(operand, FunctionRef) else operand
            if isinstance(name, str):
                yield name
