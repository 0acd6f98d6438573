"""What the checks of kfuncs share: which calls mean kfuncs, what the object refers to, how a call is reached.

A call means a kfunc if its declaration carries `__ksym`, or if it has a known kfunc's name and nothing else in the
unit defines it. Functions that the compiler drops (static ones that nobody calls) refer to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from bpflint.base.finding import Level, Step
from bpflint.base.span import Span
from bpflint.checks.context import Context
from bpflint.flow.static.function_properties import is_global
from bpflint.flow.static.reach import Reached
from bpflint.flow.static.unit_reach import Reachability
from bpflint.kernel import Facts
from bpflint.kernel.kfunc import Kfunc, KfuncAt
from bpflint.kernel.program_types import ProgramKind
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, FunctionRef, Global, Store
from bpflint.source.unit import Declaration, Unit

Way = tuple[Program, Reached]


@dataclass(frozen=True, eq=False)
class KfuncCall:
    """A call of a kfunc that programs reach. `name` is the kernel's name, `written` the user's (with its flavour)."""

    call: Call
    written: str
    name: str
    declaration: Declaration | None
    ways: tuple[Way, ...]

    @property
    def function(self) -> str:
        """The user's function that holds the call."""
        return self.ways[0][1].function.name.removeprefix("____")

    @cached_property
    def by_kind(self) -> Mapping[ProgramKind, tuple[Way, ...]]:
        """The ways by what the kernel takes their programs for, where that is known."""
        found: dict[ProgramKind, list[Way]] = {}
        for way in self.ways:
            if (kind := kind_of(way[0])) is not None:
                found.setdefault(kind, []).append(way)
        return {kind: tuple(ways) for kind, ways in found.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The first call of a kfunc in the code that the compiler keeps, whether a program reaches it or not."""

    call: Call
    written: str
    name: str
    declaration: Declaration | None
    function: Function


def kfunc_calls(
    context: Context, matters: Callable[[str], bool] | None = None, reachability: Reachability | None = None
) -> Sequence[KfuncCall]:
    """Every kfunc call that some program reaches on this kernel; one that assembly may skip, where a path does.

    Of the kfuncs whose name `matters`, where that is given: for others no path is followed. With another
    `reachability`, those that some program reaches there.
    """
    reachability = reachability or context.reachability
    # Asked by most rules on each kernel, and the same on most.
    found = reachability.keep("kfunc calls", lambda: _kfunc_calls(context.unit, context.facts, reachability))
    calls: Sequence[KfuncCall] = found
    if matters is not None:
        calls = [each for each in calls if matters(each.name)]
    if not any(each.call.skippable for each in calls):
        return calls
    return tuple(_only_seen(context, calls))


def _only_seen(context: Context, calls: Sequence[KfuncCall]) -> Iterator[KfuncCall]:
    for each in calls:
        if not each.call.skippable:
            yield each
        elif ways := tuple(way for way in each.ways if _seen(context, way) is not None):
            yield replace(each, ways=ways)


def _kfunc_calls(unit: Unit, facts: Facts, reachability: Reachability) -> tuple[KfuncCall, ...]:
    return tuple(
        KfuncCall(reached.call, written, name, unit.declarations.get(written), tuple(reached.ways))
        for reached in reachability.calls
        if isinstance(written := reached.call.callee, str) and (name := _kfunc_name(unit, facts, written))
    )


def references(context: Context) -> Sequence[Reference]:
    """Each kfunc that the object refers to, once, where it is first called."""
    return _references(context.unit, context.facts)


@lru_cache(maxsize=2)
def _references(unit: Unit, facts: Facts) -> tuple[Reference, ...]:
    return tuple(
        Reference(call, written, name, unit.declarations.get(written), function)
        for written, (call, function) in _called(unit).items()
        if (name := _kfunc_name(unit, facts, written))
    )


@dataclass(frozen=True, slots=True)
class Need:
    """A kfunc that must be there: strongly declared, so that the whole object needs it, or weak and surely called.

    `programs` are those that call a weak one; none where it is the object that needs it, by `declaration`.
    """

    name: str
    span: Span
    programs: tuple[str, ...] = ()
    declaration: Declaration | None = None


def needs(context: Context, matters: Callable[[str], bool]) -> Iterator[Need]:
    """Every kfunc without which something of the unit does not load, of those whose name `matters`."""
    for reference in references(context):
        declaration = reference.declaration
        if declaration is not None and not declaration.is_weak and matters(reference.name):
            yield Need(reference.name, declaration.span, declaration=declaration)
    for call in kfunc_calls(context, matters):
        if call.declaration is None or call.declaration.is_weak:
            programs = {program.name for program, way in untested(context, call.ways) if not way.conditional}
            if programs:
                yield Need(call.name, call.call.span, tuple(sorted(programs)))


def is_part(context: Context) -> bool:
    """True if the unit is made to be linked with others: it calls what they define, or has what only they can call."""
    unit, facts = context.unit, context.facts
    for name in _called(unit):
        declaration = unit.declarations.get(name)
        ours = name.startswith("__") or name in facts.kfuncs or name in facts.helpers
        if declaration is not None and not declaration.is_ksym and not ours:
            return True
    named = {tag.partition(":")[2] for function in unit.functions.values() for tag in function.decl_tags}
    used = {function.name for function in _kept(unit, [each for each in unit.functions.values() if each.section])}
    return any(
        _is_root(each) and not each.in_header and not each.always_inline and each.name not in used | named
        for each in unit.functions.values()
    )


def _kfunc_name(unit: Unit, facts: Facts, written: str) -> str | None:
    """The kernel's name of the kfunc that a call of `written` means; None if it is no kfunc."""
    if written in unit.functions or written in unit.globals or written.startswith("__builtin_"):
        return None
    name = essential_name(written)
    declaration = unit.declarations.get(written)
    if declaration is not None and declaration.is_ksym:
        return name
    return name if name in facts.kfuncs else None


def history(context: Context, name: str) -> Kfunc | None:
    """What all kernels say about the kfunc."""
    return context.facts.kfuncs.get(name)


def is_judged(declaration: Declaration | None) -> bool:
    """True for a prototype that the user wrote; those in vmlinux.h are some kernel's own."""
    return declaration is not None and declaration.is_ksym and not declaration.from_vmlinux


def kind_of(program: Program) -> ProgramKind | None:
    """What the kernel takes the program for; None where the program that it replaces decides (freplace)."""
    return None if program.kind is None or program.kind.type == "BPF_PROG_TYPE_EXT" else program.kind


def programs_of(ways: Iterable[Way]) -> tuple[str, ...]:
    """The names of the programs, each once."""
    return tuple(dict.fromkeys(program.name for program, _ in ways))


def level_of(context: Context, ways: Sequence[Way]) -> Level | None:
    """A warning where no way comes to the call unless the loader sets something; else the rule's own level."""
    return None if any(_is_sure(context, way) for way in untested(context, ways)) else Level.WARNING


def level_compiled(context: Context, way: Way) -> Level | None:
    """A warning unless the call is in the compiled program, whether anything comes to it or not."""
    context = context.newest or context
    program, reached = way
    is_there = (reached.function.name, reached.call.span) in context.analysis(program).compiled
    return None if is_there else level_of(context, [way])


def surest(context: Context, ways: Sequence[Way]) -> tuple[Way, ...]:
    """The ways that come to the call for sure; all of them where none does."""
    return tuple(way for way in untested(context, ways) if _is_sure(context, way)) or tuple(ways)


def _is_sure(context: Context, way: Way) -> bool:
    context = context.newest or context
    return _seen(context, way) is True or (not way[1].conditional and _walked(context, way) is not False)


def _seen(context: Context, way: Way) -> bool | None:
    """Whether a path comes to the call whatever the loader sets; None where none was seen to come there."""
    program, reached = way
    return context.analysis(program).calls.get((reached.function.name, reached.call.span))


def alive(context: Context, ways: Sequence[Way]) -> tuple[Way, ...]:
    """The ways but for those where no path of the program comes to the call."""
    return tuple(way for way in ways if _walked(context, way) is not None)


def _walked(context: Context, way: Way) -> bool | None:
    """Whether some path comes to the call unless the loader sets something; None if it is certain that none does.

    Where the walk did not follow all paths, a call that none of them came to may be one that none comes to.
    """
    program, reached = way
    analysis = context.analysis(program)
    place = reached.function.name, reached.call.span
    if not isinstance(reached.call.callee, str) or context.kernel.kfunc(essential_name(reached.call.callee)) is None:
        if reached.function.name not in analysis.entered or place in analysis.passed:
            return True
        return None if analysis.whole else False
    if analysis.whole and any(name not in analysis.entered for name in _global_functions(context, reached)):
        return None
    certain = analysis.calls.get(place)
    if certain is None and analysis.whole and reached.function.name in analysis.entered:
        return None
    return bool(certain)


def _global_functions(context: Context, reached: Reached) -> Iterator[str]:
    """The functions on the way to a call that the verifier only looks at if it comes to a call of them."""
    if not context.kernel.has(Change.GLOBALS_WHEN_CALLED):
        return
    for call in reached.path:
        function = context.unit.functions.get(call.callee) if isinstance(call.callee, str) else None
        if function is not None and is_global(function):
            yield function.name


def untested(context: Context, ways: Sequence[Way]) -> tuple[Way, ...]:
    """The ways that do not hang on a test of the kernel whose outcome nobody knows."""
    reachability = context.reachability
    return tuple(way for way in ways if not reachability.tested(way[0], way[1].call))


def story(way: Way) -> tuple[Step, ...]:
    """How the program gets to the call; nothing where the call stands in the program itself."""
    program, reached = way
    if not reached.path:
        return ()
    start = Step(program.body.name_span, f"program '{program.name}' ({program.label}) starts here")
    calls = [Step(call.span, _enters(call)) for call in reached.path if not _is_wrapper(call, program)]
    if reached.alone and calls:
        why = "kernels before 6.8 verify it whatever is tested before the call"
        calls[0] = Step(calls[0].span, f"{calls[0].message}: {why}")
    return (start, *calls) if calls else ()


def where_to_test(way: Way) -> str:
    """What to add to advice to test for something, where the kernel does not heed a test before the call; else ""."""
    entered = way[1]
    if not entered.alone or not entered.path:
        return ""
    return f"; the test has to stand in {entered.path[0].callee}() itself, unless that is static"


def documentation(kfunc: Kfunc | KfuncAt | None) -> str:
    """The public page about the kfunc, our own where there is none; "" for what is no kfunc of ours."""
    return (kfunc.docs or kfunc.page) if kfunc else ""


def listing(names: tuple[str, ...], limit: int = 3) -> str:
    """`'a', 'b' and 4 more`, for messages."""
    quoted = [f"'{name}'" for name in names[:limit]]
    if len(names) > limit:
        return f"{', '.join(quoted)} and {len(names) - limit} more"
    return " and ".join(([", ".join(quoted[:-1])] if len(quoted) > 1 else []) + quoted[-1:])


def _enters(call: Call) -> str:
    if isinstance(call.callee, str):
        passed = [argument.name for argument in call.args if isinstance(argument, FunctionRef)]
        return f"passes {passed[0]}() to {call.callee}()" if passed else f"calls {call.callee}()"
    return "calls through a pointer"


def _is_wrapper(call: Call, program: Program) -> bool:
    """True for the call that `BPF_PROG`-like macros put between the entry and the user's function."""
    return call.callee == program.body.name and program.body is not program.function


def kept_functions(unit: Unit) -> Iterator[Function]:
    """The functions that end up in the object."""
    return _kept(unit, [each for each in unit.functions.values() if _is_root(each)])


@lru_cache(maxsize=2)
def _called(unit: Unit) -> Mapping[str, tuple[Call, Function]]:
    """The functions without a body that kept code calls, by name, each with its first call."""
    found: dict[str, tuple[Call, Function]] = {}
    for function in kept_functions(unit):
        for call in function.calls():
            if isinstance(call.callee, str) and call.callee not in unit.functions:
                found.setdefault(call.callee, (call, function))
    return found


def _kept(unit: Unit, roots: Sequence[Function]) -> Iterator[Function]:
    """The functions that end up in the object for these: they, what maps name, and what these use."""
    work = list(roots)
    for variable in unit.globals.values():
        work += [unit.functions[name] for name in _named(variable) if name in unit.functions]
    seen: set[str] = set()
    for function in work:
        if function.name in seen:
            continue
        seen.add(function.name)
        yield function
        for instruction in (instruction for block in function.blocks for instruction in block.instructions):
            operands: tuple[object, ...] = ()
            if isinstance(instruction, Call):
                operands = (instruction.callee, *instruction.args)
            elif isinstance(instruction, Store):
                operands = (instruction.value,)
            for operand in operands:
                name = operand.name if isinstance(operand, FunctionRef) else operand
                if isinstance(name, str) and name in unit.functions:
                    work.append(unit.functions[name])


def _is_root(function: Function) -> bool:
    return bool(function.section) or not function.is_static


def _named(variable: Global) -> Iterator[str]:
    return (operand.name for operand in variable.initializer.values() if isinstance(operand, FunctionRef))
