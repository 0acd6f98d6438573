"""Changes of the verifier that no fact tells: kernels on different sides of one are told apart."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from walked import analyse

from bpflint.flow.domain.cases import Case
from bpflint.kernel import Version, load_facts
from bpflint.kernel.rules_yaml import RulesError
from bpflint.kernel.verifier_change import Change

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
    facts = load_facts()
    assert set(facts.store.verifier_changes) == set(Change), "each name has its release in rules/verifier.yaml"
    changed = {new for old, new in pairwise(facts.versions) if facts.at(old).changes != facts.at(new).changes}
    assert changed == set(facts.store.verifier_changes.values())
    before, since = facts.at(Version(6, 18)), facts.at(Version(6, 19))
    assert (before.has(Change.RCU_NESTS), since.has(Change.RCU_NESTS)) == (False, True)
    assert before.has(Change.THROWS_CHECKED_PERHAPS) and not before.has(Change.THROWS_CHECKED)


def test_rules_of_ones_own_say_what_a_kernel_carries(tmp_path: Path) -> None:
    (tmp_path / "verifier.yaml").write_text('changes:\n  rcu_nests:\n    since: "6.12"\n')
    own = load_facts((tmp_path,)).at(Version(6, 12))
    assert own.has(Change.RCU_NESTS) and not load_facts().at(Version(6, 12)).has(Change.RCU_NESTS)
    assert own.changes - {Change.RCU_NESTS} == load_facts().at(Version(6, 12)).changes


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('changes:\n  no_such_change:\n    since: "6.12"\n', "no change of the verifier"),
        ("changes:\n  rcu_nests:\n    what: nothing\n", "has no `since`"),
        ('changes:\n  rcu_nests:\n    since: "soon"\n', "has no `since`"),
        ('changes:\n  rcu_nests:\n    since: "6.12"\n    why: so\n', "unknown key"),
        ("names: []\n", "no mapping `changes`"),
    ],
)
def test_mistakes_in_them_are_told(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "verifier.yaml").write_text(text)
    with pytest.raises(RulesError, match=reason):
        load_facts((tmp_path,))


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
