"""Maps and globals that a program may not use at all, because of what their values hold.

The verifier looks at every map that the instructions name, used or not. Only calls are looked at here: what is named
elsewhere is missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpflint.base.finding import Found
from bpflint.checks._kfuncs import Way, alive, kind_of, level_compiled, story
from bpflint.checks.context import Context
from bpflint.flow.static.addresses import base_of
from bpflint.flow.static.struct_layout import special_members
from bpflint.kernel import KernelFacts
from bpflint.kernel.map_forms import MapForm
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.programs import Program
from bpflint.source.model import Global
from bpflint.source.types import Type
from bpflint.source.unit import Map, Unit

TRACING = frozenset(
    {
        "BPF_PROG_TYPE_KPROBE",
        "BPF_PROG_TYPE_PERF_EVENT",
        "BPF_PROG_TYPE_RAW_TRACEPOINT",
        "BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE",
        "BPF_PROG_TYPE_TRACEPOINT",
    }
)
"""What the verifier calls tracing programs: those that may run anywhere. fentry and tp_btf are none."""
SOCKET_FILTER = "BPF_PROG_TYPE_SOCKET_FILTER"
LOCKS = frozenset({"bpf_spin_lock", "bpf_res_spin_lock"})
NEVER_IN_TRACING = frozenset({"bpf_spin_lock", "bpf_list_head", "bpf_rb_root"})
DEFERRED = frozenset({"bpf_timer", "bpf_wq"})


def misused(context: Context) -> Iterator[Found]:
    """Each map or global that a program names in a call and may not use, where it first does."""
    named = context.reachability.keep(("named in calls", maps_awake(context)), lambda: _named(context))
    for program in context.programs if named else ():
        refused, kind = _refused(program, context.kernel), kind_of(program)
        sleeps = kind is not None and kind.sleepable
        if not refused and not sleeps:
            continue
        seen: set[str] = set()
        for way in context.reached(program):
            for variable in named.get(id(way.call), ()):
                if variable.name not in seen and alive(context, [(program, way)]):
                    seen.add(variable.name)
                    yield from _use(context, (program, way), variable, refused)
                    if sleeps:
                        yield from _use_asleep(context, (program, way), variable)


def _named(context: Context) -> Mapping[int, list[Global]]:
    """What calls name, by their `id()`, of the maps and globals that some program may not use."""
    asleep = maps_awake(context)
    found: dict[int, list[Global]] = {}
    for each in context.reached_calls():
        function = each.ways[0][1].function
        bases = (base_of(function, argument, members=True) for argument in each.call.args)
        variables = [
            base
            for base in bases
            if isinstance(base, Global) and (base.name in asleep or special_members(_value(context.unit, base)))
        ]
        if variables:
            found[id(each.call)] = variables
    return found


def _use(context: Context, way: Way, operand: Global, refused: frozenset[str]) -> Iterator[Found]:
    program, reached = way
    held = next((each.name for each in special_members(_value(context.unit, operand)) if each.name in refused), "")
    if held:
        yield Found(
            span=reached.call.span,
            message=f"{operand.name} holds a {held}, so {program.label} program {program.name} may not use it",
            help=f'use a tp_btf or fentry program, or a map without it (the verifier: "progs cannot use {held} yet")',
            steps=story(way),
            level=level_compiled(context, way),
            function=reached.function.name.removeprefix("____"),
            programs=(program.name,),
            key=f"map:{operand.name}",
        )


def _use_asleep(context: Context, way: Way, operand: Global) -> Iterator[Found]:
    """Reports a map of a type that programs which may sleep do not take on this kernel."""
    program, reached = way
    form = _form_awake(context, context.unit.maps.get(operand.name))
    if form is None:
        return
    yield Found(
        span=reached.call.span,
        message=f"{operand.name} is a {form.name} map, and {program.label} program {program.name}, which may sleep, "
        "may not use it",
        help="use another kind of map, or a program that does not sleep "
        '(the verifier: "Sleepable programs can only use")',
        steps=story(way),
        level=level_compiled(context, way),
        function=reached.function.name.removeprefix("____"),
        programs=(program.name,),
        key=f"asleep:{operand.name}",
    )


def maps_awake(context: Context) -> tuple[str, ...]:
    """The maps that no program which may sleep uses on this kernel; none if the unit has no such program."""
    if not any(program.kind is not None and program.kind.sleepable for program in context.programs):
        return ()
    return tuple(name for name, known in context.unit.maps.items() if _form_awake(context, known) is not None)


def _form_awake(context: Context, known: Map | None) -> MapForm | None:
    """The form of a map that programs which may sleep do not take on this kernel; None for others."""
    form = context.facts.store.map_forms.get(known.type) if known is not None and known.type is not None else None
    if form is None or (form.sleepable is not None and context.kernel.version >= form.sleepable):
        return None
    return form


def _value(unit: Unit, operand: Global) -> Type | None:
    """What the map's values are, or the variable is."""
    known = unit.maps.get(operand.name)
    return known.value if known is not None else operand.type


def _refused(program: Program, kernel: KernelFacts) -> frozenset[str]:
    """The special members that this kernel keeps from programs of the type; what it does not know is plain memory."""
    return frozenset(name for name in _kept_from(program, kernel) if kernel.surface.type(f"struct {name}").is_present)


def _kept_from(program: Program, kernel: KernelFacts) -> frozenset[str]:
    kind = kind_of(program)
    if kind is None:
        return frozenset()
    if kind.type in TRACING:
        deferred = frozenset() if kernel.has(Change.TRACING_TIMERS) else DEFERRED
        return NEVER_IN_TRACING | deferred | (frozenset() if kernel.has(Change.TRACING_RES_LOCKS) else LOCKS)
    return LOCKS if kind.type == SOCKET_FILTER else frozenset()
