"""What programs and callbacks may return, by the tables that check_return_code() has for it."""

from __future__ import annotations

import pytest

from bpflint.flow.static.return_ranges import callback_range, return_range, words
from bpflint.kernel import ProgramKind, Version, load_facts

NEWEST = load_facts().at(Version(7, 3))

ONE, TRUTH, ZERO, TWO_BITS = (1, 1), (0, 1), (0, 0), (0, 3)
HOOKS = {
    ONE: """CGROUP_INET4_GETPEERNAME CGROUP_INET6_GETPEERNAME CGROUP_UNIX_GETPEERNAME CGROUP_INET4_GETSOCKNAME
        CGROUP_INET6_GETSOCKNAME CGROUP_UNIX_GETSOCKNAME CGROUP_UDP4_RECVMSG CGROUP_UDP6_RECVMSG CGROUP_UNIX_RECVMSG""",
    TRUTH: """CGROUP_INET4_CONNECT CGROUP_INET6_CONNECT CGROUP_UNIX_CONNECT CGROUP_UDP4_SENDMSG CGROUP_UDP6_SENDMSG
        CGROUP_UNIX_SENDMSG CGROUP_INET_INGRESS TRACE_ITER TRACE_KPROBE_SESSION TRACE_UPROBE_SESSION""",
    ZERO: "TRACE_FENTRY TRACE_FEXIT TRACE_FSESSION",
    TWO_BITS: "CGROUP_INET4_BIND CGROUP_INET6_BIND CGROUP_INET_EGRESS",
}
CALLERS = {
    ZERO: "bpf_timer_set_callback bpf_wq_set_callback bpf_wq_set_callback_impl",
    TRUTH: """bpf_find_vma bpf_for_each_map_elem bpf_loop bpf_rbtree_add bpf_rbtree_add_impl
        bpf_user_ringbuf_drain""",
    None: "bpf_task_work_schedule_signal something_else",
}


@pytest.mark.parametrize(("hook", "allowed"), [(name, span) for span, names in HOOKS.items() for name in names.split()])
def test_hooks(hook: str, allowed: tuple[int, int]) -> None:
    assert return_range(NEWEST, ProgramKind(type="BPF_PROG_TYPE_TRACING", attach=f"BPF_{hook}")) == allowed


@pytest.mark.parametrize(
    "name", ["CGROUP_DEVICE", "CGROUP_SOCK", "CGROUP_SOCKOPT", "CGROUP_SYSCTL", "NETFILTER", "SK_LOOKUP", "SOCK_OPS"]
)
def test_types_that_answer_yes_or_no(name: str) -> None:
    assert return_range(NEWEST, ProgramKind(type=f"BPF_PROG_TYPE_{name}")) == TRUTH


@pytest.mark.parametrize(
    "kind",
    [
        ProgramKind(type="BPF_PROG_TYPE_XDP"),
        ProgramKind(type="BPF_PROG_TYPE_STRUCT_OPS", attach="BPF_TRACE_FENTRY"),
        ProgramKind(type="BPF_PROG_TYPE_EXT", attach="BPF_TRACE_FENTRY"),
        ProgramKind(type="BPF_PROG_TYPE_TRACING", attach="BPF_MODIFY_RETURN"),
    ],
)
def test_any_result_will_do(kind: ProgramKind) -> None:
    assert return_range(NEWEST, kind) is None


@pytest.mark.parametrize(
    ("hook", "attach", "version", "allowed"),
    [
        ("file_open", "BPF_LSM_MAC", "6.12", (-4095, 0)),
        ("file_open", "BPF_LSM_MAC", "6.6", None),
        ("file_open", "BPF_LSM_CGROUP", "6.6", TRUTH),
        ("inode_xattr_skipcap", "BPF_LSM_MAC", "6.12", TRUTH),
        ("sk_free_security", "BPF_LSM_MAC", "6.12", None),
        ("sk_free_security", "BPF_LSM_CGROUP", "6.12", ONE),
        ("no_such_hook", "BPF_LSM_MAC", "6.12", None),
    ],
)
def test_lsm_hooks(hook: str, attach: str, version: str, allowed: tuple[int, int] | None) -> None:
    kernel = load_facts().at(Version.parse(version))
    assert return_range(kernel, ProgramKind(type="BPF_PROG_TYPE_LSM", attach=attach, target=hook)) == allowed


@pytest.mark.parametrize(("name", "allowed"), [(n, span) for span, names in CALLERS.items() for n in names.split()])
def test_callbacks(name: str, allowed: tuple[int, int] | None) -> None:
    assert callback_range(name) == allowed


def test_a_range_in_words() -> None:
    assert [words(ONE), words(TWO_BITS)] == ["1 only", "0 to 3"]
