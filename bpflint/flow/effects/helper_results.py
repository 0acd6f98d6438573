"""What helpers return: values of maps, records, kernel objects, numbers within what the verifier knows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import dynptr, helper_arguments, kptr, references
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import HALF_A_REGISTER, Machine
from bpflint.flow.machine.entry import SOCK_COMMON
from bpflint.flow.machine.trust import in_rcu, trust_of
from bpflint.flow.static.stack_use import most_room
from bpflint.kernel.helper_contract import Between, Checked, HelperContract
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Map

_MAX_ERRNO: Final = 4095
_LARGEST_SIZE: Final = 1 << 29
"""BPF_MAX_VAR_SIZ in include/linux/bpf_verifier.h: a size may not be as large."""
_ARRAYS: Final = frozenset({2, 6})
"""BPF_MAP_TYPE_ARRAY and _PERCPU_ARRAY: what has a constant key below max_entries is always there."""
_SOCKET_MAPS: Final = frozenset({15, 18})
_XSKMAP: Final = 17
_SOCKET: Final = "struct bpf_sock"
_XDP_SOCKET: Final = "struct bpf_xdp_sock"
"""What lookups in maps of sockets give. Source: check_helper_call() in kernel/bpf/verifier.c."""
_SOCKETS: Final = frozenset({"RET_PTR_TO_SOCKET", "RET_PTR_TO_SOCK_COMMON", "RET_PTR_TO_TCP_SOCK", "RET_PTR_TO_BTF_ID"})


def result(engine: Machine, state: State, site: Site, contract: HelperContract | None) -> Value:
    """What a helper gives. Where nobody knows, a number of the declared type, or anything."""
    promised = contract.result if contract is not None else None
    if contract is not None and promised is not None:
        giver = _BY_NAME.get(site.name)
        if giver is not None:
            return giver(engine, state, site)
        if contract.is_lookup:
            return _lookup(engine, state, site, promised)
        if contract.takes(0, "ARG_PTR_TO_PERCPU_BTF_ID"):
            return _percpu(engine, state, site, promised)
        if promised.kind in _SOCKETS:
            return _object(engine, state, site, contract, promised)
    return _number(engine, state, site, contract)


def map_of(value: Value) -> Map | None:
    """The map that a value is, None where it is none or nobody knows which."""
    return value.region.map if isinstance(value, Pointer) and value.region.kind is RegionKind.MAP else None


def map_value(engine: Machine, map_: Map | None, origin: str, *, null: bool, group: str = "") -> Pointer:
    """A pointer to a value of a map. Values of one `group` are one memory to the kernel.

    A value declared as `void *` says nothing of its size: the loader may put another object's map in the map's place.
    """
    ctype = map_.value if map_ is not None else None
    size = (ctype.size if ctype is not None else None) or (map_.value_size if map_ is not None else None) or None
    if ctype is not None and ctype.target is not None and ctype.target.kind is Kind.VOID and not ctype.tags:
        ctype = size = None
    region = engine.region(
        RegionKind.MAP_VALUE, ctype, map_.name if map_ is not None else "", size, group=group, map=map_, origin=origin
    )
    return Pointer(region, 0, engine.identity() if null else 0)


def _number(engine: Machine, state: State, site: Site, contract: HelperContract | None) -> Value:
    if site.call.result is None:
        return UNKNOWN
    if contract is not None and contract.is_result_within_size:
        size = contract.first_size
        if size is not None and size < len(site.args):
            _, most = state.range(site.args[size])
            if 0 <= most <= _LARGEST_SIZE:
                return Scalar(-_MAX_ERRNO, most, engine.identity())
    known = contract.result_between if contract is not None else None
    if known is not None and _is_bounded(engine, known):
        return Scalar(known.low, known.high, engine.identity(), vague=known.is_limit)
    ctype = site.call.result.type
    if ctype.kind not in (Kind.INT, Kind.ENUM):
        return UNKNOWN
    promised = contract.result if contract is not None else None
    if promised is not None and promised.kind == "RET_INTEGER":
        return engine.plain_number(ctype)
    return arithmetic.fresh(ctype, engine.identity())


def _is_bounded(engine: Machine, known: Between) -> bool:
    attach = engine.kind.attach if engine.kind is not None else None
    return (known.since is None or engine.is_at_least(known.since)) and attach not in known.not_for


def _pointed(call_: Call) -> Type | None:
    target = call_.result.type.target if call_.result is not None else None
    return target if target is not None and target.is_record else None


def _object(engine: Machine, state: State, site: Site, contract: HelperContract, promised: Checked) -> Value:
    """A socket, or another object of the kernel."""
    name, call_ = site.name, site.call
    if contract.acquires:
        releaser = engine.kernel.facts.helper_contracts.releaser_of(name)
        kind = SOCK_COMMON if promised.kind == "RET_PTR_TO_SOCK_COMMON" else ""
        pointer = engine.kernel_object(_pointed(call_), Trust.TRUSTED, null=True, origin=name, name=kind)
        return _acquired(engine, state, site, pointer, releaser)
    if contract.casts:
        source = site.value(0)
        # Trusted only as long as a reference stands behind it: the helper's result has no mark of its own.
        life = source.life if isinstance(source, Pointer) else 0
        trust = Trust.TRUSTED if life in state.owned else Trust.PLAIN
        return engine.kernel_object(_pointed(call_), trust, null=True, origin=name, life=life)
    ctype = engine.unit.find_type(f"struct {promised.struct}") if promised.struct else _pointed(call_)
    trust = Trust.TRUSTED if "PTR_TRUSTED" in promised.flags else Trust.PLAIN
    origin = name if promised.may_be_null else ""
    return engine.kernel_object(ctype, trust, null=promised.may_be_null, tested=trust is Trust.PLAIN, origin=origin)


def _acquired(engine: Machine, state: State, site: Site, pointer: Pointer, releaser: str) -> Pointer:
    """The same pointer, which holds a reference from now on."""
    return replace(pointer, life=references.acquire(engine, state, site, pointer.null, release_name=releaser))


def _record(engine: Machine, state: State, site: Site) -> Value:
    null = engine.identity()
    region = engine.region(RegionKind.MEMORY, name="record", size=state.constant(site.value(1)), origin=site.name)
    releaser = engine.kernel.facts.helper_contracts.releaser_of(site.name)
    return Pointer(region, 0, null, references.acquire(engine, state, site, null, release_name=releaser))


def _slice(engine: Machine, state: State, site: Site) -> Value:
    slot = dynptr.slot_of(state, site.value(0))
    region = engine.region(RegionKind.MEMORY, name="slice", size=state.constant(site.value(2)), origin=site.name)
    return Pointer(region, 0, engine.identity(), slot.life if slot is not None else 0)


_BY_NAME: Final[Mapping[str, Callable[[Machine, State, Site], Value]]] = {
    # check_helper_call() in kernel/bpf/verifier.c makes the results of these out of their arguments, by name or by
    # types of results that nothing else has.
    "bpf_dynptr_data": _slice,
    "bpf_kptr_xchg": kptr.exchange,
    "bpf_ringbuf_reserve": _record,
}


def _lookup(engine: Machine, state: State, site: Site, promised: Checked) -> Value:
    name, map_ = site.name, map_of(site.value(0))
    plain = name == "bpf_map_lookup_elem"  # of maps that hold no values the kernel knows this one helper
    is_there = plain and map_ is not None and _is_always_there(engine, state, map_, site.value(1))
    # The kernel is asked last: those that answer unlike others are walked apart.
    null = promised.may_be_null and not (is_there and engine.has(Change.CONSTANT_KEYS_FOUND))
    if map_ is not None and map_.holds_maps and plain:
        region = engine.region(RegionKind.MAP, name=map_.name, map=map_.inner, origin=name)
        inner = Pointer(region, 0, engine.identity())
        state.tell(site.call.span, f"{name}() may return NULL", inner.null)
        return inner
    if map_ is not None and map_.type in _SOCKET_MAPS:
        pointer = engine.kernel_object(engine.unit.find_type(_SOCKET), Trust.TRUSTED, null=True, origin=name)
        return _acquired(engine, state, site, pointer, "bpf_sk_release")
    if map_ is not None and map_.type == _XSKMAP:
        shown = engine.unit.find_type(_XDP_SOCKET)
        return engine.kernel_object(shown, Trust.PLAIN, null=True, origin=name)
    if map_ is None and site.args and not isinstance(site.args[0], Pointer) and promised.may_be_null:
        return UNKNOWN
    value = map_value(engine, map_, name, null=null)
    if value.null:
        state.tell(site.call.span, f"{name}() may return NULL", value.null)
        if is_there:
            state.constant_keys |= {value.null}
    return value


def _is_always_there(engine: Machine, state: State, map_: Map, key: Value) -> bool:
    """True for an array's value at a constant key. Kernels before CONSTANT_KEYS_FOUND do not know."""
    if map_.type not in _ARRAYS or not isinstance(key, Pointer) or key.region.kind is not RegionKind.STACK:
        return False
    if key.offset is None:
        return False
    cells = state.memory.get(key.region)
    content = cells.read(key.offset, 4) if cells is not None else None
    constant = state.constant(content) if content is not None else None
    is_inside = constant is not None and (map_.max_entries is None or 0 <= constant < map_.max_entries)
    return is_inside and not (constant and _is_alone(engine, state))


def _is_alone(engine: Machine, state: State) -> bool:
    """True if a key is all that is on the stack, and so at the end of a register's room, where only zeroes are tracked.

    Source: check_stack_write_fixed_off() in kernel/bpf/verifier.c, which keeps numbers at the beginning of that room.
    """
    if state.top.function not in (engine.root.function, engine.program.body):
        return False  # a function that is inlined twice has its variables twice
    functions = engine.summaries.reached(engine.root.function)
    return sum(most_room(function) for function in functions) == HALF_A_REGISTER


def check_percpu(engine: Machine, state: State, site: Site) -> None:
    """Reports an object of the program's own that is gone or not per-CPU, and what surely is not."""
    value, name, span = site.value(0), site.name, site.call.span
    if not isinstance(value, Pointer):
        return
    about, parts = (value.null, value.life), site.parts(0)
    if _is_plain(engine, value):
        engine.report(state, Case.NOT_PER_CPU, span, about=about, key=name, parts=parts)
    is_own, death = value.region.kind is RegionKind.ALLOC, state.death(value)
    if death is not None:
        if death.how != "moved" or (is_own and not in_rcu(engine, state)):
            engine.report(state, death.case, span, about=about, key=name, freed=death.callee, parts=parts)
    elif not is_own:
        return
    elif not value.region.percpu or trust_of(state, value) is Trust.UNTRUSTED:
        engine.report(state, Case.NOT_PER_CPU, span, about=about, key=name, parts=parts)
    elif state.nullness(value) is not False:
        helper_arguments.report_null(engine, state, site, 0, value)


def _percpu(engine: Machine, state: State, site: Site, promised: Checked) -> Value:
    """The memory of one processor."""
    value = site.value(0)
    if not isinstance(value, Pointer) or value.region.kind is not RegionKind.ALLOC or state.death(value) is not None:
        return UNKNOWN
    region = value.region
    if not region.percpu or trust_of(state, value) is Trust.UNTRUSTED:
        return UNKNOWN
    one = engine.region(RegionKind.MEMORY, state.type_of(region), region.name, region.size, origin=site.name)
    return Pointer(one, 0, engine.identity() if promised.may_be_null else 0, value.life)


def _is_plain(engine: Machine, value: Pointer) -> bool:
    """True for memory that is not per-CPU for sure. Of members of kernel objects and of its variables nobody knows."""
    region = value.region
    if region.kind in (RegionKind.STACK, RegionKind.GLOBAL, RegionKind.MAP_VALUE, RegionKind.CONTEXT):
        return True
    return region.kind in (RegionKind.KERNEL, RegionKind.MEMORY) and engine.kfunc(region.origin) is not None
