"""KF307: the address of a kfunc taken on a kernel that refuses that, as `bpf_ksym_exists()` does.

Where the kfunc is missing, libbpf puts 0 in the place of its address and all is well; where it exists, the verifier
looks the address up, and before 6.4 it knows variables only. Quiet behind tests that nobody can answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found, Level
from bpflint.base.span import Span
from bpflint.checks._kfuncs import documentation, history
from bpflint.checks.context import Context
from bpflint.kernel import Version
from bpflint.libbpf.ksym import essential_name, exists
from bpflint.libbpf.programs import Program
from bpflint.source.model import Binary, Branch, Cast, Function, FunctionRef, Operand, Select, Unary

SINCE: Final = Version(6, 4)
"""The release that takes the address of a kfunc. Source: "bpf: Allow ld_imm64 instruction to point to kfunc"."""


def check(context: Context) -> Iterator[Found]:
    """Yield each such test that a program reaches."""
    if context.kernel.version >= SINCE:
        return
    found: dict[tuple[Span, str], tuple[Function, dict[str, bool]]] = {}
    for program in context.programs:
        for function, certain in _functions(context, program).items():
            for name, span in _addresses(context, function):
                found.setdefault((span, name), (function, {}))[1][program.name] = certain
    for (span, name), (function, programs) in found.items():
        known = history(context, essential_name(name))
        since = f", and the kfunc exists since {known.since}" if known is not None and known.since else ""
        yield Found(
            span=span,
            message=f"the verifier takes the address of a kfunc, as of {name}(), since kernel {SINCE} only{since}",
            help="choose with bpf_core_type_exists(), a version, or a constant that the loader sets",
            level=None if any(programs.values()) else Level.WARNING,
            function=function.name.removeprefix("____"),
            programs=tuple(programs),
            docs=documentation(known),
            key=name,
        )


def _functions(context: Context, program: Program) -> dict[Function, bool]:
    """The functions that a program reaches, and whether it surely does."""
    found = {program.function: True, program.body: True}
    for reached in context.reached(program):
        found[reached.function] = found.get(reached.function, False) or not reached.conditional
    return found


def _addresses(context: Context, function: Function) -> Iterator[tuple[str, Span]]:
    """Where the function compares the address of a kfunc that this kernel has, or goes by it."""
    guards = context.guards
    live = guards.blocks(function) & guards.untested_blocks(function) if function.blocks else frozenset()
    for index in sorted(live):
        block = function.blocks[index]
        for instruction in (*block.instructions, block.terminator):
            operands: tuple[Operand, ...] = ()
            match instruction:
                case Binary(left=left, right=right):
                    operands = left, right
                case Branch(condition=operand) | Cast(operand=operand) | Select(operand=operand):
                    operands = (operand,)
                case Unary(operand=operand):
                    operands = (operand,)
            for operand in operands:
                if isinstance(operand, FunctionRef) and _is_kfunc(context, operand.name):
                    yield operand.name, instruction.span


def _is_kfunc(context: Context, name: str) -> bool:
    declaration = context.unit.declarations.get(name)
    return declaration is not None and declaration.is_ksym and exists(context.unit, context.kernel, name) is True
