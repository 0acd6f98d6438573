"""What a program may return, by its type and hook, as far as the verifier limits it.

Source: return_retval_range() in kernel/bpf/verifier.c (check_return_code() before 7.0), and for LSM hooks
bpf_lsm_get_retval_range() in kernel/bpf/bpf_lsm.c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpflint.kernel.load_limits import enumerator_since
from bpflint.kernel.verifier_change import Change

if TYPE_CHECKING:
    from bpflint.kernel import KernelFacts, ProgramKind

Range = tuple[int, int]

MAX_ERRNO: Final = 4095
_TRUTH: Final = (0, 1)
_DEFAULT: Final = frozenset(
    {
        "BPF_PROG_TYPE_CGROUP_DEVICE",
        "BPF_PROG_TYPE_CGROUP_SOCK",
        "BPF_PROG_TYPE_CGROUP_SOCKOPT",
        "BPF_PROG_TYPE_CGROUP_SYSCTL",
        "BPF_PROG_TYPE_NETFILTER",
        "BPF_PROG_TYPE_SK_LOOKUP",
        "BPF_PROG_TYPE_SOCK_OPS",
    }
)
"""Program types that return 0 or 1."""
_BY_ATTACH: Final = {
    "BPF_CGROUP_INET4_BIND": (0, 3),
    "BPF_CGROUP_INET6_BIND": (0, 3),
    "BPF_CGROUP_INET4_GETPEERNAME": (1, 1),
    "BPF_CGROUP_INET6_GETPEERNAME": (1, 1),
    "BPF_CGROUP_UNIX_GETPEERNAME": (1, 1),
    "BPF_CGROUP_INET4_GETSOCKNAME": (1, 1),
    "BPF_CGROUP_INET6_GETSOCKNAME": (1, 1),
    "BPF_CGROUP_UNIX_GETSOCKNAME": (1, 1),
    "BPF_CGROUP_UDP4_RECVMSG": (1, 1),
    "BPF_CGROUP_UDP6_RECVMSG": (1, 1),
    "BPF_CGROUP_UNIX_RECVMSG": (1, 1),
    "BPF_CGROUP_INET4_CONNECT": _TRUTH,
    "BPF_CGROUP_INET6_CONNECT": _TRUTH,
    "BPF_CGROUP_UNIX_CONNECT": _TRUTH,
    "BPF_CGROUP_UDP4_SENDMSG": _TRUTH,
    "BPF_CGROUP_UDP6_SENDMSG": _TRUTH,
    "BPF_CGROUP_UNIX_SENDMSG": _TRUTH,
    "BPF_CGROUP_INET_INGRESS": _TRUTH,
    "BPF_CGROUP_INET_EGRESS": (0, 3),
    "BPF_TRACE_FENTRY": (0, 0),
    "BPF_TRACE_FEXIT": (0, 0),
    "BPF_TRACE_FSESSION": (0, 0),
    "BPF_TRACE_ITER": _TRUTH,
    "BPF_TRACE_KPROBE_SESSION": _TRUTH,
    "BPF_TRACE_UPROBE_SESSION": _TRUTH,
}
_TRUTH_HOOKS: Final = frozenset({"audit_rule_known", "inode_xattr_skipcap", "xfrm_state_pol_flow_match"})
"""LSM hooks that answer yes or no. Source: bool_lsm_hooks in kernel/bpf/bpf_lsm.c."""


CALLED_LATER: Final = frozenset({"bpf_timer_set_callback", "bpf_wq_set_callback", "bpf_wq_set_callback_impl"})
"""Who takes a callback that runs later and returns 0. Source: set_timer_callback_state() in kernel/bpf/verifier.c."""
_CALLED_AT_ONCE: Final = frozenset(
    {
        "bpf_find_vma",
        "bpf_for_each_map_elem",
        "bpf_loop",
        "bpf_rbtree_add",
        "bpf_rbtree_add_impl",
        "bpf_user_ringbuf_drain",
    }
)
"""Who takes a callback that returns 0 or 1. Source: the `callback_ret_range` of kernel/bpf/verifier.c."""


def callback_range(caller: str) -> Range | None:
    """The smallest and largest number that a callback may return to `caller`; None where any will do."""
    if caller in CALLED_LATER:
        return (0, 0)
    return _TRUTH if caller in _CALLED_AT_ONCE else None


def return_range(kernel: KernelFacts, kind: ProgramKind) -> Range | None:
    """The smallest and largest number that a program of this kind may return; None where any will do, or unknown."""
    if kind.type == "BPF_PROG_TYPE_LSM":
        return _of_lsm(kernel, kind)
    if kind.type in _DEFAULT:
        return _TRUTH
    if kind.type == "BPF_PROG_TYPE_CGROUP_SKB" and kind.attach is None:
        return _TRUTH  # without an attach type it is one for what comes in, whose number is 0
    if kind.type in ("BPF_PROG_TYPE_STRUCT_OPS", "BPF_PROG_TYPE_EXT"):
        return None
    if kind.attach is None or enumerator_since(kernel, kind.attach) is not None:
        return None  # a kernel that does not know the attach type takes the program for one of its kind without
    return _BY_ATTACH.get(kind.attach)


def words(allowed: Range) -> str:
    """A range as a message names it: "0 to 3", "1 only"."""
    low, high = allowed
    return f"{low} only" if low == high else f"{low} to {high}"


def _of_lsm(kernel: KernelFacts, kind: ProgramKind) -> Range | None:
    answer = kernel.surface.lsm_hook(kind.target or "")
    results = {form.result for form in answer.forms} if answer.is_present else set()
    if len(results) != 1:
        return None
    is_void = results == {"void"}
    if kind.attach == "BPF_LSM_CGROUP":
        return (1, 1) if is_void else _TRUTH
    if is_void or not kernel.has(Change.LSM_RESULTS_CHECKED):
        return None
    return _TRUTH if kind.target in _TRUTH_HOOKS else (-MAX_ERRNO, 0)
