"""What people found by reading: facts that no file of the inputs holds, each with its source.

Also the releases themselves, and which builds' silence means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from bpflint.kernel.version import Version

OLDEST, NEWEST = Version(5, 10), Version(7, 3)
RELEASES: list[Version] = [
    *(Version(5, minor) for minor in range(10, 20)),
    *(Version(6, minor) for minor in range(20)),
    *(Version(7, minor) for minor in range(4)),
]

# Builds whose silence about some kfuncs means nothing: modules that could not be had, an option that was off.
NO_MODULES = {Version(6, 19), Version(7, 0), Version(7, 1)}
WITHOUT_OPTION = {("qdisc", Version(6, 16))}

# Structs of struct_ops that builds lacked though their releases have them, and the releases that brought them: what
# was not loaded was not refused. Source: the first kfuncs that are for them alone, f0e1a0643a59 and 870c28588afa.
STRUCTS_SINCE = {"sched_ext_ops": Version(6, 12), "Qdisc_ops": Version(6, 16)}

# A type of program that may call what is registered for another, and the release that gave them one slot.
_TRACING, _LSM = "BPF_PROG_TYPE_TRACING", "BPF_PROG_TYPE_LSM"
_CGROUPS = [f"BPF_PROG_TYPE_CGROUP_{name}" for name in ("DEVICE", "SKB", "SOCK", "SOCKOPT", "SOCK_ADDR", "SYSCTL")]
SLOTS: dict[str, tuple[list[str], Version]] = {
    _LSM: ([_TRACING], Version(5, 18)),
    "BPF_PROG_TYPE_TRACEPOINT": ([_TRACING, _LSM], Version(6, 12)),
    "BPF_PROG_TYPE_PERF_EVENT": ([_TRACING, _LSM], Version(6, 12)),
    "BPF_PROG_TYPE_RAW_TRACEPOINT": ([_TRACING, _LSM], Version(7, 0)),
    "BPF_PROG_TYPE_SOCK_OPS": (_CGROUPS, Version(6, 15)),
    **{name: (_CGROUPS, Version(6, 7 if name.endswith("SOCK_ADDR") else 12)) for name in _CGROUPS},
}

# Where the documentation is wrong and no measured release lies near enough to tell, the kernel's history decides.
CORRECTIONS: dict[str, tuple[Version, str]] = {
    # Added together with bpf_dynptr_is_null, in one commit.
    "bpf_dynptr_is_rdonly": (Version(6, 5), "540ccf96ddbc173474c32e595787d5622253be3d"),
}


# Registrations of a kfunc set that came later than the set, where the documentation has no version for them.
# Source: the patches that added them, "bpf: xdp: Register generic_kfunc_set with XDP programs" (December 2023),
# "bpf: Allow invoking kfuncs from BPF_PROG_TYPE_SYSCALL progs" (April 2024), 67666479edf1 (August 2024) and
# ffc83860d8c0 (September 2024).
REGISTERED_LATER: dict[str, dict[str, Version]] = {
    "generic_btf_ids": {
        "BPF_PROG_TYPE_XDP": Version(6, 8),
        "BPF_PROG_TYPE_SYSCALL": Version(6, 10),
        **dict.fromkeys(_CGROUPS, Version(6, 12)),
    },
    "cpumask_kfunc_btf_ids": {"BPF_PROG_TYPE_SYSCALL": Version(6, 10)},
    "bpf_kfunc_check_set_skb": {_TRACING: Version(6, 12), _LSM: Version(6, 12)},
}


# Flags that a kfunc had up to and including a release, where they changed before the first measured one.
# Source: the patches that changed them, and kernel/bpf/helpers.c of 6.6.
FLAGS_UNTIL: dict[str, tuple[Version, tuple[str, ...]]] = {
    "bpf_cgroup_acquire": (Version(6, 3), ("KF_ACQUIRE", "KF_TRUSTED_ARGS")),
    "bpf_dynptr_from_skb": (Version(6, 11), ()),
    "bpf_rbtree_remove": (Version(6, 3), ("KF_ACQUIRE",)),
    "bpf_refcount_acquire_impl": (Version(6, 6), ("KF_ACQUIRE", "KF_RET_NULL")),
    "bpf_task_acquire": (Version(6, 3), ("KF_ACQUIRE", "KF_TRUSTED_ARGS")),
}


@dataclass(frozen=True)
class Earlier:
    """A kfunc that came and went between two measured releases, by the kernel's history; no documentation has it."""

    since: Version
    until: Version
    prototype: str
    flags: tuple[str, ...]


_LESS = "bool (*less)(struct bpf_rb_node *, const struct bpf_rb_node *)"
_GET = ("KF_ACQUIRE", "KF_KPTR_GET", "KF_RET_NULL")
EARLIER: dict[str, Earlier] = {
    "bpf_cgroup_kptr_get": Earlier(
        Version(6, 2), Version(6, 3), "struct cgroup *bpf_cgroup_kptr_get(struct cgroup **cgrpp)", _GET
    ),
    "bpf_cpumask_any": Earlier(
        Version(6, 3), Version(6, 4), "u32 bpf_cpumask_any(const struct cpumask *cpumask)", ("KF_RCU",)
    ),
    "bpf_cpumask_any_and": Earlier(
        Version(6, 3),
        Version(6, 4),
        "u32 bpf_cpumask_any_and(const struct cpumask *src1, const struct cpumask *src2)",
        ("KF_RCU",),
    ),
    "bpf_cpumask_kptr_get": Earlier(
        Version(6, 3), Version(6, 3), "struct bpf_cpumask *bpf_cpumask_kptr_get(struct bpf_cpumask **cpumaskp)", _GET
    ),
    "bpf_list_push_back": Earlier(
        Version(6, 2),
        Version(6, 3),
        "void bpf_list_push_back(struct bpf_list_head *head, struct bpf_list_node *node)",
        (),
    ),
    "bpf_list_push_front": Earlier(
        Version(6, 2),
        Version(6, 3),
        "void bpf_list_push_front(struct bpf_list_head *head, struct bpf_list_node *node)",
        (),
    ),
    "bpf_rbtree_add": Earlier(
        Version(6, 3),
        Version(6, 3),
        f"void bpf_rbtree_add(struct bpf_rb_root *root, struct bpf_rb_node *node, {_LESS})",
        (),
    ),
    "bpf_task_acquire_not_zero": Earlier(
        Version(6, 3),
        Version(6, 3),
        "struct task_struct *bpf_task_acquire_not_zero(struct task_struct *p)",
        ("KF_ACQUIRE", "KF_RCU", "KF_RET_NULL"),
    ),
    "bpf_task_kptr_get": Earlier(
        Version(6, 2), Version(6, 3), "struct task_struct *bpf_task_kptr_get(struct task_struct **pp)", _GET
    ),
}
