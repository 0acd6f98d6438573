"""The paths of a program are followed once for all kernels that it looks the same on, and not for ever."""

from __future__ import annotations

from typing import Any

import pytest
from judged import ARGUMENTS, GPL, PATH, PRELUDE

from bpflint.checks import context
from bpflint.engine import judge as engine
from bpflint.engine.judge import Judge, Verdict
from bpflint.kernel import Target, load_facts
from bpflint.policy.rules import load_catalog
from bpflint.source.parse import parse_unit

HEAD = """
struct __sk_buff { u32 len, data, data_end; };
extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;
"""
NUMBERS = 'SEC("tc") int numbers(struct __sk_buff *skb) { return skb->len > 3; }\n'
TASKS = """
SEC("tp_btf/task_newtask") int tasks(void *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);
	if (task)
		bpf_task_release(task);
	return 0;
}
"""
NESTED = """
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
SEC("tc") int nested(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	bpf_rcu_read_unlock();
	return 0;
}
"""


def judged(
    text: str, target: str, monkeypatch: pytest.MonkeyPatch, *, every_kernel: bool = True
) -> tuple[Verdict, list[str]]:
    walked: list[str] = []
    real = getattr(context, "analyze")  # noqa: B009 - it is no part of what the module offers

    def analyze(unit: Any, program: Any, kernel: Any, *others: Any) -> Any:
        walked.append(f"{program.name} {kernel.version}")
        return real(unit, program, kernel, *others)

    monkeypatch.setattr(context, "analyze", analyze)
    facts = load_facts(())
    unit = parse_unit(PATH, ARGUMENTS, unsaved=[(PATH, PRELUDE + HEAD + text + GPL)])
    assert not unit.problems, unit.problems
    kernels = [facts.at(version) for version in Target.parse(target).versions(facts)]
    return Judge(facts, load_catalog(), target=kernels, every_kernel=every_kernel).judge(unit), walked


def test_kernels_that_a_program_looks_the_same_on_share_a_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict, walked = judged(NUMBERS + TASKS, "6.6..6.12", monkeypatch)
    assert len([one for one in walked if one.startswith("numbers")]) == 1
    assert 1 < len(walked) < 8
    assert all(loads for program in verdict.programs for loads, _ in program.kernels.values())


def test_what_paths_ask_of_the_kernel_parts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _, walked = judged(NESTED, "6.16..6.19", monkeypatch)
    assert len(walked) == 2, "a verifier that lets RCU read sides nest, and one that does not"
    assert len(judged(NUMBERS, "6.16..6.19", monkeypatch)[1]) == 1


def test_a_table_is_not_worked_at_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "TABLE_STEPS", 15)
    verdict, _ = judged(NUMBERS + TASKS, "6.12", monkeypatch)
    assert [program.name for program in verdict.programs if program.cut_short] == ["tasks"]
    assert all(loads for program in verdict.programs for loads, _ in program.kernels.values())
    monkeypatch.setattr(engine, "TABLE_STEPS", 1000)
    verdict, _ = judged(NUMBERS + TASKS, "6.12", monkeypatch)
    assert not any(program.cut_short for program in verdict.programs)


def test_what_programs_may_write_parts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    registers = "struct pt_regs { unsigned long ax; };\n"
    text = registers + 'SEC("uprobe") int changes(struct pt_regs *regs) { regs->ax = 1; return 0; }\n'
    verdict, walked = judged(text, "6.18,7.0", monkeypatch)
    assert len(walked) == 2, "7.0 lets uprobes change registers"
    (program,) = verdict.programs
    assert [loads for loads, _ in program.kernels.values()] == [False, True]


LOOKUPS = """
static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static u32 (*bpf_get_smp_processor_id)(void) = (void *)8;
struct { int (*type)[%d]; int (*max_entries)[4]; u32 *key; u64 *value; } counts SEC(".maps");
SEC("tc") int lookups(struct __sk_buff *skb)
{
	u32 key = %s;
	u64 *count = bpf_map_lookup_elem(&counts, &key);
	return count ? *count != 0 : bpf_get_smp_processor_id();
}
"""


@pytest.mark.parametrize(
    ("map_type", "key", "walks"), [(2, "0", 2), (2, "skb->len", 1), (1, "1", 1)], ids=["array", "variable", "hash"]
)
def test_kernels_are_asked_only_where_it_matters(
    map_type: int, key: str, walks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an array has at a constant key is never NULL to newer kernels."""
    _, walked = judged(LOOKUPS % (map_type, key), "6.12,6.18", monkeypatch)
    assert len(walked) == walks


def test_reading_what_later_may_be_written_parts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        'struct pt_regs { unsigned long ax; };\nSEC("kprobe/f") int reads(struct pt_regs *regs) { return regs->ax; }\n'
    )
    assert len(judged(text, "6.18,7.0", monkeypatch)[1]) == 1


def test_of_a_range_the_newest_kernel_is_followed_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "OLDER_STEPS", 0)
    leak = TASKS.replace("bpf_task_release(task);", ";")
    for kernels in ("6.12,6.16", "6.16"):
        verdict, _ = judged(leak, kernels, monkeypatch, every_kernel=False)
        assert "KF403" in {finding.rule for finding in verdict.findings}


PULLED = """
static long (*bpf_skb_pull_data)(struct __sk_buff *skb, u32 len) = (void *)39;
__noinline long pulls(struct __sk_buff *skb, u32 len) { return bpf_skb_pull_data(skb, len); }
SEC("tc") int work(struct __sk_buff *skb)
{
	int *at = (void *)(long)skb->data;
	if ((void *)(at + 1) > (void *)(long)skb->data_end)
		return 0;
	pulls(skb, 0);
	return *at != 0;
}
"""


def test_a_global_function_that_moves_the_packet(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict, _ = judged(PULLED, "6.1,6.12", monkeypatch)
    (program,) = verdict.programs
    assert [loads for loads, _ in program.kernels.values()] == [True, False]


LOOKUP = """
static void *(*bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*bpf_trace_printk)(const char *text, u32 size, ...) = (void *)6;
struct {{
	int (*type)[2];
	int (*max_entries)[1];
	u32 *key;
	u64 *value;
}} scratch SEC(".maps");
SEC("tc") int looking(struct __sk_buff *skb)
{{
	u32 key = 0;
	u64 *value = bpf_map_lookup_elem(&scratch, &key);
	{test}
	return *value > 7;
}}
"""


@pytest.mark.parametrize(
    ("test", "walked_on"),
    [
        ("if (!value) return 0;", ["6.12"]),
        ('if (!value) { bpf_trace_printk("gone", 5); return 0; }', ["6.12", "6.18"]),
        ("", ["6.12", "6.18"]),
    ],
)
def test_what_only_ends_where_a_constant_key_has_nothing_is_not_followed_again(
    test: str, walked_on: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kernels since 6.13 know that an array has something there: the way where it has not does not exist to them."""
    verdict, walked = judged(LOOKUP.format(test=test), "6.11..6.18", monkeypatch, every_kernel=False)
    assert sorted(walked) == [f"looking {version}" for version in walked_on]
    (program,) = verdict.programs
    assert program.kernels["6.18"][0]
    assert program.kernels["6.12"][0] is bool(test)
