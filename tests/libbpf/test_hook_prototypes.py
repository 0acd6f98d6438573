"""How many words of context a hook gives to a program."""

from __future__ import annotations

import pytest

from bpflint.kernel import ProgramKind, Version, load_facts
from bpflint.libbpf.hook_prototypes import Words, words

TRACING = "BPF_PROG_TYPE_TRACING"


@pytest.mark.parametrize(
    ("kind", "kernel", "expected"),
    [
        (ProgramKind(TRACING, "BPF_TRACE_FENTRY", target="vfs_read"), "6.12", Words(4, 4)),
        (ProgramKind(TRACING, "BPF_TRACE_FEXIT", target="vfs_read"), "6.12", Words(5, 5)),
        (ProgramKind(TRACING, "BPF_TRACE_FEXIT", target="tcp_close"), "6.12", Words(2, 2)),  # returns nothing
        (ProgramKind(TRACING, "BPF_TRACE_RAW_TP", target="sched_switch"), "5.10", Words(3, 3)),
        (ProgramKind(TRACING, "BPF_TRACE_RAW_TP", target="sched_switch"), "5.15", Words(3, 4)),  # either neighbour
        (ProgramKind(TRACING, "BPF_TRACE_RAW_TP", target="sched_switch"), "6.1", Words(4, 4)),
        (ProgramKind("BPF_PROG_TYPE_RAW_TRACEPOINT", target="sched_switch"), "6.1", Words(4, 4)),
        (ProgramKind("BPF_PROG_TYPE_LSM", "BPF_LSM_MAC", target="file_open"), "6.12", Words(2, 2)),
        (ProgramKind("BPF_PROG_TYPE_LSM", "BPF_LSM_MAC", target="task_free"), "6.12", Words(1, 1)),
        (ProgramKind("BPF_PROG_TYPE_STRUCT_OPS", member="tcp_congestion_ops.cong_control"), "6.1", Words(2, 2)),
        (ProgramKind("BPF_PROG_TYPE_STRUCT_OPS", member="tcp_congestion_ops.cong_control"), "6.12", Words(4, 4)),
        (ProgramKind(TRACING, "BPF_TRACE_FENTRY", target="in_no_kernel"), "6.12", None),
        (ProgramKind("BPF_PROG_TYPE_XDP"), "6.12", None),
    ],
)
def test_words(kind: ProgramKind, kernel: str, expected: Words | None) -> None:
    assert words(load_facts().at(Version.parse(kernel)), kind) == expected


@pytest.mark.parametrize(("target", "expected"), [("security_path_chown", 3), ("do_ip_setsockopt", 6)])
def test_a_struct_by_value_takes_as_many_words_as_it_is_long(target: str, expected: int) -> None:
    kind = ProgramKind(TRACING, "BPF_TRACE_FENTRY", target=target)
    assert words(load_facts().at(Version(6, 12)), kind) == Words(expected, expected)
