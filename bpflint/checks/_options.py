"""What hangs on how a kernel is configured: nobody knows then whether the program loads.

A `__kconfig` value that is not weak and that the configuration may leave out, so libbpf refuses the object; code that
runs only with such a value; and what a kernel has only if it is built with an option.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpflint.base.finding import Found
from bpflint.checks._causes import Cause, by_program
from bpflint.checks._helpers import helper_calls
from bpflint.checks._kfuncs import Need, level_of, needs, programs_of, untested
from bpflint.checks._symbols import used_symbols
from bpflint.checks.context import Context
from bpflint.flow.static.per_function import per_function
from bpflint.kernel.program_types import ProgramKind
from bpflint.libbpf.attach_targets import TRAMPOLINES
from bpflint.libbpf.externs import is_always_set, is_option
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.model import Global, operands

HELPERS = {"bpf_override_return": "CONFIG_BPF_KPROBE_OVERRIDE"}
"""Helpers that distributions leave out by an option (kernel/trace/bpf_trace.c)."""

INJECTION = "CONFIG_FUNCTION_ERROR_INJECTION"
"""Makes the list of functions whose result may be changed (kernel/fail_function.c, lib/error-inject.c)."""


def needed_options(context: Context, program: Program) -> list[Cause]:
    """The options without which the program does not load."""
    return _needed_by(context, program.name)


def _needed(context: Context) -> Iterator[Cause]:
    for use in used_symbols(context):
        if is_option(use.variable) and not use.variable.is_weak and not is_always_set(use.variable):
            name = use.variable.name
            message = f"depends on {name}: libbpf refuses the object if the kernel's configuration does not set it"
            yield Cause(use.span, message, "BP511")
    for call in helper_calls(context):
        if call.name not in HELPERS:
            continue
        ways = untested(context, call.ways)
        if ways and level_of(context, ways) is None:
            message = f"depends on {HELPERS[call.name]}: without it there is no {call.name}()"
            yield Cause(call.call.span, message, "BP502", programs_of(ways))
    for need in left_out_kfuncs(context):
        option = " and ".join((context.facts.kfuncs[need.name].config or "").split())
        yield Cause(need.span, f"depends on {option}: without it there is no {need.name}()", "KF301", need.programs)
    for program in context.programs:
        if program.kind is not None and _needs_injection(context, program.kind):
            what = "take a program that sleeps" if program.kind.sleepable else "have its result changed"
            message = f"depends on {INJECTION}: without it {program.kind.target}() cannot {what}"
            yield Cause(program.body.name_span, message, "BP508", (program.name,))


_needed_by = by_program(_needed)


def left_out_kfuncs(context: Context) -> tuple[Need, ...]:
    """The kfuncs that the unit needs, that this release has, and that its builds were configured without."""
    return context.once(_left_out_kfuncs)


def _left_out_kfuncs(context: Context) -> Iterator[Need]:
    if context.kernel.is_release:
        yield from needs(context, lambda name: _is_left_out(context, name))


def _is_left_out(context: Context, name: str) -> bool:
    kfunc = context.facts.kfuncs.get(name)
    if kfunc is None or not kfunc.config or context.kernel.kfunc(name) is None:
        return False
    surface = context.kernel.surface
    return bool(surface.option_of(name)) and not surface.function(name).is_present


def _needs_injection(context: Context, kind: ProgramKind) -> bool:
    if kind.type != "BPF_PROG_TYPE_TRACING" or kind.attach not in TRAMPOLINES or not kind.target:
        return False
    changes = kind.attach == "BPF_MODIFY_RETURN"
    if not (changes or kind.sleepable):
        return False
    return context.facts.store.attach_functions.is_only_injected(kind.target, changes=changes and not kind.sleepable)


def deciding_options(context: Context, program: Program, softened: Iterable[Found]) -> list[Cause]:
    """What would refuse the program if the code that an option switches were run."""
    (switching,) = context.once(_switching)
    names = switching[program.name]
    if not names:
        return []
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return [Cause(each.span, f"depends on {names[0]}{more}: {each.message}", "") for each in softened]


def _switching(context: Context) -> Iterator[dict[str, list[str]]]:
    """By programs, the options that their code looks at."""
    switching: dict[str, set[str]] = {program.name: set() for program in context.reachability.reached}
    for function, programs in context.programs_by_function().items():
        if options := _options_in(function):
            for program in programs:
                switching[program.name] |= options
    yield {name: sorted(options) for name, options in switching.items()}


@per_function
def _options_in(function: Function) -> frozenset[str]:
    found = (operand for block in function.blocks for each in block.instructions for operand in operands(each))
    return frozenset(operand.name for operand in found if isinstance(operand, Global) and is_option(operand))
