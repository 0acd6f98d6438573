"""Reading kptrs: which object a member that is marked as one points to, and how far it is trusted."""

from __future__ import annotations

from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, Region, RegionKind, Trust, Value
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu
from bpflint.flow.static.map_fields import NODES
from bpflint.flow.static.struct_layout import special_members
from bpflint.source.types import Type


def load(engine: Machine, state: State, ctype: Type) -> Value:
    """What is read from a member of type `ctype`; unknown where that is no kptr."""
    target = ctype.target
    if target is None or not target.is_record or not ctype.tags & {"kptr", "percpu_kptr", "kptr_untrusted"}:
        return UNKNOWN
    local = is_local(engine, target)
    if local is None:
        return UNKNOWN
    trust = _kptr_trust(engine, state, ctype, local=local)
    percpu = "percpu_kptr" in ctype.tags
    kind = RegionKind.ALLOC if local else RegionKind.KERNEL
    region = engine.region(kind, target, target.name, target.size or None, percpu=percpu)
    life = _life(engine, state, region, trust)
    return Pointer(region, 0, engine.identity(), life, trust, state.rcu_section)


def _life(engine: Machine, state: State, region: Region, trust: Trust) -> int:
    """Of a node of lists and trees that is read under RCU: to the verifier it is one that nobody owns, until an unlock.

    Source: btf_ld_kptr_type() and invalidate_non_owning_refs() in kernel/bpf/verifier.c.
    """
    if trust is not Trust.RCU or not _is_node(state, region):
        return 0
    life = engine.identity()
    state.non_owning = state.non_owning | {life}
    return life


def _kptr_trust(engine: Machine, state: State, ctype: Type, *, local: bool) -> Trust:
    protected = local or (
        ctype.target is not None and ctype.target.name in engine.kernel.facts.trusted_fields.rcu_protected
    )
    return Trust.RCU if "kptr_untrusted" not in ctype.tags and protected and in_rcu(engine, state) else Trust.UNTRUSTED


def _is_node(state: State, region: Region) -> bool:
    if region.kind is not RegionKind.ALLOC or region.percpu:
        return False
    return any(member.name in NODES for member in special_members(state.type_of(region)))


def renew(engine: Machine, state: State, pointer: Pointer, ctype: Type) -> Pointer:
    """A kptr read once more: the same object, with the trust that it has now."""
    if not ctype.tags & {"kptr", "percpu_kptr", "kptr_untrusted"}:
        return pointer
    if pointer.life and not (pointer.trust is Trust.RCU and _is_node(state, pointer.region)):
        return pointer
    trust = _kptr_trust(engine, state, ctype, local=pointer.region.kind is RegionKind.ALLOC)
    life = _life(engine, state, pointer.region, trust)
    return Pointer(pointer.region, pointer.offset, pointer.null, life, trust, state.rcu_section)


def is_local(engine: Machine, target: Type) -> bool | None:
    """Whether a struct is the program's own rather than the kernel's; None where that cannot be told."""
    if not target.name:
        return None
    return not engine.summaries.is_kernel_struct(target.name)
