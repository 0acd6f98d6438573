"""The names of functions that code calls or hands on, whether the unit has a body for them or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpflint.flow.static.per_function import per_function
from bpflint.kernel import KernelFacts
from bpflint.libbpf.ksym import essential_name
from bpflint.source.control_flow import Function
from bpflint.source.model import FunctionRef
from bpflint.source.unit import Unit


def names_called(unit: Unit, functions: Iterable[Function]) -> frozenset[str]:
    """What `functions` call, and what those functions of the unit call that they reach in this way.

    Follows calls into headers, because declarations and bodies there are read only when something uses them.
    """
    reached = functions_named(unit, functions)
    return frozenset(essential_name(name) for function in reached for name in names_in(function))


def functions_named(unit: Unit, functions: Iterable[Function]) -> Iterable[Function]:
    """`functions`, and those of the unit that they call or hand on, directly or not."""
    found: dict[str, Function] = {}
    work = list(functions)
    while work:
        function = work.pop()
        if function.name not in found:
            found[function.name] = function
            work += [unit.functions[name] for name in names_in(function) if name in unit.functions]
    return found.values()


def is_known(kernel: KernelFacts, name: str) -> bool:
    """True for a builtin, and for a function that some kernel has, if not this one."""
    return name.startswith("__builtin_") or essential_name(name) in kernel.facts.kfuncs or name in kernel.facts.helpers


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
