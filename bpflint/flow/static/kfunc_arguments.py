"""What a kfunc wants in each argument, read from its prototype and the suffixes of its parameters.

Follows the order in which the verifier decides (get_kfunc_arg_type in kernel/bpf/verifier.c).
"""

from __future__ import annotations

from dataclasses import dataclass

from bpflint.flow.static.per_function import per_kfunc
from bpflint.kernel.kfunc import KfuncAt, Param

_STRUCTS = {
    "bpf_dynptr": "dynptr",
    "bpf_dynptr_kern": "dynptr",
    "bpf_list_head": "list_head",
    "bpf_list_node": "list_node",
    "bpf_rb_root": "rb_root",
    "bpf_rb_node": "rb_node",
    "bpf_wq": "wq",
    "bpf_timer": "timer",
    "bpf_task_work": "task_work",
    "bpf_res_spin_lock": "res_spin_lock",
    "bpf_map": "map",
}
CONTEXTS = frozenset(
    {"__sk_buff", "xdp_md", "sk_buff", "xdp_buff", "pt_regs", "bpf_sock_addr_kern", "bpf_sock_ops_kern"}
)
STRUCTURAL = frozenset({"dynptr", "iter", "list_head", "list_node", "rb_root", "rb_node", "res_spin_lock"})
"""Kinds that refuse a NULL pointer whatever the kfunc's flags say."""
_UNTRUSTED = STRUCTURAL | {"callback", "constant", "constant_size", "ignore", "integer", "result_size", "size"}
"""Kinds that take the same whether or not the kfunc asks for trusted pointers."""
_NOT_BY_RCU = frozenset({"context", "irq", "memory"})
"""Kinds of which KF_RCU asks nothing."""


@dataclass(frozen=True, slots=True)
class Want:
    """What one argument has to be. `size` is the index of the argument that holds a buffer's size."""

    index: int
    kind: str
    name: str
    struct: str = ""
    nullable: bool = False
    size: int | None = None
    uninit: bool = False
    nonowning: bool = False
    bytes: int = 0


@per_kfunc
def wants(kfunc: KfuncAt) -> tuple[Want, ...]:
    """What `kfunc` wants, argument by argument."""
    params = kfunc.prototype.params
    iterator = not kfunc.flags.isdisjoint(("KF_ITER_NEW", "KF_ITER_NEXT", "KF_ITER_DESTROY"))
    return tuple(_want(params, index, iterator) for index in range(len(params)))


def asks_for_trust(kfunc: KfuncAt, want: Want) -> bool:
    """True if the verifier asks for a trusted pointer in an argument, or for one that RCU protects."""
    if want.kind in _UNTRUSTED:
        return False
    return kfunc.trusted_args or ("KF_RCU" in kfunc.flags and want.kind not in _NOT_BY_RCU)


def _want(params: tuple[Param, ...], index: int, iterator: bool) -> Want:
    param = params[index]
    name = param.base_name
    ctype = param.type
    if param.unchecked:
        return Want(index, "ignore", name, nullable=param.nullable)
    if ctype.kind != "pointer":
        return Want(index, _number(param), name)
    target = ctype.target
    struct = target.name if target is not None and target.kind in ("struct", "union") else ""
    kind, size = "memory", None
    if param.pointer_kind:
        kind = param.pointer_kind
    elif iterator and index == 0:
        kind = "iter"
    elif struct in _STRUCTS:
        kind = _STRUCTS[struct]
    elif target is not None and target.kind == "function":
        kind = "callback"
    elif ctype.arena:
        kind = "ignore"
    elif struct in CONTEXTS:
        kind = "context"
    elif index + 1 < len(params) and params[index + 1].is_size:
        kind, size = "buffer", index + 1
    elif struct:
        kind = "object"
    return Want(
        index,
        kind,
        name,
        struct,
        param.nullable,
        size,
        param.uninitialised,
        param.non_owning,
        target.size if target is not None and not struct else 0,
    )


def _number(param: Param) -> str:
    if param.number_kind:
        return param.number_kind
    return "result_size" if param.name in ("rdonly_buf_size", "rdwr_buf_size") else "integer"
