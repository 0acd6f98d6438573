"""Lists and trees of the program's own objects, and the lock that has to be held for them.

An object that is added belongs to the list; what is left is a pointer that may look at it until the lock is given back.
"""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import locks, references
from bpflint.flow.machine import call_site, callbacks
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.kfunc_arguments import wants
from bpflint.flow.static.struct_layout import member_offset, special_at, special_members
from bpflint.kernel.kfunc import KfuncAt
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call, Type

ADDS = {
    "bpf_list_push_front": 1,
    "bpf_list_push_front_impl": 1,
    "bpf_list_push_back": 1,
    "bpf_list_push_back_impl": 1,
    "bpf_list_add": 1,
    "bpf_rbtree_add": 1,
    "bpf_rbtree_add_impl": 1,
}
"""Kfuncs that take an object away from the program, with the object's position."""
TAKES = frozenset({"bpf_list_pop_front", "bpf_list_pop_back", "bpf_list_del", "bpf_rbtree_remove"})
LOOKS = frozenset(
    {"bpf_list_front", "bpf_list_back", "bpf_rbtree_first", "bpf_rbtree_root", "bpf_rbtree_left", "bpf_rbtree_right"}
)
ASKS = frozenset({"bpf_list_is_first", "bpf_list_is_last", "bpf_list_empty"})
KFUNCS = frozenset(ADDS) | TAKES | LOOKS | ASKS


def call(engine: Machine, state: State, call_: Call, kfunc: KfuncAt, args: tuple[Value, ...]) -> bool:
    """Runs a list or tree kfunc. False where the path ends."""
    name = kfunc.name
    root: Value = UNKNOWN
    node: Value = UNKNOWN
    node_index = 0
    for want in wants(kfunc):
        if want.index >= len(args):
            continue
        if want.kind in ("list_head", "rb_root"):
            root = args[want.index]
            _check_root(engine, state, call_, name, want.index, root, f"bpf_{want.kind}")
        elif want.kind in ("list_node", "rb_node") and not node_index:
            node, node_index = args[want.index], want.index
    contained = _contained(engine, state, root)
    if name in ADDS:
        return _add(engine, state, call_, name, node_index, node, contained, args)
    if name in ("bpf_rbtree_remove", "bpf_list_del", "bpf_rbtree_left", "bpf_rbtree_right") and node_index:
        _check_member(engine, state, call_, name, node_index, node)
    if name in TAKES:
        engine.result(state, call_, _taken(engine, state, call_, name, contained))
    elif name in LOOKS:
        engine.result(state, call_, _seen(engine, state, call_, name, contained))
    else:
        engine.result(
            state,
            call_,
            arithmetic.fresh(call_.result.type, engine.identity()) if call_.result is not None else UNKNOWN,
        )
    return True


def _parts(call_: Call, name: str, index: int, struct: str) -> tuple[Span, dict[str, str]]:
    span = call_.arg_spans[index] if index < len(call_.arg_spans) else call_.span
    return span, {
        "callee": name,
        "argument": str(index + 1),
        "subject": call_site.argument_name(call_, index),
        "type": struct,
    }


def _check_root(engine: Machine, state: State, call_: Call, name: str, index: int, value: Value, struct: str) -> None:
    if not isinstance(value, Pointer) or value.region.kind in (RegionKind.OTHER, RegionKind.KERNEL):
        return
    span, parts = _parts(call_, name, index, struct)
    region = value.region
    if region.kind not in locks.LOCKABLE:
        engine.report(state, Case.ROOT_MISPLACED, span, key=parts["subject"], parts=parts)
        return
    if value.offset is None:
        engine.report(state, Case.ROOT_AT_VARYING_OFFSET, span, key=parts["subject"], parts=parts)
        return
    holder = state.type_of(region)
    if holder is not None and holder.complete and (holder.fields or holder.name):
        member = special_at(holder, value.offset)
        if (member is None or member.name != struct or member.offset != value.offset) and holder.is_record:
            engine.report(state, Case.NOT_A_ROOT, span, key=parts["subject"], parts=parts)
            return
    if (
        region.kind is RegionKind.ALLOC
        and value.life
        and value.life not in state.owned
        and value.life not in state.dead
    ):
        return
    if locks.holder(state, region) is None:
        held = state.locks[-1] if state.locks else None
        engine.report(
            state,
            Case.OTHER_LOCK_HELD if held else Case.LOCK_NOT_HELD,
            call_.span,
            about=(region.uid,),
            key=name,
            held=held.name if held else "",
            opened_at=held.span if held else None,
            parts=parts,
        )


def _contained(engine: Machine, state: State, root: Value) -> tuple[Type | None, int | None, str] | None:
    """What a list or tree holds: its struct, the node's offset in it, and the node's name."""
    if not isinstance(root, Pointer) or root.offset is None:
        return None
    tags: tuple[str, str] | None = None
    if root.region.kind is RegionKind.GLOBAL:
        tags = engine.contains(root.region.name)
    if tags is None:
        member = special_at(state.type_of(root.region), root.offset)
        tags = member.contains if member is not None else None
    if tags is None:
        return None
    struct, node = tags
    ctype = engine.unit.find_type(f"struct {struct}")
    return ctype, member_offset(ctype, node), node


def _add(
    engine: Machine,
    state: State,
    call_: Call,
    name: str,
    index: int,
    node: Value,
    contained: tuple[Type | None, int | None, str] | None,
    args: tuple[Value, ...],
) -> bool:
    result = arithmetic.fresh(call_.result.type, engine.identity()) if call_.result is not None else UNKNOWN
    if isinstance(node, Pointer):
        span, parts = _parts(call_, name, index, "node")
        about = (node.life, node.null)
        if (node.region.kind is RegionKind.ALLOC and node.trust is not Trust.UNKNOWN) or node.life:
            if node.life in state.owned:
                _check_node(engine, state, node, contained, span, parts)
                state.owned.pop(node.life)
                state.non_owning = state.non_owning | {node.life}
                state.tell(call_.span, f"{name}() takes it here", node.life, node.null)
            elif node.life not in state.dead and node.life not in state.unsure:
                engine.report(state, Case.NODE_NOT_OWNED, span, about=about, key=parts["subject"], parts=parts)
        elif node.region.kind in (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.KERNEL):
            engine.report(state, Case.NODE_NOT_ALLOCATED, span, about=about, key=parts["subject"], parts=parts)
    elif not isinstance(node, Scalar):
        state.forget_references()
    if name.startswith("bpf_rbtree_add") and len(args) > 2:
        function = callbacks.function_of(engine, args[2])
        if function is not None:
            pair = tuple(_node(engine, state, contained) for _ in range(2))
            return callbacks.run(engine, state, call_, function, pair, name, result)
    engine.result(state, call_, result)
    return True


def _node(engine: Machine, state: State, contained: tuple[Type | None, int | None, str] | None) -> Value:
    ctype, offset = (contained[0], contained[1]) if contained is not None else (None, None)
    if ctype is None or offset is None:
        return UNKNOWN
    life = engine.identity()
    state.non_owning = state.non_owning | {life}
    region = engine.region(RegionKind.ALLOC, ctype, ctype.name, ctype.size or None, nonowning=True)
    return Pointer(region, offset, 0, life, Trust.TRUSTED, base=offset)


def _check_node(
    engine: Machine,
    state: State,
    node: Pointer,
    contained: tuple[Type | None, int | None, str] | None,
    span: Span,
    parts: dict[str, str],
) -> None:
    """The node has to be the very member that the list's `__contains` names."""
    if node.offset is None:
        engine.report(state, Case.NODE_AT_VARYING_OFFSET, span, key=parts["subject"], parts=parts)
        return
    actual = state.type_of(node.region)
    if actual is None or not actual.is_record or not actual.complete:
        return
    member = special_at(actual, node.offset)
    if special_members(actual) is not None and (
        member is None or member.name not in ("bpf_list_node", "bpf_rb_node") or member.offset != node.offset
    ):
        engine.report(state, Case.NOT_A_NODE, span, key=parts["subject"], parts=parts)
        return
    if contained is None or contained[0] is None:
        return
    ctype, offset, name = contained
    assert ctype is not None
    if actual.name and ctype.name and actual.name != ctype.name:
        engine.report(
            state,
            Case.NODE_OF_OTHER_TYPE,
            span,
            key=parts["subject"],
            wanted=ctype.name,
            actual=actual.name,
            parts=parts,
        )
    elif offset is not None and offset != node.offset:
        engine.report(
            state, Case.NODE_IS_OTHER_MEMBER, span, key=parts["subject"], wanted=name, struct=ctype.name, parts=parts
        )


def _check_member(engine: Machine, state: State, call_: Call, name: str, index: int, node: Value) -> None:
    span, parts = _parts(call_, name, index, "bpf_rb_node")
    if locks.in_tree_callback(state):
        engine.report(state, Case.CALL_IN_TREE_CALLBACK, call_.span, key=name, parts=parts)
        return
    if not isinstance(node, Pointer) or node.region.kind is not RegionKind.ALLOC:
        return
    if not node.life:
        # A pointer to an object's start is as good as one to the node, where the node is its first member.
        accepted = node.offset == 0 and not engine.kernel.has(Change.OBJECTS_CHECKED)
        if trust_of(state, node) is Trust.UNTRUSTED and not accepted:
            engine.report(state, Case.NODE_OUTLIVED_RCU, span, about=(node.null,), key=parts["subject"], parts=parts)
        return
    if node.life not in state.non_owning and node.life not in state.dead and node.life not in state.owned:
        return
    if (
        not engine.kernel.has(Change.REMOVE_ANYTHING)
        and node.life in state.owned
        and not _refcounted(state.type_of(node.region))
    ):
        engine.report(state, Case.NODE_IN_NO_TREE, span, about=(node.life,), key=parts["subject"], parts=parts)


def _refcounted(ctype: Type | None) -> bool:
    return any(member.name == "bpf_refcount" for member in special_members(ctype))


def _taken(
    engine: Machine,
    state: State,
    call_: Call,
    name: str,
    contained: tuple[Type | None, int | None, str] | None,
) -> Value:
    null = engine.identity()
    ctype, offset = (contained[0], contained[1]) if contained is not None else (None, None)
    region = engine.region(
        RegionKind.ALLOC, ctype, ctype.name if ctype else "", ctype.size if ctype and ctype.size else None, origin=name
    )
    life = references.acquire(engine, state, call_, name, null, release_name="bpf_obj_drop", type_name=region.name)
    place = offset if contained is not None else 0
    return Pointer(region, place, null, life, Trust.TRUSTED, base=place or 0)


def _seen(
    engine: Machine,
    state: State,
    call_: Call,
    name: str,
    contained: tuple[Type | None, int | None, str] | None,
) -> Value:
    null = engine.identity()
    ctype, offset = (contained[0], contained[1]) if contained is not None else (None, None)
    life = engine.identity()
    region = engine.region(
        RegionKind.ALLOC,
        ctype,
        ctype.name if ctype else "",
        ctype.size if ctype and ctype.size else None,
        origin=name,
        nonowning=True,
    )
    if state.locks:
        state.non_owning = state.non_owning | {life}
    state.tell(call_.span, f"{name}() may return NULL", null)
    place = offset if contained is not None else 0
    return Pointer(region, place, null, life, Trust.TRUSTED, base=place or 0)
