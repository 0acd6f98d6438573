"""Helper calls: those that acquire, release, lock, look up or call back, and whatever else the rules need of them.

Facts of kernel/bpf/verifier.c and the helpers' prototypes there; helpers that are not named here return anything and
change what they can reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, CLOBBERED, UNKNOWN, Argument, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import dynptr, kfuncs, kptr, locks, map_values, references
from bpflint.flow.static.verifier_changes import STACKS_SLEEP, VALUES_LOOK_ALIKE, VALUES_TOLD_APART
from bpflint.flow.walk import call_dispatch, callbacks, exits, memory
from bpflint.flow.walk.trust import in_rcu, trust_of
from bpflint.kernel.helper import HelperAt
from bpflint.source.model import Call, Kind, Map, Type

if TYPE_CHECKING:
    from bpflint.flow.walk.context import Machine

SOCKETS = frozenset({"bpf_sk_lookup_tcp", "bpf_sk_lookup_udp", "bpf_skc_lookup_tcp"})
SOCKET_CASTS = frozenset(
    {
        "bpf_sk_fullsock",
        "bpf_tcp_sock",
        "bpf_skc_to_tcp_sock",
        "bpf_skc_to_tcp6_sock",
        "bpf_skc_to_udp6_sock",
        "bpf_skc_to_mptcp_sock",
        "bpf_skc_to_tcp_timewait_sock",
        "bpf_skc_to_tcp_request_sock",
    }
)
LOOKUPS = frozenset(
    {
        "bpf_map_lookup_elem",
        "bpf_map_lookup_percpu_elem",
        "bpf_task_storage_get",
        "bpf_sk_storage_get",
        "bpf_inode_storage_get",
        "bpf_cgrp_storage_get",
    }
)
RELEASES = frozenset({"bpf_ringbuf_submit", "bpf_ringbuf_discard", "bpf_sk_release"})
DYNPTR_RELEASES = frozenset({"bpf_ringbuf_submit_dynptr", "bpf_ringbuf_discard_dynptr"})
DYNPTR_USES = {"bpf_dynptr_read": 2, "bpf_dynptr_write": 0, "bpf_dynptr_data": 0}
LOOPS = {"bpf_loop": 1, "bpf_for_each_map_elem": 1, "bpf_find_vma": 2, "bpf_user_ringbuf_drain": 1}
"""Helpers that run a callback, with its position."""
SLEEPING = frozenset(
    {
        "bpf_copy_from_user",
        "bpf_copy_from_user_task",
        "bpf_ima_file_hash",
        "bpf_ima_inode_hash",
        "bpf_sys_bpf",
        "bpf_sys_close",
        "bpf_btf_find_by_name_kind",
    }
)
"""Helpers that sleep. Source: `.might_sleep = true` in the kernel."""
SLEEPING_WHERE_ALLOWED = frozenset({"bpf_get_stack", "bpf_get_task_stack"})
"""Helpers that sleep in programs that may."""
PACKET_CHANGERS = frozenset(
    {
        "bpf_clone_redirect",
        "bpf_l3_csum_replace",
        "bpf_l4_csum_replace",
        "bpf_lwt_push_encap",
        "bpf_lwt_seg6_action",
        "bpf_lwt_seg6_adjust_srh",
        "bpf_lwt_seg6_store_bytes",
        "bpf_msg_pop_data",
        "bpf_msg_pull_data",
        "bpf_msg_push_data",
        "bpf_skb_adjust_room",
        "bpf_skb_change_head",
        "bpf_skb_change_proto",
        "bpf_skb_change_tail",
        "bpf_skb_pull_data",
        "bpf_skb_store_bytes",
        "bpf_skb_vlan_pop",
        "bpf_skb_vlan_push",
        "bpf_xdp_adjust_head",
        "bpf_xdp_adjust_meta",
        "bpf_xdp_adjust_tail",
    }
)
TASKS = {"bpf_task_storage_get": 1, "bpf_task_storage_delete": 1, "bpf_get_task_stack": 0, "bpf_cgrp_storage_get": 1}
"""Helpers that refuse untrusted objects, with the object's position."""
MEMORY = {
    "bpf_map_update_elem": (1, 2),
    "bpf_map_lookup_elem": (1,),
    "bpf_map_delete_elem": (1,),
    "bpf_ringbuf_output": (1,),
    "bpf_probe_read_kernel": (0,),
    "bpf_probe_read_user": (0,),
    "bpf_probe_read_kernel_str": (0,),
    "bpf_probe_read_user_str": (0,),
    "bpf_this_cpu_ptr": (),
}
"""Helpers that take memory that must not be NULL, with its positions."""
PERCPU = frozenset({"bpf_per_cpu_ptr", "bpf_this_cpu_ptr"})
OTHERS = frozenset(
    {
        "bpf_spin_lock",
        "bpf_spin_unlock",
        "bpf_kptr_xchg",
        "bpf_tail_call",
        "bpf_timer_init",
        "bpf_timer_set_callback",
        "bpf_timer_start",
        "bpf_timer_cancel",
        "bpf_ringbuf_reserve",
        "bpf_ringbuf_reserve_dynptr",
        "bpf_dynptr_from_mem",
        "bpf_get_current_task_btf",
    }
)
KNOWN = (
    SOCKETS | SOCKET_CASTS | LOOKUPS | RELEASES | DYNPTR_RELEASES | frozenset(DYNPTR_USES) | frozenset(LOOPS) | OTHERS
)
SIZED_RESULTS = frozenset(
    {
        "bpf_get_stack",
        "bpf_get_task_stack",
        "bpf_probe_read_str",
        "bpf_probe_read_kernel_str",
        "bpf_probe_read_user_str",
    }
)
"""Helpers whose second argument is the size of the first, and whose result is at most that."""
_MAX_ERRNO = 4095
_LARGEST_SIZE = 1 << 29
_MOST_PROCESSORS = 8191
"""CONFIG_NR_CPUS is 8192 at the most."""
ARRAYS = frozenset({2, 6})
"""BPF_MAP_TYPE_ARRAY and _PERCPU_ARRAY: a constant key below max_entries is always there (since 6.15)."""
MAPS_OF_MAPS = frozenset({12, 13})
SOCKET_MAPS = frozenset({15, 18})


def is_tracked(name: str) -> bool:
    """True if calls of this helper matter to the rules."""
    return name in KNOWN or name in SLEEPING or name in PERCPU


def call(
    engine: Machine, state: State, call_: Call, name: str, helper: HelperAt | None, args: tuple[Value, ...]
) -> bool:
    """Runs a helper call. False where the path ends."""
    del helper
    args = tuple(value.pointer if isinstance(value, Argument) else value for value in args)
    _check_context(engine, state, call_, name, args)
    _check_arguments(engine, state, call_, name, args)
    if name in ("bpf_spin_lock", "bpf_spin_unlock"):
        subject = call_dispatch.argument_name(call_, 0)
        act = locks.acquire if name == "bpf_spin_lock" else locks.release
        return act(engine, state, call_, locks.PLAIN, args[0] if args else UNKNOWN, subject)
    if name in LOOPS:
        return _loop(engine, state, call_, name, args)
    if name == "bpf_tail_call":
        exits.check_tail_call(engine, state.fork(), call_.span)
    if name in RELEASES and args:
        _release(engine, state, call_, name, args[0])
    elif name in DYNPTR_RELEASES and args:
        dynptr.give_back(engine, state, call_, args[0], name)
    if name in PACKET_CHANGERS:
        dynptr.packet_changed(engine, state, call_, name)
    result = _result(engine, state, call_, name, args)
    state.forget_shared()
    _touch(engine, state, call_, name, args)
    engine.result(state, call_, result)
    return True


def _check_context(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> None:
    del args
    if state.locks and name not in ("bpf_spin_unlock", "bpf_spin_lock", "bpf_kptr_xchg"):
        engine.report(
            state,
            Case.CALL_UNDER_LOCK,
            call_.span,
            key="lock",
            callee=name,
            subject=state.locks[-1].name,
            opened_at=state.locks[-1].span,
            region="lock",
        )
    elif name in SLEEPING or (
        name in SLEEPING_WHERE_ALLOWED and engine.root.sleepable and engine.kernel.version >= STACKS_SLEEP
    ):
        locks.check_sleep(engine, state, call_, name, Case.HELPER_SLEEPS)


def _check_arguments(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> None:
    for index in MEMORY.get(name, ()):
        value = args[index] if index < len(args) else UNKNOWN
        if isinstance(value, Scalar) and state.constant(value) is not None:
            case = Case.INTEGER_AS_POINTER if state.constant(value) else Case.NULL_PASSED
            parts = {"callee": name, "argument": str(index + 1), "subject": call_dispatch.argument_name(call_, index)}
            engine.report(state, case, call_.span, key=f"{name}:{index}", parts=parts)
        if (
            isinstance(value, Pointer)
            and value.region.kind
            in (
                RegionKind.MAP_VALUE,
                RegionKind.ALLOC,
                RegionKind.MEMORY,
            )
            and state.nullness(value) is not False
            and state.death(value) is None
        ):
            _report_null(engine, state, call_, name, index, value)
    position = TASKS.get(name)
    if position is not None and position < len(args):
        value = args[position]
        if (
            isinstance(value, Pointer)
            and value.region.kind is RegionKind.KERNEL
            and trust_of(state, value) is Trust.UNTRUSTED
        ):
            engine.report(
                state,
                Case.UNTRUSTED_TO_HELPER,
                call_.span,
                about=(value.null, value.life),
                key=name,
                callee=name,
                argument=str(position + 1),
                subject=call_dispatch.argument_name(call_, position),
                type=value.region.name,
            )


def _report_null(engine: Machine, state: State, call_: Call, name: str, index: int, value: Pointer) -> None:
    origin = value.region.origin
    engine.report(
        state,
        Case.RESULT_PASSED_UNCHECKED if origin else Case.POINTER_PASSED_UNCHECKED,
        call_.span,
        about=(value.null, value.life),
        key=f"{name}:{index}",
        callee=name,
        argument=str(index + 1),
        subject=call_dispatch.argument_name(call_, index),
        parameter="",
        origin=origin,
    )
    state.nulls[value.null] = False


def _release(engine: Machine, state: State, call_: Call, name: str, value: Value) -> None:
    subject = call_dispatch.argument_name(call_, 0)
    if isinstance(value, Pointer) and value.region.kind not in (RegionKind.OTHER,):
        parts = {"callee": name, "subject": subject, "argument": "1"}
        about = (value.life, value.null)
        death = state.death(value)
        if death is not None:
            case = Case.RELEASED_TWICE if death.how == "released" else Case.RELEASED_INVALIDATED
            engine.report(state, case, call_.span, about=about, key=subject, freed=death.callee, parts=parts)
            return
        if value.life in state.owned and state.nullness(value) is not False:
            origin = state.owned[value.life].callee
            engine.report(
                state,
                Case.RESULT_PASSED_UNCHECKED,
                call_.span,
                about=about,
                key=subject,
                origin=origin,
                parameter="",
                parts=parts,
            )
            state.nulls[value.null] = False
    references.release(state, call_, value, name)


def _loop(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> bool:
    position = LOOPS[name]
    function = callbacks.function_of(engine, args[position]) if position < len(args) else None
    result: Value = arithmetic.fresh(call_.result.type, engine.identity()) if call_.result is not None else UNKNOWN
    state.forget_shared()
    if function is None:
        call_dispatch.havoc(state, args)
        engine.result(state, call_, result)
        return True
    context = args[position + 1] if position + 1 < len(args) else UNKNOWN
    passed: tuple[Value, ...]
    match name:
        case "bpf_loop":
            index = Scalar(0, (1 << 23) - 1, engine.identity())
            passed = (index, context)
        case "bpf_for_each_map_elem":
            value = _map_value(engine, _map_of(args[0]), name, null=False)
            if VALUES_LOOK_ALIKE <= engine.kernel.version < VALUES_TOLD_APART:
                value.region.group = name
            passed = (args[0], Pointer(engine.region(RegionKind.OTHER, origin=name)), value, context)
        case "bpf_find_vma":
            task = args[0]
            vma = engine.kernel_object(engine.unit.find_type("struct vm_area_struct"), Trust.TRUSTED)
            passed = (task, vma, context)
        case _:
            passed = (Pointer(engine.region(RegionKind.DYNPTR, name="dynptr")), context)
    return callbacks.run(engine, state, call_, function, passed, name, result)


def _map_of(value: Value) -> Map | None:
    return value.region.map if isinstance(value, Pointer) and value.region.kind is RegionKind.MAP else None


def _map_value(engine: Machine, map_: Map | None, origin: str, *, null: bool) -> Pointer:
    ctype = map_.value if map_ is not None else None
    size = (ctype.size if ctype is not None else None) or (map_.value_size if map_ is not None else None) or None
    region = engine.region(
        RegionKind.MAP_VALUE, ctype, map_.name if map_ is not None else "", size, map=map_, origin=origin
    )
    return Pointer(region, 0, engine.identity() if null else 0)


def _result(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> Value:
    if name == "bpf_get_local_storage" and args:
        return _map_value(engine, _map_of(args[0]), name, null=False)
    if name in LOOKUPS:
        return _lookup(engine, state, call_, name, args)
    if name == "bpf_ringbuf_reserve":
        null = engine.identity()
        size = state.constant(args[1]) if len(args) > 1 else None
        region = engine.region(RegionKind.MEMORY, name="record", size=size, origin=name)
        life = references.acquire(engine, state, call_, name, null, release_name="bpf_ringbuf_submit", what="reference")
        return Pointer(region, 0, null, life)
    if name in SOCKETS:
        null = engine.identity()
        pointer = engine.kernel_object(_pointed(call_), Trust.TRUSTED)
        pointer.region.origin = name
        pointer.null = null
        pointer.life = references.acquire(engine, state, call_, name, null, release_name="bpf_sk_release")
        return pointer
    if name in SOCKET_CASTS:
        source = args[0] if args else UNKNOWN
        # Trusted only as long as a reference stands behind it: the helper's result has no mark of its own.
        owned = isinstance(source, Pointer) and source.life in state.owned
        pointer = engine.kernel_object(_pointed(call_), Trust.TRUSTED if owned else Trust.PLAIN, null=True)
        pointer.region.origin = name
        if isinstance(source, Pointer):
            pointer.life = source.life
        return pointer
    if name == "bpf_kptr_xchg":
        return kptr.exchange(engine, state, call_, args)
    if name == "bpf_get_current_task_btf":
        return engine.kernel_object(engine.unit.find_type("struct task_struct"), Trust.TRUSTED)
    if name == "bpf_dynptr_data":
        slot = dynptr.use(engine, state, call_, 0, args[0] if args else UNKNOWN, name)
        size = state.constant(args[2]) if len(args) > 2 else None
        region = engine.region(RegionKind.MEMORY, name="slice", size=size, origin=name)
        return Pointer(region, 0, engine.identity(), slot.life if slot is not None else 0)
    if name in DYNPTR_USES:
        position = DYNPTR_USES[name]
        if position < len(args):
            slot = dynptr.use(engine, state, call_, position, args[position], name)
            if name == "bpf_dynptr_write" and slot is not None and slot.type in ("skb", "skb_meta"):
                dynptr.packet_changed(engine, state, call_, name)
    elif name == "bpf_ringbuf_reserve_dynptr" and len(args) > 3:
        token = references.acquire(
            engine,
            state,
            call_,
            name,
            0,
            what="dynptr",
            release_name="bpf_ringbuf_submit_dynptr",
            name=call_dispatch.argument_name(call_, 3).lstrip("&"),
        )
        dynptr.make(engine, state, call_, 3, args[3], name, "ringbuf", token=token)
    elif name == "bpf_dynptr_from_mem" and len(args) > 3:
        source = args[0]
        if (
            isinstance(source, Pointer)
            and source.region.kind in (RegionKind.MEMORY, RegionKind.STACK)
            and source.region.origin != CALLER
        ):
            subject = call_dispatch.argument_name(call_, 0)
            engine.report(state, Case.DYNPTR_OF_OTHER_MEMORY, call_.span, callee=name, subject=subject)
        dynptr.make(engine, state, call_, 3, args[3], name, "local")
    elif name in ("bpf_timer_init", "bpf_timer_set_callback") and args:
        _timer(engine, name, args)
        if isinstance(args[0], Pointer):
            subject = call_dispatch.argument_name(call_, 0)
            map_values.is_unknown(engine, state, args[0], "bpf_timer", call_.span, subject=subject, callee=name)
    elif name in PERCPU and args:
        return _percpu(engine, state, call_, name, args[0])
    if name in SIZED_RESULTS and len(args) > 1 and call_.result is not None:
        # do_refine_retval_range() in kernel/bpf/verifier.c: no more than the size that was given, or an error.
        _, most = state.range(args[1])
        if 0 <= most <= _LARGEST_SIZE:
            return Scalar(-_MAX_ERRNO, most, engine.identity())
    if name == "bpf_get_smp_processor_id":
        # How many processors there are is known to the kernel that loads the program, and to nobody else.
        return Scalar(0, _MOST_PROCESSORS, engine.identity(), vague=True)
    if call_.result is None:
        return UNKNOWN
    ctype = call_.result.type
    if ctype.kind in (Kind.INT, Kind.ENUM):
        return arithmetic.fresh(ctype, engine.identity())
    return UNKNOWN


def _pointed(call_: Call) -> Type | None:
    target = call_.result.type.target if call_.result is not None else None
    return target if target is not None and target.is_record else None


def _lookup(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> Value:
    map_ = _map_of(args[0]) if args else None
    null = not (name == "bpf_map_lookup_elem" and map_ is not None and _is_always_there(state, map_, args))
    if map_ is not None and map_.type in MAPS_OF_MAPS and name == "bpf_map_lookup_elem":
        region = engine.region(RegionKind.MAP, name=map_.name, map=map_.inner, origin=name)
        return Pointer(region, 0, engine.identity())
    if map_ is not None and map_.type in SOCKET_MAPS:
        pointer = engine.kernel_object(None, Trust.TRUSTED, null=True)
        pointer.life = references.acquire(engine, state, call_, name, pointer.null, release_name="bpf_sk_release")
        pointer.region.origin = name
        return pointer
    if map_ is None and args and not isinstance(args[0], Pointer):
        return UNKNOWN
    value = _map_value(engine, map_, name, null=null)
    if value.null:
        state.tell(call_.span, f"{name}() may return NULL", value.null)
    return value


def _is_always_there(state: State, map_: Map, args: tuple[Value, ...]) -> bool:
    key = args[1] if len(args) > 1 else UNKNOWN
    if map_.type not in ARRAYS or not isinstance(key, Pointer) or key.region.kind is not RegionKind.STACK:
        return False
    if key.offset is None:
        return False
    cells = state.memory.get(key.region)
    content = cells.read(key.offset, 4) if cells is not None else None
    constant = state.constant(content) if content is not None else None
    return constant is not None and (map_.max_entries is None or 0 <= constant < map_.max_entries)


def _timer(engine: Machine, name: str, args: tuple[Value, ...]) -> None:
    value = args[0]
    if name == "bpf_timer_set_callback":
        function = callbacks.function_of(engine, args[1]) if len(args) > 1 else None
        if function is not None:
            kfuncs.later(engine, function, name, value, sleepable=False)


def _percpu(engine: Machine, state: State, call_: Call, name: str, value: Value) -> Value:
    """`bpf_per_cpu_ptr()` and `bpf_this_cpu_ptr()`: objects of the program's own, and what is surely not per-CPU."""
    if not isinstance(value, Pointer):
        return UNKNOWN
    subject = call_dispatch.argument_name(call_, 0)
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
        _report_null(engine, state, call_, name, 0, value)
    region = engine.region(RegionKind.MEMORY, value.region.type, value.region.name, value.region.size, origin=name)
    return Pointer(region, 0, engine.identity() if name == "bpf_per_cpu_ptr" else 0, value.life)


def _is_plain(engine: Machine, value: Pointer) -> bool:
    """True for memory that is not per-CPU for sure. Of members of kernel objects and of globals nobody knows."""
    region = value.region
    if region.kind in (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.CONTEXT):
        return True
    return region.kind in (RegionKind.KERNEL, RegionKind.MEMORY) and engine.kernel.kfunc(region.origin) is not None


def _forget_object(state: State, pointer: Pointer, ctype: Type | None) -> None:
    """Nothing is known any more of what `pointer`, of type `ctype`, points to: the struct, or all memory around it."""
    target = ctype.target if ctype is not None else None
    if target is not None and target.is_record and target.size and pointer.offset is not None:
        state.write(pointer.region, pointer.offset, target.size, CLOBBERED)
    else:
        state.forget(pointer.region)


def _touch(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> None:
    """The helper may write to the stack memory it is given, unless it is known only to read it."""
    if name in ("bpf_map_lookup_elem", "bpf_map_update_elem", "bpf_map_delete_elem", "bpf_ringbuf_output"):
        return
    for index, value in enumerate(args):
        if isinstance(value, Pointer) and value.region.kind is RegionKind.STACK:
            if not any(key[0] is value.region for key in state.slots):
                _forget_object(state, value, call_.arg_types[index] if index < len(call_.arg_types) else None)
            elif index == 0 and name.startswith("bpf_probe_read"):
                size = state.constant(args[1]) if len(args) > 1 else None
                memory.break_slots(engine, state, value, size or 0, call_.span)
