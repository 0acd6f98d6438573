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
from bpflint.flow.machine import call_site
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu, trust_of
from bpflint.kernel.helper_contract import Between, Checked, HelperContract
from bpflint.source.model import Call, Kind, Map, Type

_MAX_ERRNO: Final = 4095
_LARGEST_SIZE: Final = 1 << 29
"""BPF_MAX_VAR_SIZ in include/linux/bpf_verifier.h: a size may not be as large."""
_ARRAYS: Final = frozenset({2, 6})
"""BPF_MAP_TYPE_ARRAY and _PERCPU_ARRAY: a constant key below max_entries is always there (since 6.15)."""
_MAPS_OF_MAPS: Final = frozenset({12, 13})
_SOCKET_MAPS: Final = frozenset({15, 18})
_SOCKETS: Final = frozenset({"RET_PTR_TO_SOCKET", "RET_PTR_TO_SOCK_COMMON", "RET_PTR_TO_TCP_SOCK", "RET_PTR_TO_BTF_ID"})


def result(
    engine: Machine, state: State, call_: Call, name: str, contract: HelperContract | None, args: tuple[Value, ...]
) -> Value:
    """What a helper gives. Where nobody knows, a number of the declared type, or anything."""
    promised = contract.result if contract is not None else None
    if contract is not None and promised is not None:
        giver = _GIVERS.get(name)
        if giver is not None:
            return giver(engine, state, call_, name, args)
        if contract.is_lookup:
            return _lookup(engine, state, call_, name, promised, args)
        if contract.takes(0, "ARG_PTR_TO_PERCPU_BTF_ID"):
            return _percpu(engine, state, call_, name, promised, args[0] if args else UNKNOWN)
        if promised.kind in _SOCKETS:
            return _object(engine, state, call_, contract, promised, args)
    return _number(engine, state, call_, contract, args)


def map_of(value: Value) -> Map | None:
    """The map that a value is, None where it is none or nobody knows which."""
    return value.region.map if isinstance(value, Pointer) and value.region.kind is RegionKind.MAP else None


def map_value(engine: Machine, map_: Map | None, origin: str, *, null: bool, group: str = "") -> Pointer:
    """A pointer to a value of a map. Values of one `group` are one memory to the kernel."""
    ctype = map_.value if map_ is not None else None
    size = (ctype.size if ctype is not None else None) or (map_.value_size if map_ is not None else None) or None
    region = engine.region(
        RegionKind.MAP_VALUE, ctype, map_.name if map_ is not None else "", size, group=group, map=map_, origin=origin
    )
    return Pointer(region, 0, engine.identity() if null else 0)


def _number(
    engine: Machine, state: State, call_: Call, contract: HelperContract | None, args: tuple[Value, ...]
) -> Value:
    if call_.result is None:
        return UNKNOWN
    if contract is not None and contract.is_result_within_size:
        size = contract.first_size
        if size is not None and size < len(args):
            _, most = state.range(args[size])
            if 0 <= most <= _LARGEST_SIZE:
                return Scalar(-_MAX_ERRNO, most, engine.identity())
    known = contract.result_between if contract is not None else None
    if known is not None and _is_bounded(engine, known):
        return Scalar(known.low, known.high, engine.identity(), vague=known.is_limit)
    ctype = call_.result.type
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


def _object(
    engine: Machine, state: State, call_: Call, contract: HelperContract, promised: Checked, args: tuple[Value, ...]
) -> Value:
    """A socket, or another object of the kernel."""
    name = contract.name
    if contract.acquires:
        releaser = engine.kernel.facts.helper_contracts.releaser_of(name)
        pointer = engine.kernel_object(_pointed(call_), Trust.TRUSTED, null=True, origin=name)
        return _acquired(engine, state, call_, name, pointer, releaser)
    if contract.casts:
        source = args[0] if args else UNKNOWN
        # Trusted only as long as a reference stands behind it: the helper's result has no mark of its own.
        life = source.life if isinstance(source, Pointer) else 0
        trust = Trust.TRUSTED if life in state.owned else Trust.PLAIN
        return engine.kernel_object(_pointed(call_), trust, null=True, origin=name, life=life)
    ctype = engine.unit.find_type(f"struct {promised.struct}") if promised.struct else _pointed(call_)
    trust = Trust.TRUSTED if "PTR_TRUSTED" in promised.flags else Trust.PLAIN
    origin = name if promised.may_be_null else ""
    return engine.kernel_object(ctype, trust, null=promised.may_be_null, tested=trust is Trust.PLAIN, origin=origin)


def _acquired(engine: Machine, state: State, call_: Call, name: str, pointer: Pointer, releaser: str) -> Pointer:
    """The same pointer, which holds a reference from now on."""
    return replace(pointer, life=references.acquire(engine, state, call_, name, pointer.null, release_name=releaser))


def _record(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> Value:
    null = engine.identity()
    size = state.constant(args[1]) if len(args) > 1 else None
    region = engine.region(RegionKind.MEMORY, name="record", size=size, origin=name)
    releaser = engine.kernel.facts.helper_contracts.releaser_of(name)
    life = references.acquire(engine, state, call_, name, null, release_name=releaser, what="reference")
    return Pointer(region, 0, null, life)


def _slice(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> Value:
    site = Site(call_, name, args)
    dynptr.check_use(engine, state, site, 0)
    slot = dynptr.slot_of(state, site.value(0))
    size = state.constant(args[2]) if len(args) > 2 else None
    region = engine.region(RegionKind.MEMORY, name="slice", size=size, origin=name)
    return Pointer(region, 0, engine.identity(), slot.life if slot is not None else 0)


def _exchanged(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> Value:
    site = Site(call_, name, args)
    kptr.check_exchange(engine, state, site)
    return kptr.exchange(engine, state, site)


_GIVERS: Final[Mapping[str, Callable[[Machine, State, Call, str, tuple[Value, ...]], Value]]] = {
    # check_helper_call() in kernel/bpf/verifier.c makes the results of these out of their arguments, by name or by
    # types of results that nothing else has.
    "bpf_dynptr_data": _slice,
    "bpf_kptr_xchg": _exchanged,
    "bpf_ringbuf_reserve": _record,
}


def _lookup(engine: Machine, state: State, call_: Call, name: str, promised: Checked, args: tuple[Value, ...]) -> Value:
    map_ = map_of(args[0]) if args else None
    plain = name == "bpf_map_lookup_elem"  # of maps that hold no values the kernel knows this one helper
    null = promised.may_be_null and not (plain and map_ is not None and _is_always_there(state, map_, args))
    if map_ is not None and map_.type in _MAPS_OF_MAPS and plain:
        region = engine.region(RegionKind.MAP, name=map_.name, map=map_.inner, origin=name)
        return Pointer(region, 0, engine.identity())
    if map_ is not None and map_.type in _SOCKET_MAPS:
        pointer = engine.kernel_object(None, Trust.TRUSTED, null=True, origin=name)
        return _acquired(engine, state, call_, name, pointer, "bpf_sk_release")
    if map_ is None and args and not isinstance(args[0], Pointer) and promised.may_be_null:
        return UNKNOWN
    value = map_value(engine, map_, name, null=null)
    if value.null:
        state.tell(call_.span, f"{name}() may return NULL", value.null)
    return value


def _is_always_there(state: State, map_: Map, args: tuple[Value, ...]) -> bool:
    key = args[1] if len(args) > 1 else UNKNOWN
    if map_.type not in _ARRAYS or not isinstance(key, Pointer) or key.region.kind is not RegionKind.STACK:
        return False
    if key.offset is None:
        return False
    cells = state.memory.get(key.region)
    content = cells.read(key.offset, 4) if cells is not None else None
    constant = state.constant(content) if content is not None else None
    return constant is not None and (map_.max_entries is None or 0 <= constant < map_.max_entries)


def _percpu(engine: Machine, state: State, call_: Call, name: str, promised: Checked, value: Value) -> Value:
    """Objects of the program's own for one processor, and what is surely not per-CPU."""
    if not isinstance(value, Pointer):
        return UNKNOWN
    subject = call_site.argument_name(call_, 0)
    about = (value.null, value.life)
    if _is_plain(engine, value):
        engine.report(
            state, Case.NOT_PER_CPU, call_.span, about=about, key=name, callee=name, subject=subject, argument="1"
        )
    if value.region.kind is not RegionKind.ALLOC:
        return UNKNOWN
    death = state.death(value)
    if death is not None:
        if death.how != "moved" or not in_rcu(engine, state):
            engine.report(
                state,
                death.case,
                call_.span,
                about=about,
                key=name,
                callee=name,
                subject=subject,
                freed=death.callee,
            )
        return UNKNOWN
    if not value.region.percpu or trust_of(state, value) is Trust.UNTRUSTED:
        engine.report(
            state, Case.NOT_PER_CPU, call_.span, about=about, key=name, callee=name, subject=subject, argument="1"
        )
        return UNKNOWN
    if state.nullness(value) is not False:
        helper_arguments.report_null(engine, state, call_, name, 0, value)
    region = engine.region(
        RegionKind.MEMORY, state.type_of(value.region), value.region.name, value.region.size, origin=name
    )
    return Pointer(region, 0, engine.identity() if promised.may_be_null else 0, value.life)


def _is_plain(engine: Machine, value: Pointer) -> bool:
    """True for memory that is not per-CPU for sure. Of members of kernel objects and of globals nobody knows."""
    region = value.region
    if region.kind in (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.CONTEXT):
        return True
    return region.kind in (RegionKind.KERNEL, RegionKind.MEMORY) and engine.kernel.kfunc(region.origin) is not None
