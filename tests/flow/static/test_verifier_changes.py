"""Changes of the verifier that no fact tells: kernels on different sides of one are told apart."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from walked import analyse

from bpflint.flow.domain.cases import Case
from bpflint.flow.static import verifier_changes
from bpflint.kernel import load_facts

THROWS_IN_RCU = """
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

static __attribute__((noinline)) int throws(u64 *ctx)
{
	if (ctx[0] == 1)
		bpf_throw(0);
	return ctx[0];
}

SEC("tp_btf/task_newtask")
int program(u64 *ctx)
{
	int result;

	bpf_rcu_read_lock();
	result = throws(ctx);
	bpf_rcu_read_unlock();
	return result == 2;
}
"""

DYNPTR = """
static long (*bpf_dynptr_from_mem)(void *data, u32 size, u64 flags, struct bpf_dynptr *ptr) = (void *)197;
static long (*bpf_ringbuf_discard_dynptr)(struct bpf_dynptr *ptr, u64 flags) = (void *)200;
static long (*bpf_ringbuf_reserve_dynptr)(void *ring, u32 size, u64 flags, struct bpf_dynptr *ptr) = (void *)198;
static long (*bpf_dynptr_read)(void *to, u32 len, const struct bpf_dynptr *ptr, u32 offset, u64 flags) = (void *)201;
static u64 memory[4];
int mark;

SEC("raw_tp")
int program(u64 *ctx)
{
	struct bpf_dynptr dynptr;
	u64 read = 0;

	%s
	return read == 3;
}
"""
MADE_IN_A_BRANCH = """
	if (mark)
		bpf_dynptr_from_mem(memory, sizeof(memory), 0, &dynptr);
	bpf_dynptr_read(&read, 8, &dynptr, 0, 0);
"""
OVERWRITTEN = """
	bpf_ringbuf_reserve_dynptr(&records, 8, 0, &dynptr);
	if (mark)
		*(volatile u64 *)&dynptr = 0;
	bpf_ringbuf_discard_dynptr(&dynptr, 0);
"""


def test_kernels_on_both_sides_of_a_change_are_told_apart() -> None:
    changed = {
        new
        for old, new in pairwise(load_facts().versions)
        if verifier_changes.epoch(old) != verifier_changes.epoch(new)
    }
    assert changed == set(verifier_changes.CHANGES)
    assert {
        verifier_changes.THROWS_CHECKED_PERHAPS,
        verifier_changes.THROWS_CHECKED,
        verifier_changes.RCU_NESTS,
        verifier_changes.RCU_BY_REGION,
    } <= changed


@pytest.mark.parametrize(("version", "sure"), [("6.12", {True}), ("6.17", set()), ("6.18", {False}), ("6.19", {True})])
def test_where_point_releases_differ_nobody_is_accused(tmp_path: Path, version: str, sure: set[bool]) -> None:
    events = analyse(tmp_path, THROWS_IN_RCU, version).events
    assert {event.sure for event in events if event.case is Case.RCU_OPEN_AT_THROW} == sure


@pytest.mark.parametrize("body", [MADE_IN_A_BRANCH, OVERWRITTEN])
@pytest.mark.parametrize(("version", "sure"), [("6.1", False), ("6.2", False), ("6.3", True), ("6.12", True)])
def test_kernels_that_leave_out_paths_of_dynptrs_may_accept(
    tmp_path: Path, body: str, version: str, sure: bool
) -> None:
    events = analyse(tmp_path, DYNPTR % body, version).events
    assert {event.sure for event in events} == {sure}
    assert {event.case for event in events} <= {
        Case.DYNPTR_UNINITIALISED,
        Case.DYNPTR_LEAKED,
        Case.DYNPTR_OVERWRITTEN,
    }
