"""Where walks begin, and what the kernel hands a program: its context, its arguments, what may be NULL in them."""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import Reference
from bpflint.flow.domain.packet_room import ENDS
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, KEY, MAX64, UNKNOWN, Argument, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.domain.ways import CERTAIN
from bpflint.flow.machine import context_members
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.hook_arguments import hook_argument, hook_arguments
from bpflint.flow.machine.roots import Root
from bpflint.kernel.bpf_machine import REGISTER
from bpflint.kernel.program_contexts import is_context
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.ksym import essential_name
from bpflint.source.control_flow import Function
from bpflint.source.types import Kind, Type

ARGUMENT_TYPES = frozenset(
    {
        "BPF_PROG_TYPE_TRACING",
        "BPF_PROG_TYPE_LSM",
        "BPF_PROG_TYPE_STRUCT_OPS",
    }
)
"""Program types whose context is an array of a kernel function's arguments, each known by its BTF type."""

NUMBER_CONTEXTS = frozenset(
    {
        "BPF_PROG_TYPE_KPROBE",
        "BPF_PROG_TYPE_PERF_EVENT",
        "BPF_PROG_TYPE_RAW_TRACEPOINT",
        "BPF_PROG_TYPE_TRACEPOINT",
    }
)
"""Program types whose context holds numbers, though some are addresses to the kernel."""

MAYBE_NULL_MEMBERS = {
    "sched_ext_ops.dispatch": {1},
}
"""Arguments (from 0) of struct_ops members that may be NULL. Source: the `__nullable` stubs of kernel/sched/ext.c."""

REFERENCED_MEMBERS = {
    "Qdisc_ops.enqueue": {0: "bpf_qdisc_skb_drop"},
}
"""Arguments that come with a reference, and what gives it back. Source: the `__ref` stubs of net/sched/bpf_qdisc.c."""

SOCK_COMMON = "sock_common"
"""The name of a socket of which no more may be read than every kind of socket has."""

FLOW_KEYS = "bpf_flow_keys"
"""What a flow dissector fills in: memory of the kernel's, which is reached at constant offsets only."""

PACKET_FIELDS = frozenset({*ENDS, *ENDS.values()})
PACKET_CONTEXTS = frozenset({"__sk_buff", "bpf_sock_ops", "bpf_sockopt", "sk_msg_md", "sk_reuseport_md", "xdp_md"})
UNTRUSTED_HOOKS = frozenset(
    {
        "bdev_alloc_security",
        "bdev_free_security",
        "bpf_map_free",
        "bpf_prog_free",
        "file_alloc_security",
        "file_free_security",
        "sk_alloc_security",
        "sk_free_security",
        "task_free",
    }
)
"""LSM hooks whose arguments are not trusted. Source: untrusted_lsm_hooks in kernel/bpf/bpf_lsm.c."""

_TAGS_OF_LIBBPF: Final = frozenset({"ctx", "arena"})
"""Tags of a global function's parameters that mean something to kernels that do not know them: libbpf sees to it."""


def start(engine: Machine) -> None:
    """Queues the program itself. Global functions and callbacks are added when they are met."""
    function = engine.program.function
    args: list[Value] = []
    for index, param in enumerate(function.params):
        args.append(_context(engine, param.type) if index == 0 else _any(engine, param.type))
    engine.roots.add(Root(function, tuple(args), "program", engine.root.sleepable))


def _context(engine: Machine, ctype: Type) -> Value:
    target = ctype.target if ctype.kind is Kind.POINTER else None
    record = target if target is not None and target.is_record else None
    return Pointer(engine.region(RegionKind.CONTEXT, record, "ctx"), 0, 0, 0, Trust.UNKNOWN)


def _any(engine: Machine, ctype: Type) -> Value:
    if ctype.kind in (Kind.INT, Kind.ENUM):
        return arithmetic.fresh(ctype, engine.identity())
    return UNKNOWN


def load_context(engine: Machine, state: State, address: Pointer, ctype: Type, *, again: bool) -> Value:
    """A value read from the program's context; `again` where what was read before may be another one."""
    offset = address.offset
    if offset is None:
        return UNKNOWN if ctype.kind is not Kind.INT else arithmetic.fresh(ctype, engine.identity())
    known = None if again else state.read(address.region, offset, ctype.size)
    if known is not None:
        return known if isinstance(known, Pointer) else engine.cast(state, known, ctype)
    value = _first(engine, state, address, offset, ctype)
    state.write(address.region, offset, ctype.size, value)
    return value if isinstance(value, Pointer) else engine.cast(state, value, ctype)


def _first(engine: Machine, state: State, address: Pointer, offset: int, ctype: Type) -> Value:
    kind = engine.kind
    record = state.type_of(address.region)
    is_iterator = record is not None and record.name.startswith("bpf_iter__") and engine.type not in NUMBER_CONTEXTS
    if is_iterator and ctype.kind is Kind.POINTER:
        return _iterator_argument(engine, address.field, ctype)
    if engine.type in ARGUMENT_TYPES and engine.root.role == "program" and kind is not None and not record:
        if "ITER" in (kind.attach or ""):
            return _iterator_member(engine, kind.target or "", offset)
        return argument(engine, offset // 8)
    if record is not None and context_members.is_foreign(engine, record):
        return _foreign(engine, offset, ctype)
    socket = _socket(engine, record, address, ctype)
    if socket is not None:
        return socket
    name = address.field.rpartition(".")[2] or _member_at(record, offset)
    objects = engine.kernel.facts.store.context_access.objects
    if record is not None and f"{essential_name(record.name)}.{name}" in objects and ctype.target is not None:
        return engine.kernel_object(ctype.target, Trust.TRUSTED)
    target = ctype.target if ctype.kind is Kind.POINTER else None
    if engine.type == "BPF_PROG_TYPE_FLOW_DISSECTOR" and target is not None and target.name == FLOW_KEYS:
        return Pointer(engine.region(RegionKind.MEMORY, target, FLOW_KEYS, target.size or None))
    if name in PACKET_FIELDS and record is not None and essential_name(record.name) in PACKET_CONTEXTS:
        return Pointer(engine.region(RegionKind.PACKET, name=name), life=state.packet)
    if ctype.kind in (Kind.INT, Kind.ENUM):
        return engine.plain_number(ctype) if engine.type in NUMBER_CONTEXTS else _any(engine, ctype)
    if engine.type in NUMBER_CONTEXTS and ctype.kind is Kind.POINTER and "arena" not in ctype.tags:
        return engine.plain_number()
    return UNKNOWN


def _member_at(record: Type | None, offset: int) -> str:
    """The member of a context that is read by its number, as inline assembly does."""
    place = context_members.place_at(record, offset) if record is not None and record.complete else None
    return place.member if place is not None and place.at == 0 else ""


def _foreign(engine: Machine, offset: int, ctype: Type) -> Value:
    """What a context holds that the source takes for another struct: a number, unless it is an address there."""
    given = context_members.given_place(engine, offset)
    if given is None or ctype.kind not in (Kind.INT, Kind.ENUM, Kind.POINTER):
        return UNKNOWN
    struct, place = given
    sockets = engine.kernel.facts.store.context_access.sockets
    if place.member in PACKET_FIELDS or f"{struct}.{place.member}" in sockets.maybe_null | sockets.never_null:
        return _any(engine, ctype)
    return UNKNOWN if place.element == REGISTER else engine.plain_number(ctype)


def _socket(engine: Machine, record: Type | None, address: Pointer, ctype: Type) -> Pointer | None:
    """The socket that a member of the context is to the verifier, None for another member."""
    sockets = engine.kernel.facts.store.context_access.sockets
    member = f"{essential_name(record.name)}.{address.field.rpartition('.')[2]}" if record is not None else ""
    if ctype.kind is not Kind.POINTER or ctype.target is None or member not in sockets.maybe_null | sockets.never_null:
        return None
    name = SOCK_COMMON if member in sockets.common else ctype.target.name
    region = engine.region(RegionKind.KERNEL, ctype.target, name)
    return Pointer(region, 0, engine.identity() if member in sockets.maybe_null else 0, trust=Trust.TRUSTED)


def argument(engine: Machine, index: int) -> Value:
    """Argument `index` of the function that the program is attached to."""
    kind = engine.kind
    assert kind is not None
    known = hook_argument(engine.kernel, kind, index)
    if known is None and kind.type == "BPF_PROG_TYPE_LSM" and index >= len(hook_arguments(engine.kernel, kind)):
        # Behind the arguments comes what other modules answered, which the verifier knows the limits of.
        return Scalar(0, MAX64, engine.number(("argument", index)), vague=True)
    if known is not None and not known.struct:
        ident = engine.number(("argument", index))
        engine.numbers.add(ident)
        return Scalar(0, MAX64, ident)
    trust, null = Trust.UNKNOWN, known is not None and known.nullable
    if kind.type == "BPF_PROG_TYPE_STRUCT_OPS":
        trust = Trust.TRUSTED
        member = kind.member or ""
        null = null or index in MAYBE_NULL_MEMBERS.get(member, ())
        if not member or not _is_known_member(member):
            trust = Trust.UNKNOWN if not member else Trust.TRUSTED
    elif kind.type == "BPF_PROG_TYPE_LSM":
        trust = Trust.PLAIN if kind.target in UNTRUSTED_HOOKS else Trust.TRUSTED
    elif kind.attach == "BPF_TRACE_RAW_TP":
        trust = Trust.TRUSTED
    elif kind.attach in ("BPF_TRACE_FENTRY", "BPF_TRACE_FEXIT", "BPF_MODIFY_RETURN", "BPF_TRACE_FSESSION"):
        trust = Trust.PLAIN
    struct = known.struct if known is not None else ""
    ctype = engine.unit.find_type(f"struct {struct}") if struct else None
    region = engine.region(RegionKind.KERNEL, ctype, struct if ctype is not None else "")
    life = engine.given.get(index, 0)
    ident = engine.identity() if null else 0 if trust is Trust.TRUSTED else -engine.identity()
    return Argument(index, Pointer(region, 0, ident, life, trust, 1))


def give(engine: Machine, state: State) -> None:
    """Arguments of struct_ops members that come with a reference: the program owns them from the start."""
    engine.given = {}
    member = engine.kind.member if engine.kind is not None and engine.root.role == "program" else None
    for index, release in REFERENCED_MEMBERS.get(member or "", {}).items():
        body = engine.program.body
        # The wrapper that BPF_PROG makes passes the context first.
        position = index + 1 if body is not engine.program.function else index
        name = body.params[position].name if position < len(body.params) else ""
        token = engine.identity()
        engine.given[index] = token
        span = body.params[position].span if position < len(body.params) else body.name_span
        state.owned[token] = Reference("", span, name, "argument", release, 0, 1, 0)
        state.tell(span, f"{name} comes with a reference", token)


def _is_known_member(member: str) -> bool:
    return "." in member


def _iterator_member(engine: Machine, target: str, offset: int) -> Value:
    """What an iterator's context holds at an offset, read as one of the arguments that BPF_PROG() makes of it."""
    record: Type | None = engine.unit.find_type(f"struct bpf_iter__{target}")
    place = context_members.place_at(record, offset) if record is not None else None
    while record is not None and record.is_record:
        member = next((each for each in record.fields if 0 <= offset - each.offset < each.type.size), None)
        record, offset = (member.type, offset - member.offset) if member is not None else (None, 0)
    if record is None or place is None or offset or record.kind is not Kind.POINTER:
        return UNKNOWN
    return _iterator_argument(engine, f"bpf_iter__{target}.{place.member}", record)


def _iterator_argument(engine: Machine, field: str, ctype: Type) -> Value:
    """Members of an iterator's context: `meta` is always there, the object is NULL at the end."""
    target = ctype.target if ctype.target is not None and ctype.target.is_record else None
    if field.endswith(".meta"):
        return engine.kernel_object(target, Trust.TRUSTED)
    known = engine.kernel.facts.store.context_access.iterators
    if field in known.keys:
        return Pointer(engine.region(RegionKind.MEMORY, name=KEY, readonly=True), null=engine.identity())
    if field in known.buffers:
        return Pointer(engine.region(RegionKind.MEMORY, name=field), null=engine.identity())
    if target is None:
        return UNKNOWN
    trust = Trust.TRUSTED if field in known.trusted else Trust.UNKNOWN
    return engine.kernel_object(target, Trust.PLAIN if field in known.plain else trust, null=True)


def origin(state: State, pointer: Pointer) -> str:
    """Which call gave the pointer, "" where none did."""
    reference = state.owned.get(pointer.life)
    if reference is not None:
        return reference.callee
    return "" if pointer.region.origin == CALLER else pointer.region.origin


def add_global(engine: Machine, state: State, function: Function) -> None:
    """Has a global function verified on its own, with arguments that only its types and tags describe."""
    _check_result(engine, state, function)
    args: list[Value] = []
    for index, param in enumerate(function.params):
        tags = function.param_tags[index] if index < len(function.param_tags) else ()
        args.append(_global_argument(engine, param.type, tags))
    way = state.way if engine.has(Change.GLOBALS_WHEN_CALLED) else CERTAIN
    engine.roots.add(Root(function, tuple(args), "global", engine.root.sleepable, way))


def _check_result(engine: Machine, state: State, function: Function) -> None:
    returned = function.type.target
    if returned is None:
        return
    span, name = function.name_span, function.name
    if returned.kind is Kind.VOID and not engine.has(Change.GLOBALS_RETURN_NOTHING):
        engine.report(state, Case.GLOBAL_FUNCTION_RETURNS_NOTHING, span, key=name, callee=name)
    if returned.is_record or (returned.is_pointer and "arena" not in returned.tags):
        parts = {"callee": name, "returned": "a pointer" if returned.is_pointer else "a struct"}
        engine.report(state, Case.GLOBAL_FUNCTION_RETURNS_POINTER, span, key=name, parts=parts)


def _global_argument(engine: Machine, ctype: Type, tags: tuple[str, ...]) -> Value:
    names = {tag.removeprefix("arg:") for tag in tags}
    if ctype.kind is not Kind.POINTER or ctype.target is None:
        return _any(engine, ctype)
    target = ctype.target
    knows_tags = engine.has(Change.GLOBAL_ARGUMENTS_TAGGED)
    if not knows_tags:
        names &= _TAGS_OF_LIBBPF
    if "ctx" in names or (target.is_record and is_context(engine.type, target.name)):
        return Pointer(engine.region(RegionKind.CONTEXT, target if target.is_record else None, "ctx"))
    if target.is_record and target.name == "bpf_dynptr" and knows_tags:
        return Pointer(engine.region(RegionKind.DYNPTR, target, "dynptr"))
    if "arena" in names or "arena" in ctype.tags:
        return UNKNOWN
    if "untrusted" in names:
        return engine.kernel_object(target if target.is_record else None, Trust.UNTRUSTED, tested=True)
    if "trusted" in names:
        record = target if target.is_record else None
        return engine.kernel_object(record, Trust.TRUSTED, null="nullable" in names)
    if not target.size or target.kind is Kind.VOID:
        return UNKNOWN
    region = engine.region(RegionKind.MEMORY, target, target.name, target.size or None, origin=CALLER)
    return Pointer(region, 0, 0 if "nonnull" in names else engine.identity())


def scalar(engine: Machine, ctype: Type | None, low: int | None = None, high: int | None = None) -> Scalar:
    """An integer that the kernel returns."""
    value = arithmetic.fresh(ctype, engine.identity())
    if low is not None and high is not None:
        return Scalar(low, high, value.ident)
    return value
