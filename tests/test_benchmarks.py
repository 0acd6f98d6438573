"""The benchmarks' own reading of C text: programs, annotations, mutants."""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from bpflint.kernel import Version

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from _common import blank, find_programs  # noqa: E402
from compat import (  # noqa: E402
    Comparison,
    Verdict,
    cause_of,
    leave_replacements_to_loaders,
    leave_to_loaders,
    leave_to_nobody,
    read_verdicts,
)
from edits import affected, every_edit  # noqa: E402
from messages import asked_for, filled, formats  # noqa: E402
from mutants import mutate  # noqa: E402
from surface_cells import draw, read_cells, truth  # noqa: E402

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


def test_makes_small_edits_of_all_kinds() -> None:
    edits = list(every_edit(TEXT))
    kinds = {edit.kind for edit in edits}
    assert {
        "drop call",
        "swap calls",
        "null argument",
        "negate check",
        "no way out",
        "other result",
        "license",
    } <= kinds
    assert all(edit.apply(TEXT) != TEXT for edit in edits)
    assert {edit.function for edit in edits if edit.kind == "negate check"} == {"wrapped"}
    in_helper = next(edit for edit in edits if edit.kind == "drop static")
    assert affected(TEXT, in_helper) == {"plain", "wrapped"}


def test_makes_every_single_edit() -> None:
    found = {(mutant.kind, mutant.what): mutant for mutant in mutate(TEXT, frozenset({"plain", "wrapped"}))}
    assert set(found) == {
        ("drop acquire", "bpf_rcu_read_lock"),
        ("drop release", "bpf_rcu_read_unlock"),
        ("double release", "bpf_rcu_read_unlock"),
        ("swap order", "bpf_rcu_read_lock, bpf_rcu_read_unlock"),
        ("drop check", "if (!t)"),
        ("drop release", "bpf_task_release"),
        ("double release", "bpf_task_release"),
        ("change section", 'tc to "xdp"'),
    }, "of a section that is put together nothing is changed"
    swapped = found["swap order", "bpf_rcu_read_lock, bpf_rcu_read_unlock"].text
    assert swapped.index("bpf_rcu_read_unlock();") < swapped.index("bpf_rcu_read_lock();")
    assert "bpf_task_release(t); bpf_task_release(t);" in found["double release", "bpf_task_release"].text
    assert "if (!t)" not in found["drop check", "if (!t)"].text


def test_sections_of_rejected_programs_are_left_alone() -> None:
    kinds = [mutant.what for mutant in mutate(TEXT, frozenset()) if mutant.kind == "change section"]
    assert kinds == []


VERISTAT = """\
OBJECT wq.bpf.o
libbpf: prog 'old': failed to find kernel BTF type ID of 'gone': -3
libbpf: prog 'kept': BPF program load failed: -EPERM
libbpf: permission error while running as root; try raising 'ulimit -l'? current value: 8.0 MiB
PROCESSING wq.bpf.o/good, DURATION US: 5, VERDICT: success, VERIFIER LOG:

PROCESSING wq.bpf.o/old, DURATION US: 0, VERDICT: failure, VERIFIER LOG:

PROCESSING wq.bpf.o/bad, DURATION US: 7, VERDICT: failure, VERIFIER LOG:
calling kernel function bpf_wq_init is not allowed
PROCESSING /objects/wq.bpf.o/weak, DURATION US: 7, VERDICT: failure, VERIFIER LOG:
invalid func unknown#2002000003
processed 2 insns (limit 1000000)
PROCESSING wq.bpf.o/core, DURATION US: 7, VERDICT: failure, VERIFIER LOG:
invalid func unknown#195896080
PROCESSING wq.bpf.o/kept, DURATION US: 0, VERDICT: failure, VERIFIER LOG:

OBJECT maps.bpf.o
libbpf: prog 'one': no BTF-based attach target is specified, use bpf_program__set_attach_target()
libbpf: map 'rb': failed to create: -EINVAL
PROCESSING maps.bpf.o/one, DURATION US: 0, VERDICT: failure, VERIFIER LOG:

PROCESSING maps.bpf.o/two, DURATION US: 0, VERDICT: failure, VERIFIER LOG:

PROCESSING maps.bpf.o/three, DURATION US: 0, VERDICT: failure, VERIFIER LOG:

"""


def test_verdicts_and_causes() -> None:
    found = [
        (each.source, each.program, each.cause, each.whole_object) for each in read_verdicts(VERISTAT.splitlines())
    ]
    assert found == [
        ("wq", "good", "", False),
        ("wq", "old", "attach target", False),
        ("wq", "bad", "kfunc", False),
        ("wq", "weak", "kfunc", False),
        ("wq", "core", "field", False),
        ("wq", "kept", "machine", False),
        ("maps", "one", "loader", False),
        ("maps", "two", "map", True),
        ("maps", "three", "map", True),
    ]


@pytest.mark.parametrize("cut", [10, 21, 33, 48, 60, 70, 75])
def test_lines_of_the_loader_within_others_take_nothing_away(cut: int) -> None:
    whole = "PROCESSING wq.bpf.o/good, DURATION US: 5, VERDICT: success, VERIFIER LOG:\n"
    said = "libbpf: map 'rb': failed to create: -EINVAL\n"
    text = f"OBJECT wq.bpf.o\n{whole[:cut]}{said}{said}{whole[cut:]}\nOBJECT next.bpf.o\n"
    (found,) = read_verdicts(text.splitlines())
    assert (found.source, found.program, found.accepted) == ("wq", "good", True)


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("__x64_sys_getpgid is not sleepable", "configuration"),
        ("bpf_lsm_sched_kill is not sleepable", "attach target"),
        ("libbpf: map 'cgroup_storage': failed to create: -EINVAL", "loader"),
        ("libbpf: extern (func ksym) 'bpf_testmod_test_mod_kfunc': not found", "test module"),
        ("libbpf: struct_ops init_kern: struct bpf_struct_ops_hid_bpf_ops is not found in kernel BTF", "attach target"),
        ("R1 type=scalar expected=fp", "program"),
    ],
)
def test_causes_of_single_lines(line: str, cause: str) -> None:
    assert cause_of([line]) == (cause, line)


def test_comparison_with_tables() -> None:
    rows: dict[tuple[str, str], dict[str, bool | None]] = {
        ("wq", "good"): {"6.1": False},
        ("wq", "old"): {"6.1": True},
        ("wq", "bad"): {"6.1": False},
        ("maps", "one"): {"6.1": False},
        ("maps", "two"): {"6.1": False},
        ("maps", "three"): {"6.1": True},
    }
    comparison = Comparison("6.1", read_verdicts(VERISTAT.splitlines()), rows)
    assert comparison.summary() == (
        "6.1: accepted 1, called refused 1; refusals told 1/3 (33.3%): attach target 0/1, kfunc 1/1, map 0/1; "
        "not counted: loader 1/1"
    )
    assert [(each.source, each.program) for each in comparison.wrong] == [("wq", "good")]
    assert comparison.misses(1)[-1] == "        maps three: libbpf: map 'rb': failed to create: -EINVAL"


def test_what_every_kernel_refuses_is_left_to_loaders() -> None:
    old, new = (list(read_verdicts(VERISTAT.splitlines())) for _ in range(2))
    new = [each._replace(said="something else") if each.program == "two" else each for each in new]
    leave_to_loaders([old, new])
    assert {each.program: each.cause for each in old if each.source == "maps"} == {
        "one": "loader",
        "two": "map",
        "three": "loader",
    }


def test_what_no_kernel_has_is_left_to_nobody() -> None:
    verdicts = [
        Verdict("a", "one", accepted=False, cause="field", said="unknown#195896080"),
        Verdict("a", "two", accepted=False, cause="field", said="unknown#195896080"),
        Verdict("b", "three", accepted=False, cause="symbol", said="not found", whole_object=True),
    ]
    leave_to_nobody(verdicts, {("a", "one"), ("b", "other")})
    assert [each.cause for each in verdicts] == ["no known kernel", "field", "no known kernel"]


def test_what_a_replacement_lacks_is_left_to_loaders() -> None:
    said = ["program of this type cannot use helper bpf_bind#64"]
    verdicts = [Verdict("connect", name, False, *cause_of(said)) for name in ("replaces", "connects")]
    leave_replacements_to_loaders(verdicts, {("connect", "replaces"): "BPF_PROG_TYPE_EXT"})
    assert [each.cause for each in verdicts] == ["loader", "helper"]
    assert cause_of(["unknown func bpf_override_return#58"])[0] == "configuration"
    assert cause_of(["program of this type cannot use helper bpf_override_return#58"])[0] == "configuration"


def test_formats_of_messages_are_read_and_filled_in() -> None:
    source = 'verbose(env, "%s must be held in \\"cb\\" of"\n\t" kfunc %s#%lld\\n", name, 1);'
    source += 'verbose(env, "%d: ", n);'
    long, short = formats(source)
    assert long == '%s must be held in "cb" of kfunc %s#%lld'
    assert filled(long) == 'R1 must be held in "cb" of kfunc name#1'
    assert (asked_for(long), asked_for(short)) == (True, False)


BTF = """\
[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED
[2] STRUCT 'list_head' size=16 vlen=2
\t'next' type_id=3 bits_offset=0
\t'(anon)' type_id=7 bits_offset=64
[3] PTR '(anon)' type_id=2
[4] ENUM 'state' encoding=UNSIGNED size=4 vlen=1
\t'IDLE' val=0
[5] FUNC_PROTO '(anon)' ret_type_id=0 vlen=1
\t'task' type_id=3
[6] FUNC 'wake_up' type_id=5 linkage=static
[7] UNION '(anon)' size=8 vlen=1
\t'prev' type_id=3 bits_offset=0
"""


def test_what_bpftool_lists() -> None:
    cells = read_cells(BTF.splitlines())
    fields = {("field", "list_head.next"), ("field", "list_head.prev")}
    assert cells == {*fields, ("enumerator", "IDLE"), ("function", "wake_up")}
    builds = [cells, cells - {("enumerator", "IDLE")}]
    assert [truth(builds, ("enumerator", name)).name for name in ("IDLE", "BUSY")] == ["UNKNOWN", "ABSENT"]
    assert truth(builds, ("function", "wake_up")).name == "PRESENT"


def test_cells_of_every_truth_are_drawn() -> None:
    here, gone = {("function", "a"), ("function", "b"), ("enumerator", "A")}, {("function", "c")}
    builds = {Version(6, 1): [here | gone, here], Version(6, 2): [here]}
    drawn = list(draw(builds, 8, random.Random(1)))
    assert len(set(drawn)) == 8
    truths = Counter(truth(builds[release], cell).name for release, cell in drawn)
    assert truths == {"PRESENT": 6, "ABSENT": 1, "UNKNOWN": 1}
