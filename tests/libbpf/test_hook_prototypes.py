"""How many words of context a hook gives to a program."""

from __future__ import annotations

import pytest

from bpflint.kernel import ProgramKind, Version, load_facts
from bpflint.kernel.surface_types import parse_signature
from bpflint.libbpf.hook_prototypes import Words, unreadable, unsupported, words

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


@pytest.mark.parametrize(
    ("type", "refusing", "accepting", "what"),
    [
        ("struct file *", None, "5.10", ""),
        ("const char *", None, "5.10", ""),
        ("void *", None, "5.10", ""),
        ("int", None, "5.10", ""),
        ("ZSTD_CCtx *", None, "6.12", ""),  # a typedef of a struct
        ("u32 *", "5.17", "5.18", "a pointer to a number"),
        ("kuid_t", "6.0", "6.1", "a struct by value"),
        ("const void *", "6.15", "6.16", "a pointer to const void"),
        ("struct cred **", "7.0", "7.1", "a pointer to a pointer"),
        ("enum bpf_prog_type *", "7.0", "7.1", "a pointer to an enum"),
        ("work_func_t", "7.0", "7.1", "a pointer to a function"),
        ("filler_t *", "7.0", "7.1", "a pointer to a function"),
        ("struct assoc_array_ptr *", "7.0", "7.1", "a pointer to a struct without members"),
    ],
)
def test_arguments_that_nobody_may_read(type: str, refusing: str | None, accepting: str, what: str) -> None:
    def said(kernel: str) -> str:
        at = load_facts().at(Version.parse(kernel))
        found = unreadable(at, parse_signature(f"void|{type}:x", at.surface.typedef).arguments[0])
        return found.what if found is not None else ""

    assert said(accepting) == ""
    assert refusing is None or said(refusing) == what


@pytest.mark.parametrize(
    ("function", "kernel", "why"),
    [
        ("vfs_read", "5.10", ""),
        ("current_time", "7.3", "returns a struct"),
        ("seq_printf", "7.3", "takes any number of arguments"),
        ("security_path_chown", "5.10", "takes a struct by value"),
        ("security_path_chown", "6.1", ""),
        ("kill_pid_usb_asyncio", "6.16", "takes a union by value"),
        ("kill_pid_usb_asyncio", "6.18", ""),
        ("kill_pid_usb_asyncio_of_nobody", "6.16", ""),
    ],
)
def test_functions_that_no_trampoline_fits(function: str, kernel: str, why: str) -> None:
    at = load_facts().at(Version.parse(kernel))
    assert unsupported(at, ProgramKind(TRACING, "BPF_TRACE_FEXIT", target=function)) == why
    assert unsupported(at, ProgramKind("BPF_PROG_TYPE_KPROBE", target=function)) == ""
