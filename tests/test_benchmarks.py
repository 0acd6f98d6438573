"""The benchmarks' own reading of C text: programs, annotations, mutants."""

from __future__ import annotations

import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from _common import blank, find_programs  # noqa: E402
from compat import Verdict, compare, read_verdicts  # noqa: E402
from mutants import mutate  # noqa: E402

TEXT = """\
static int helper(void) { return 0; }

SEC("tc")
__success
int plain(struct __sk_buff *skb) // SEC("xdp") int no(void) {
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return helper();
}

SEC("?tp_btf/" NAME)
__failure __msg("Unreleased reference") __msg("a" "b")
int BPF_PROG(wrapped, struct task_struct *task, u64 flags)
{
	struct task_struct *t = bpf_task_acquire(task);
	if (!t)
		return 0;
	bpf_task_release(t);
	return 0;
}

char _license[] SEC("license") = "GPL";
"""


def test_blank_keeps_every_place() -> None:
    clean = blank(TEXT)
    assert len(clean) == len(TEXT)
    assert clean.count("\n") == TEXT.count("\n")
    assert "xdp" not in clean
    assert "Unreleased" not in clean


def test_finds_programs_and_what_is_expected_of_them() -> None:
    plain, wrapped = find_programs(TEXT)
    assert (plain.name, plain.section, plain.start, plain.end, plain.expected) == ("plain", "tc", 3, 10, True)
    assert (wrapped.name, wrapped.expected) == ("wrapped", False)
    assert wrapped.messages == ["Unreleased reference", "ab"]


def test_makes_every_single_edit() -> None:
    found = {
        (mutant.kind, mutant.what): mutant for mutant in mutate(TEXT, {"plain": (True, ""), "wrapped": (True, "")})
    }
    assert set(found) == {
        ("drop acquire", "bpf_rcu_read_lock"),
        ("drop release", "bpf_rcu_read_unlock"),
        ("double release", "bpf_rcu_read_unlock"),
        ("swap order", "bpf_rcu_read_lock, bpf_rcu_read_unlock"),
        ("drop check", "if (!t)"),
        ("drop release", "bpf_task_release"),
        ("double release", "bpf_task_release"),
        ("change section", 'tc to "xdp"'),
        ("change section", '?tp_btf/ to "kprobe/"'),
    }
    swapped = found["swap order", "bpf_rcu_read_lock, bpf_rcu_read_unlock"].text
    assert swapped.index("bpf_rcu_read_unlock();") < swapped.index("bpf_rcu_read_lock();")
    assert "bpf_task_release(t); bpf_task_release(t);" in found["double release", "bpf_task_release"].text
    assert "if (!t)" not in found["drop check", "if (!t)"].text


def test_sections_of_rejected_programs_are_left_alone() -> None:
    kinds = [mutant.what for mutant in mutate(TEXT, {"plain": (False, "")}) if mutant.kind == "change section"]
    assert kinds == []


VERISTAT = """\
OBJECT wq.bpf.o
libbpf: prog 'old': failed to find kernel BTF type ID of 'gone': -3
PROCESSING wq.bpf.o/good, DURATION US: 5, VERDICT: success, VERIFIER LOG:

PROCESSING wq.bpf.o/old, DURATION US: 0, VERDICT: failure, VERIFIER LOG:

PROCESSING wq.bpf.o/bad, DURATION US: 7, VERDICT: failure, VERIFIER LOG:
calling kernel function bpf_wq_init is not allowed
"""


def test_verdicts_and_causes() -> None:
    assert list(read_verdicts(VERISTAT.splitlines())) == [
        Verdict("wq", "good", True, ""),
        Verdict("wq", "old", False, "attach target"),
        Verdict("wq", "bad", False, "kfunc"),
    ]


def test_comparison_with_tables() -> None:
    rows: dict[tuple[str, str], dict[str, bool | None]] = {
        ("wq", "good"): {"6.1": False},
        ("wq", "old"): {"6.1": True},
        ("wq", "bad"): {"6.1": False},
    }
    first, *others = compare("6.1", read_verdicts(VERISTAT.splitlines()), rows)
    assert first == "6.1: accepted 1, called refused 1; refusals told: attach target 0/1, kfunc 1/1"
    assert others == ["    called refused: wq good"]
