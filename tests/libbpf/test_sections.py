from __future__ import annotations

import pytest

from bpflint.kernel import load_facts
from bpflint.libbpf.sections import SectionTable

resolve_section = SectionTable(load_facts().section_table, "libbpf").resolve


@pytest.mark.parametrize(
    ("name", "program_type", "attach", "sleepable", "target"),
    [
        ("xdp", "XDP", "BPF_XDP", False, None),
        ("xdp/devmap", "XDP", "BPF_XDP_DEVMAP", False, None),
        ("xdp.frags/cpumap", "XDP", "BPF_XDP_CPUMAP", False, None),
        ("?tc", "SCHED_CLS", None, False, None),
        ("tcx/ingress", "SCHED_CLS", "BPF_TCX_INGRESS", False, None),
        ("lsm.s/bprm_committed_creds", "LSM", "BPF_LSM_MAC", True, "bprm_committed_creds"),
        ("lsm_cgroup/socket_bind", "LSM", "BPF_LSM_CGROUP", False, "socket_bind"),
        ("fentry/do_unlinkat", "TRACING", "BPF_TRACE_FENTRY", False, "do_unlinkat"),
        ("?fentry.s/f", "TRACING", "BPF_TRACE_FENTRY", True, "f"),
        ("iter.s/bpf_map", "TRACING", "BPF_TRACE_ITER", True, "bpf_map"),
        ("tp_btf/sched_switch", "TRACING", "BPF_TRACE_RAW_TP", False, "sched_switch"),
        ("tp/syscalls/sys_enter_open", "TRACEPOINT", None, False, "syscalls/sys_enter_open"),
        ("kprobe", "KPROBE", None, False, None),
        ("kprobe.session/bpf_fentry*", "KPROBE", "BPF_TRACE_KPROBE_SESSION", False, "bpf_fentry*"),
        ("uprobe//proc/self/exe:f", "KPROBE", None, False, "/proc/self/exe:f"),
        ("struct_ops.s/init", "STRUCT_OPS", None, True, "init"),
        ("syscall", "SYSCALL", None, True, None),
        ("cgroup_skb/egress", "CGROUP_SKB", "BPF_CGROUP_INET_EGRESS", False, None),
        ("cgroup/skb", "CGROUP_SKB", None, False, None),
        ("freplace/f", "EXT", None, False, "f"),
        ("socket", "SOCKET_FILTER", None, False, None),
    ],
)
def test_sections(name: str, program_type: str, attach: str | None, sleepable: bool, target: str | None) -> None:
    section = resolve_section(name)
    assert section is not None
    assert section.program_type == f"BPF_PROG_TYPE_{program_type}"
    assert (section.attach_type, section.sleepable, section.target) == (attach, sleepable, target)
    assert section.optional == name.startswith("?")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "?",
        "xdp/",
        "xdp/eth0",
        "xdpx",
        "tc/foo",
        "syscall/x",
        "license",
        ".maps",
        ".struct_ops.link",
        "fentryx/f",
        "??xdp",
    ],
)
def test_what_libbpf_does_not_load(name: str) -> None:
    assert resolve_section(name) is None


def test_every_entry_of_the_table_resolves_to_itself() -> None:
    for entry in load_facts().section_table:
        section = resolve_section(entry["section"])
        assert section is not None
        assert section.name == entry["section"]


def test_aliases_and_deprecated_names_say_so() -> None:
    tc, alias = resolve_section("tc"), resolve_section("tc/ingress")
    assert tc is not None
    assert tc.deprecated
    assert alias is not None
    assert alias.alias_of == "tcx/ingress"


@pytest.mark.parametrize(
    ("name", "program_type", "by_auto"),
    [
        ("classifier/tc_ingress", "SCHED_CLS", True),
        ("tc_ingress", "SCHED_CLS", True),
        ("socket1", "SOCKET_FILTER", True),
        ("perf_event/cycles", "PERF_EVENT", True),
        ("xdp/eth0", "XDP", True),
        ("sk_skb/stream_parser/x", "SK_SKB", True),
        ("cgroup/connect4/x", "CGROUP_SOCK_ADDR", True),
        ("tcpdump", "SCHED_CLS", False),
    ],
)
def test_what_cilium_s_loader_takes_by_its_beginning(name: str, program_type: str, by_auto: bool) -> None:
    entries = load_facts().section_table
    section = SectionTable(entries, "ebpf-go").resolve(name)
    assert section is not None
    assert section.program_type == f"BPF_PROG_TYPE_{program_type}"
    assert (SectionTable(entries).resolve(name) == section) is by_auto


def test_names_with_targets_are_no_beginnings() -> None:
    assert SectionTable(load_facts().section_table, "ebpf-go").resolve("kprobes/x") is None
