"""KF105: arguments that cannot be right, and those that look odd and are."""

from __future__ import annotations

import pytest
from judged import findings, rules

DECLARATIONS = """extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct cgroup *bpf_cgroup_from_id(u64 cgid) __ksym;
extern void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
extern u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
static u64 (*const bpf_get_current_task)(void) = (void *)35;
static struct task_struct *(*const bpf_get_current_task_btf)(void) = (void *)158;
struct own { struct cpumask *mask; struct cgroup *cgroup; struct task_struct *task; };
"""
PROGRAM = 'SEC("tp_btf/task_newtask") int program(u64 *ctx) { %s; return 0; }\n'


def found(statement: str) -> list[str]:
    """What KF105 says of one statement."""
    return [finding.message for finding in findings(DECLARATIONS + PROGRAM % statement, "6.12", rule="KF105")]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("bpf_task_acquire((void *)bpf_get_current_task())", "bpf_get_current_task() returns a number"),
        ("struct task_struct *t = (void *)bpf_get_current_task(); bpf_task_acquire(t)", "returns a number"),
        (
            "struct task_struct *t = (void *)bpf_get_current_task();"
            "if (ctx[0]) t = (void *)ctx[1]; bpf_task_acquire(t)",
            "t is an integer",
        ),
        ("bpf_task_acquire(ctx[0] ? (void *)bpf_get_current_task() : (void *)ctx[1])", "argument 1 is an integer"),
        ("struct task_struct own; bpf_task_acquire(&own)", "'own' is on the stack"),
        ("struct task_struct *p; bpf_task_acquire((struct task_struct *)&p)", "'p' is on the stack"),
        (
            "struct cgroup *c = bpf_cgroup_from_id(1); if (c) bpf_task_acquire((void *)c)",
            "points to a struct cgroup, where bpf_task_acquire() needs a struct task_struct",
        ),
        ("struct task_struct own; bpf_task_from_pid((long)&own)", "must be a number"),
    ],
)
def test_wrong_kinds(statement: str, words: str) -> None:
    (message,) = found(statement)
    assert words in message


@pytest.mark.parametrize(
    "statement",
    [
        "bpf_task_acquire((void *)ctx[0])",
        "bpf_task_acquire(bpf_get_current_task_btf())",
        "bpf_task_acquire(bpf_task_from_pid(1))",
        "struct own *o = (void *)ctx[0]; bpf_task_acquire(o->task)",
        "struct bpf_cpumask mask; bpf_cpumask_first((struct cpumask *)&mask)",
        "bpf_task_from_pid(bpf_get_current_task())",
        "bpf_task_acquire(0)",
    ],
)
def test_what_may_be_right_is_not_accused(statement: str) -> None:
    assert found(statement) == []


def test_the_wrong_number_for_an_undeclared_kfunc() -> None:
    body = 'SEC("tc") int program(void *ctx) { bpf_rcu_read_lock(1, 2); return 0; }\n'
    assert rules(body) == {"KF104", "KF105"}
    (finding,) = findings(body, rule="KF105")
    assert finding.message == "bpf_rcu_read_lock() takes 0 arguments, and 2 are given"


def test_the_kernel_s_name_of_a_dynptr() -> None:
    body = """struct bpf_dynptr { u64 opaque[2]; };
struct bpf_dynptr_kern { void *data; };
struct bpf_key { int id; };
extern int bpf_verify_pkcs7_signature(struct bpf_dynptr *data, struct bpf_dynptr *sig, struct bpf_key *key) __ksym;
SEC("lsm.s/bpf") int program(u64 *ctx)
{
	struct bpf_dynptr data, sig;
	return bpf_verify_pkcs7_signature(&data, &sig, (void *)ctx[0]);
}
"""
    said = [finding.message for finding in findings(body, "6.1", rule="KF105")]
    assert not any("dynptr" in message for message in said)
