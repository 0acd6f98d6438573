"""KF307: the address of a kfunc taken on a kernel that refuses that, as `bpf_ksym_exists()` does.

Where the kfunc is missing, libbpf puts 0 in the place of its address and all is well; where it exists, the verifier
looks the address up, and before 6.4 it knows variables only. It does so before it follows any path: that the address
stands behind a test of the kernel's version, or of a constant of the loader, does not help.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.base.span import Span
from bpflint.checks._as_compiled import as_compiled
from bpflint.checks._kfuncs import documentation, history
from bpflint.checks.context import Context
from bpflint.flow.static.guards import Guards
from bpflint.kernel import Version
from bpflint.libbpf.ksym import essential_name, exists
from bpflint.source.control_flow import Branch, Function
from bpflint.source.model import Binary, Cast, FunctionRef, Operand, Select, Unary

SINCE: Final = Version(6, 4)
"""The release that takes the address of a kfunc. Source: "bpf: Allow ld_imm64 instruction to point to kfunc"."""


def check(context: Context) -> Iterator[Found]:
    """Yield each such test in the code of a program."""
    if context.kernel.version >= SINCE or not any(_is_kfunc(context, name) for name in context.unit.declarations):
        return
    found: dict[tuple[Span, str], tuple[Function, dict[str, None]]] = {}
    compiled = as_compiled(context)
    for program in context.programs:
        for function in compiled.functions(program):
            for name, span in _addresses(context, compiled.guards, function):
                found.setdefault((span, name), (function, {}))[1][program.name] = None
    for (span, name), (function, programs) in found.items():
        known = history(context, essential_name(name))
        since = f", and the kfunc exists since {known.since}" if known is not None and known.since else ""
        yield Found(
            span=span,
            message=f"the verifier takes the address of a kfunc, as of {name}(), since kernel {SINCE} only{since}",
            help="choose with bpf_core_type_exists(), a version, or a constant that the loader sets, in its place",
            function=function.name.removeprefix("____"),
            programs=tuple(programs),
            docs=documentation(known),
            key=name,
        )


def _addresses(context: Context, guards: Guards, function: Function) -> Iterator[tuple[str, Span]]:
    """Where the function compares the address of a kfunc that this kernel has, or goes by it."""
    for index in sorted(guards.blocks(function)) if function.blocks else ():
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
    if declaration is None or not declaration.is_ksym or not declaration.is_weak:
        return False  # the compiler takes what is not weak for there, and drops the test
    return exists(context.unit, context.kernel, name) is True
