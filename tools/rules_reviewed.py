"""What people found by reading: facts that no file of the inputs holds, each with its source.

Also the releases themselves, and which builds' silence means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bpflint.kernel.version import Version

RELEASES: list[Version] = [
    Version.parse(line)
    for line in (Path(__file__).resolve().parent / "releases.txt").read_text().splitlines()
    if not line.startswith("#")
]
OLDEST, NEWEST = RELEASES[0], RELEASES[-1]

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


# What the verifier asks of a program after it found a helper's prototype, which those who measured took for an answer
# about the arguments: the attach types that are left of a program type, none where the whole type is refused. Source:
# check_get_func_ip() in kernel/bpf/verifier.c, bpf_sk_storage_tracing_allowed() in net/core/bpf_sk_storage.c and
# bpf_d_path_allowed() in kernel/trace/bpf_trace.c of 6.1.192 and 6.12.117; 6.1, 6.18 and 7.3 were asked.
_FUNCTIONS = ("BPF_TRACE_FENTRY", "BPF_TRACE_FEXIT", "BPF_TRACE_FSESSION")
_SYSCALL = "BPF_PROG_TYPE_SYSCALL"
_STORAGE = {_SYSCALL: (), _TRACING: (*_FUNCTIONS, "BPF_TRACE_ITER", "BPF_TRACE_RAW_TP")}
NARROWED: dict[str, dict[str, tuple[str, ...]]] = {
    "bpf_d_path": {_SYSCALL: ()},
    "bpf_get_func_ip": {
        _LSM: (),
        _SYSCALL: (),
        _TRACING: (*_FUNCTIONS, *(f"{name}_MULTI" for name in _FUNCTIONS), "BPF_MODIFY_RETURN"),
        **{
            f"BPF_PROG_TYPE_{name}": ()
            for name in ("PERF_EVENT", "RAW_TRACEPOINT", "RAW_TRACEPOINT_WRITABLE", "TRACEPOINT")
        },
    },
    "bpf_sk_storage_delete": _STORAGE,
    "bpf_sk_storage_get": _STORAGE,
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


# The releases that brought enumerators for which the documentation has no version. Source: the kernel's history
# ("bpf: Create links for BPF struct_ops maps", "bpf: minimal support for programs hooked into netfilter framework",
# "bpf: Add multi uprobe link", "bpf: Implement cgroup sockaddr hooks for unix sockets", "netkit, bpf: Add bpf
# programmable net device", "bpf: Allow return values 0 and 1 for uprobe/kprobe session", "bpf: Add bpf_link support for
# sk_msg and sk_skb progs", "bpf, x86: Generate trampolines from bpf_tramp_links").
ENUMERATORS_SINCE: dict[str, Version] = {
    "BPF_STRUCT_OPS": Version(6, 4),
    "BPF_NETFILTER": Version(6, 4),
    "BPF_TRACE_UPROBE_MULTI": Version(6, 6),
    **{
        f"BPF_CGROUP_UNIX_{name}": Version(6, 7)
        for name in ("CONNECT", "SENDMSG", "RECVMSG", "GETPEERNAME", "GETSOCKNAME")
    },
    "BPF_TRACE_UPROBE_SESSION": Version(6, 13),
    "BPF_LINK_TYPE_STRUCT_OPS": Version(5, 19),
    "BPF_LINK_TYPE_NETFILTER": Version(6, 4),
    "BPF_LINK_TYPE_TCX": Version(6, 6),
    "BPF_LINK_TYPE_UPROBE_MULTI": Version(6, 6),
    "BPF_LINK_TYPE_NETKIT": Version(6, 7),
    "BPF_LINK_TYPE_SOCKMAP": Version(6, 10),
}

# Program types of which the kernel compares the attach type with a list of its own when it loads a program; with the
# others an unknown attach type loads, and only cannot be attached. Source: kernel/bpf/syscall.c,
# bpf_prog_load_check_attach, and kernel/bpf/verifier.c, bpf_check_attach_target (TRACING, LSM), of 6.12 and 7.3.
ATTACH_TYPE_CHECKED = (
    "BPF_PROG_TYPE_CGROUP_SKB",
    "BPF_PROG_TYPE_CGROUP_SOCK",
    "BPF_PROG_TYPE_CGROUP_SOCKOPT",
    "BPF_PROG_TYPE_CGROUP_SOCK_ADDR",
    "BPF_PROG_TYPE_LSM",
    "BPF_PROG_TYPE_NETFILTER",
    "BPF_PROG_TYPE_SK_LOOKUP",
    "BPF_PROG_TYPE_TRACING",
)

# Attach types whose programs may sleep since a later release than those of other attach types of the program type.
# Source: kernel/bpf/verifier.c, can_be_sleepable; "bpf: Add support for bpf iterator programs to use
# sleepable helpers".
SLEEPABLE_ATTACH_TYPES: dict[str, Version] = {
    "BPF_TRACE_RAW_TP": Version(7, 1),
}

# Flags that libbpf sets for a section, and the releases that took them first. Source: include/uapi/linux/bpf.h.
PROGRAM_FLAGS: dict[str, Version] = {"BPF_F_XDP_HAS_FRAGS": Version(5, 18)}

# Flags for creating a map: bit, and the release that brought it. A kernel refuses to create a map with a bit that it
# does not know. Source: include/uapi/linux/bpf.h and its history; the BTF of 5.10, 6.1, 6.12 and 6.18 to 7.3.
MAP_FLAGS: dict[str, tuple[int, Version]] = {
    "BPF_F_LINK": (13, Version(6, 4)),
    "BPF_F_PATH_FD": (14, Version(6, 5)),
    "BPF_F_VTYPE_BTF_OBJ_FD": (15, Version(6, 9)),
    "BPF_F_TOKEN_FD": (16, Version(6, 9)),
    "BPF_F_SEGV_ON_FAULT": (17, Version(6, 9)),
    "BPF_F_NO_USER_CONV": (18, Version(6, 9)),
    "BPF_F_RB_OVERWRITE": (19, Version(6, 19)),
}

# Kfuncs that a stable kernel gained, or opened to more program types, within a release: neither answer is right for the
# release as a whole. Source: the trees of 6.6.0 (without) and of 6.6.17 and 6.6.87 (with).
_SOCK_ADDR = ("BPF_PROG_TYPE_CGROUP_SOCK_ADDR",)
CHANGED_BY_STABLE: dict[str, dict[Version, tuple[str, ...]]] = {
    "bpf_sock_addr_set_sun_path": {Version(6, 6): ()},
    "bpf_dynptr_from_skb": {Version(6, 6): _SOCK_ADDR},
}
