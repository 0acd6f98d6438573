"""Kernels are told apart by all that paths look at, and by nothing else: each difference is another walk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bpflint
from bpflint.base.finding import Level
from bpflint.checks import context
from bpflint.engine.lint import Engine
from bpflint.flow.static.kernel_view import FLAGS, OF_ARENAS, callee_view, calls_view
from bpflint.kernel import Version, load_facts
from bpflint.kernel.program_types import ProgramKind
from bpflint.policy.settings import Settings

FLOW = Path(bpflint.__file__).parent / "flow"
ASKED_ONE_BY_ONE = "KF_SPINLOCK_SAFE"
"""Only counts under a lock: Machine.is_flagged()."""
SEEN = {"allows", "callable", "flags", "name", "prototype", "sleepable", "trusted_args"}
"""What a kfunc is asked for along paths, all of which kernel_view.py looks at."""
BY_ITSELF = {
    "machine/context.py": "Machine.kfunc() asks what the callee looks like",
    "static/function_properties.py": "looks at all functions that are called: calls_view()",
    "static/kernel_view.py": "",
}
ENQUEUE = """
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags) __ksym __weak;
void scx_bpf_dispatch(struct task_struct *p, u64 dsq_id, u64 slice, u64 enq_flags) __ksym __weak;
SEC("struct_ops/simple_enqueue") void BPF_PROG(simple_enqueue, struct task_struct *p, u64 enq_flags)
{
	if (bpf_ksym_exists(scx_bpf_dsq_insert))
		scx_bpf_dsq_insert(p, 0, 1, enq_flags);
	else
		scx_bpf_dispatch(p, 0, 1, enq_flags);
}
SEC(".struct_ops.link") struct sched_ext_ops ops = { .enqueue = (void *)simple_enqueue, .name = "simple" };
char _license[] SEC("license") = "GPL";
"""


def sources() -> Iterator[tuple[str, str]]:
    for path in FLOW.rglob("*.py"):
        yield path.relative_to(FLOW).as_posix(), path.read_text()


def test_each_flag_that_paths_look_at_is_seen() -> None:
    named = {flag for _, text in sources() for flag in re.findall(r'"(KF_\w+)"', text)}
    assert named == FLAGS | {OF_ARENAS, ASKED_ONE_BY_ONE}


def test_each_thing_that_a_kfunc_is_asked_for_is_seen() -> None:
    asked = {attribute for _, text in sources() for attribute in re.findall(r"\bkfunc\.([a-z_]+)\b(?! import)", text)}
    assert asked == SEEN


def test_no_path_looks_at_a_kfunc_unasked() -> None:
    looking = {name for name, text in sources() if re.search(r"\bkernel\.kfunc\(", text)}
    assert looking == BY_ITSELF.keys()


def test_nothing_else_of_the_kernel_is_looked_up_unasked() -> None:
    """Of the surface, only what a program's type and hook tell, by which programs are told apart before they run."""
    assert [name for name, text in sources() if re.search(r"\bkernel\.surface\b", text)] == ["static/return_ranges.py"]


@pytest.mark.parametrize(
    ("name", "one", "other", "alike"),
    [
        ("scx_bpf_dsq_nr_queued", "7.2", "7.0", True),  # KF_IMPLICIT_ARGS, of which calls know nothing
        ("hid_bpf_get_data", "7.0", "6.12", False),  # the object has to be trusted
        ("bpf_iter_num_new", "7.3", "6.12", True),  # KF_SPINLOCK_SAFE, trusted arguments of which there are none
        ("bpf_cpumask_test_cpu", "7.0", "6.19", True),  # KF_RCU asks for valid objects as well
        ("bpf_ktime_get_ns", "7.0", "6.1", True),
        ("scx_bpf_now", "6.15", "6.12", False),  # not there
        ("bpf_task_from_pid", "6.12", "6.12", True),
        ("bpf_task_from_pid", "6.12", "5.15", False),
    ],
)
def test_what_a_call_looks_like(name: str, one: str, other: str, *, alike: bool) -> None:
    views = [callee_view(load_facts().at(Version.parse(each)), name) for each in (one, other)]
    assert (views[0] == views[1]) is alike


def test_what_is_asked_of_all_calls() -> None:
    kernel = load_facts().at(Version.parse("6.12"))
    xdp, syscall = ProgramKind("BPF_PROG_TYPE_XDP"), ProgramKind("BPF_PROG_TYPE_SYSCALL")
    names, declared = {"bpf_task_from_pid", "bpf_xdp_metadata_rx_hash"}, {"bpf_task_from_pid"}
    views = {
        calls_view(kernel, names, declared, xdp),
        calls_view(kernel, names, declared, syscall),
        calls_view(kernel, names, (), syscall),
        calls_view(kernel, {*names, "bpf_wq_start"}, declared, syscall),
    }
    assert len(views) == 4
    assert calls_view(kernel, {*names, "mine"}, declared, xdp) == calls_view(kernel, names, declared, xdp)


def test_a_kfunc_behind_a_guard_is_no_reason_to_walk_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[str] = []
    real = getattr(context, "analyze")  # noqa: B009 - it is no part of what the module offers

    def analyze(unit: Any, program: Any, kernel: Any, *others: Any) -> Any:
        walked.append(str(kernel.version))
        return real(unit, program, kernel, *others)

    monkeypatch.setattr(context, "analyze", analyze)
    path = tmp_path / "a.bpf.c"
    path.write_text(ENQUEUE)
    report = Engine(Settings(cache=False, kernel=">=6.16")).lint_file(str(path))
    assert not [each for each in report.findings if each.level > Level.NOTE]
    assert len(walked) == 1
