"""Lists and trees of the program's own objects, and the lock that has to be held for them.

An object that is added belongs to the list; what is left is a pointer that may look at it until the lock is given back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import SectionKind
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, UNKNOWN, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import locks, references
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine import call_site, callbacks
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import outlived_rcu
from bpflint.flow.static.kfunc_arguments import wants
from bpflint.flow.static.struct_layout import member_offset, special_at, special_members
from bpflint.kernel.verifier_change import Change
from bpflint.source.types import Type

_Contained = tuple[Type | None, int | None, str]
"""What a list or tree holds: its struct, the node's offset in it, and the node's name."""
_ROOTS: Final = ("list_head", "rb_root")
_NODES: Final = ("list_node", "rb_node")
_ADDS: Final = (
    "bpf_list_push_front",
    "bpf_list_push_front_impl",
    "bpf_list_push_back",
    "bpf_list_push_back_impl",
    "bpf_list_add",
    "bpf_rbtree_add",
    "bpf_rbtree_add_impl",
)
"""Kfuncs that take an object away from the program."""
_TAKES: Final = ("bpf_list_pop_front", "bpf_list_pop_back", "bpf_list_del", "bpf_rbtree_remove")
_LOOKS: Final = (
    "bpf_list_front",
    "bpf_list_back",
    "bpf_rbtree_first",
    "bpf_rbtree_root",
    "bpf_rbtree_left",
    "bpf_rbtree_right",
)
_ASKS: Final = ("bpf_list_is_first", "bpf_list_is_last", "bpf_list_empty")
_OF_MEMBERS: Final = ("bpf_rbtree_remove", "bpf_list_del", "bpf_rbtree_left", "bpf_rbtree_right")
"""Those that are given a node which has to be in the list or tree."""


def _position(engine: Machine, site: Site, kinds: tuple[str, ...]) -> int | None:
    """The first argument that the kernel takes for one of these kinds."""
    kfunc = engine.kfunc(site.name)
    known = () if kfunc is None else wants(kfunc)
    return next((want.index for want in known if want.kind in kinds and want.index < len(site.args)), None)


def _contained_at(engine: Machine, state: State, site: Site) -> _Contained | None:
    """What the list or tree that a call is about holds."""
    position = _position(engine, site, _ROOTS)
    return _contained(engine, state, site.value(position)) if position is not None else None


def _check_in(engine: Machine, state: State, site: Site) -> None:
    """Checks the list or tree, and the lock that protects it."""
    kfunc = engine.kfunc(site.name)
    for want in () if kfunc is None else wants(kfunc):
        if want.kind in _ROOTS and want.index < len(site.args):
            _check_root(engine, state, site, want.index, f"bpf_{want.kind}")


def _check_root(engine: Machine, state: State, site: Site, index: int, struct: str) -> None:
    value = site.value(index)
    if not isinstance(value, Pointer) or value.region.kind in (RegionKind.OTHER, RegionKind.KERNEL):
        return
    span, parts = site.span(index), site.parts(index, type=struct)
    region = value.region
    wrong = _wrong_root(state, value, struct)
    if wrong is not None:
        engine.report(state, wrong, span, key=parts["subject"], parts=parts)
        return
    named = _tags(engine, state, value)
    if named is None and region.origin != CALLER and _is_declared(state, value):
        engine.report(state, Case.CONTENTS_UNKNOWN, span, key=parts["subject"], parts=parts)
        return
    if named is not None and _is_missing(engine, *named):
        struct_, node = named
        engine.report(state, Case.CONTENTS_MISSING, span, key=parts["subject"], struct=struct_, node=node, parts=parts)
        return
    if (
        region.kind is RegionKind.ALLOC
        and value.life
        and value.life not in state.owned
        and value.life not in state.dead
    ):
        return
    if not locks.may_hold(state, region):
        held = state.innermost(SectionKind.LOCK)
        engine.report(
            state,
            Case.OTHER_LOCK_HELD if held else Case.LOCK_NOT_HELD,
            site.call.span,
            about=(region.uid,),
            key=site.name,
            held=held.name if held else "",
            opened_at=held.span if held else None,
            parts=parts,
        )


def _wrong_root(state: State, value: Pointer, struct: str) -> Case | None:
    """Why a pointer is to no list or tree."""
    if value.region.kind not in locks.LOCKABLE:
        return Case.ROOT_MISPLACED
    if value.offset is None:
        return Case.ROOT_AT_VARYING_OFFSET
    holder = state.type_of(value.region)
    if holder is None or not holder.complete or not (holder.fields or holder.name) or not holder.is_record:
        return None
    member = special_at(holder, value.offset)
    is_root = member is not None and member.name == struct and member.offset == value.offset
    return None if is_root else Case.NOT_A_ROOT


def _is_refused(engine: Machine, state: State, site: Site) -> bool:
    """True if the call is refused for the list, tree or node: what it gives is then no second mistake."""
    kfunc = engine.kfunc(site.name)
    for want in () if kfunc is None else wants(kfunc):
        value = site.value(want.index) if want.index < len(site.args) else UNKNOWN
        if not isinstance(value, Pointer):
            continue
        is_elsewhere = value.region.kind in (RegionKind.OTHER, RegionKind.KERNEL)
        if want.kind in _ROOTS and not is_elsewhere and _wrong_root(state, value, f"bpf_{want.kind}") is not None:
            return True
        if want.kind in _NODES and site.name in _OF_MEMBERS and _wrong_member(engine, state, value) is not None:
            return True
    return False


def _tags(engine: Machine, state: State, root: Pointer) -> tuple[str, str] | None:
    """The struct and its member that `__contains` names."""
    if root.offset is None:
        return None
    tags = engine.contains(root.region.name) if root.region.kind is RegionKind.GLOBAL else None
    if tags is None:
        member = special_at(state.type_of(root.region), root.offset)
        tags = member.contains if member is not None else None
    return tags


def _is_declared(state: State, root: Pointer) -> bool:
    """True if it is known which member of what the list or tree is."""
    return root.offset is not None and special_at(state.type_of(root.region), root.offset) is not None


def _is_missing(engine: Machine, struct: str, node: str) -> bool:
    ctype = engine.unit.find_type(f"struct {struct}")
    return member_offset(ctype, node) is None and (ctype is None or ctype.complete)


def _contained(engine: Machine, state: State, root: Value) -> _Contained | None:
    """What the list or tree at `root` holds."""
    tags = _tags(engine, state, root) if isinstance(root, Pointer) else None
    if tags is None:
        return None
    struct, node = tags
    ctype = engine.unit.find_type(f"struct {struct}")
    return ctype, member_offset(ctype, node), node


def _check_add(engine: Machine, state: State, site: Site) -> None:
    _check_in(engine, state, site)
    position = _position(engine, site, _NODES) or 0
    node = site.value(position)
    if not position or not isinstance(node, Pointer):
        return
    span, parts, region = site.span(position), site.parts(position, type="node"), node.region
    about = (node.life, node.null)
    if (region.kind is RegionKind.ALLOC and node.trust is not Trust.UNKNOWN) or node.life:
        if node.life in state.owned:
            _check_node(engine, state, node, _contained_at(engine, state, site), span, parts)
        elif node.life not in state.dead and node.life not in state.unsure:
            engine.report(state, Case.NODE_NOT_OWNED, span, about=about, key=parts["subject"], parts=parts)
    elif region.kind in (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.KERNEL):
        engine.report(state, Case.NODE_NOT_ALLOCATED, span, about=about, key=parts["subject"], parts=parts)


def _add(engine: Machine, state: State, site: Site) -> bool:
    result = call_site.any_number(engine, site.call)
    position = _position(engine, site, _NODES) or 0
    node = site.value(position) if position else UNKNOWN
    if isinstance(node, Pointer):
        if node.life in state.owned:
            state.owned.pop(node.life)
            state.non_owning = state.non_owning | {node.life}
            state.tell(site.call.span, f"{site.name}() takes it here", node.life, node.null)
    elif not isinstance(node, Scalar):
        state.forget_references()
    less = engine.kernel.facts.kfunc_effects.calls_back.get(site.name)
    if less is not None:
        function = callbacks.function_of(engine, site.value(less))
        if function is not None:
            contained = _contained_at(engine, state, site)
            pair = tuple(_node(engine, state, contained) for _ in range(2))
            return callbacks.run(engine, state, site.call, function, pair, site.name, result)
    engine.result(state, site.call, result)
    return True


def _check_of_member(engine: Machine, state: State, site: Site) -> None:
    _check_in(engine, state, site)
    position = _position(engine, site, _NODES)
    if position:
        _check_member(engine, state, site, position)


def _take(engine: Machine, state: State, site: Site) -> bool:
    refused = _is_refused(engine, state, site)
    given = UNKNOWN if refused else _taken(engine, state, site, _contained_at(engine, state, site))
    engine.result(state, site.call, given)
    return True


def _look(engine: Machine, state: State, site: Site) -> bool:
    refused = _is_refused(engine, state, site)
    given = UNKNOWN if refused else _seen(engine, state, site, _contained_at(engine, state, site))
    engine.result(state, site.call, given)
    return True


def _ask(engine: Machine, state: State, site: Site) -> bool:
    engine.result(state, site.call, call_site.any_number(engine, site.call))
    return True


def _node(engine: Machine, state: State, contained: _Contained | None) -> Value:
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
    contained: _Contained | None,
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


def _check_member(engine: Machine, state: State, site: Site, index: int) -> None:
    node, span, parts = site.value(index), site.span(index), site.parts(index, type="bpf_rb_node")
    wrong = _wrong_member(engine, state, node)
    if wrong is Case.CALL_IN_TREE_CALLBACK:
        engine.report(state, wrong, site.call.span, key=site.name, parts=parts)
    elif wrong is not None and isinstance(node, Pointer):
        about = (node.null,) if wrong is Case.NODE_OUTLIVED_RCU else (node.life,)
        engine.report(state, wrong, span, about=about, key=parts["subject"], parts=parts)


def _wrong_member(engine: Machine, state: State, node: Value) -> Case | None:
    """Why a node cannot be taken out of a tree, or be asked for its neighbours."""
    if locks.in_tree_callback(state):
        return Case.CALL_IN_TREE_CALLBACK
    if not isinstance(node, Pointer) or node.region.kind is not RegionKind.ALLOC:
        return None
    if outlived_rcu(state, node):
        # A pointer to an object's start is as good as one to the node, where the node is its first member.
        accepted = node.offset == 0 and not engine.has(Change.OBJECTS_CHECKED)
        return None if accepted else Case.NODE_OUTLIVED_RCU
    is_mine = node.life in state.owned and not _refcounted(state.type_of(node.region))
    return Case.NODE_IN_NO_TREE if is_mine and not engine.has(Change.REMOVE_ANYTHING) else None


def _refcounted(ctype: Type | None) -> bool:
    return any(member.name == "bpf_refcount" for member in special_members(ctype))


def _taken(
    engine: Machine,
    state: State,
    site: Site,
    contained: _Contained | None,
) -> Value:
    null = engine.identity()
    ctype, offset = (contained[0], contained[1]) if contained is not None else (None, None)
    region = engine.region(
        RegionKind.ALLOC,
        ctype,
        ctype.name if ctype else "",
        ctype.size if ctype and ctype.size else None,
        origin=site.name,
    )
    life = references.acquire(engine, state, site, null, release_name="bpf_obj_drop", type_name=region.name)
    place = offset if contained is not None else 0
    return Pointer(region, place, null, life, Trust.TRUSTED, base=place or 0)


def _seen(
    engine: Machine,
    state: State,
    site: Site,
    contained: _Contained | None,
) -> Value:
    null = engine.identity()
    ctype, offset = (contained[0], contained[1]) if contained is not None else (None, None)
    life = engine.identity()
    region = engine.region(
        RegionKind.ALLOC,
        ctype,
        ctype.name if ctype else "",
        ctype.size if ctype and ctype.size else None,
        origin=site.name,
        nonowning=True,
    )
    if state.innermost(SectionKind.LOCK) is not None:
        state.non_owning = state.non_owning | {life}
    state.tell(site.call.span, f"{site.name}() may return NULL", null)
    place = offset if contained is not None else 0
    return Pointer(region, place, null, life, Trust.TRUSTED, base=place or 0)


EFFECTS: Final[Mapping[str, Effect]] = {
    **dict.fromkeys(_ADDS, Effect(_add, _check_add)),
    **{name: Effect(_take, _check_of_member if name in _OF_MEMBERS else _check_in) for name in _TAKES},
    **{name: Effect(_look, _check_of_member if name in _OF_MEMBERS else _check_in) for name in _LOOKS},
    **dict.fromkeys(_ASKS, Effect(_ask, _check_in)),
}
