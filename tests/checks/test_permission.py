"""KF201, KF202, KF203, KF205 and BP501, BP503, BP504, BP505: who may call what."""

from __future__ import annotations

import pytest
from judged import GPL, findings, line, rules

from bpflint.base.finding import Level
from bpflint.checks._permission import describe, shorten
from bpflint.kernel import ProgramKind

TASK = "extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\n"
LOCK = "extern void bpf_rcu_read_lock(void) __ksym;\n"
COPY = "extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;\n"
CALL_COPY = "char b[4]; bpf_copy_from_user_str(b, 4, ctx, 0);"


def test_one_finding_for_a_call_that_many_programs_reach() -> None:
    body = (
        TASK
        + """static void look(void)
{
	bpf_task_from_pid(1);
}
SEC("kprobe/a") int first(void *ctx) { look(); return 0; }
SEC("kprobe/b") int second(void *ctx) { look(); return 0; }
SEC("tp_btf/task_newtask") int third(void *ctx) { look(); return 0; }
"""
    )
    (found,) = findings(body, "6.12")
    assert (found.rule, found.programs, line(found)) == ("KF201", ("first", "second"), 4)
    assert [step.message for step in found.steps] == ["program 'first' (kprobe) starts here", "calls look()"]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("syscall", set()),
        ("fentry.s/f", set()),
        ("lsm.s/file_open", set()),
        ("fentry/f", {"KF202"}),
        ("tp_btf/f", {"KF202"}),
        ("lsm/file_open", {"KF202"}),
        ("freplace/f", set()),
        ("unheard_of", {"BP504"}),
    ],
)
def test_sleepable_by_section(section: str, expected: set[str]) -> None:
    body = COPY + f'SEC("{section}") int program(void *ctx) {{ {CALL_COPY} return 0; }}\n'
    assert rules(body, "6.18") == expected


def test_a_work_queue_callback_may_sleep() -> None:
    body = (
        COPY
        + """typedef int callback(void *, int *, void *);
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, callback run, u32 flags, void *aux) __ksym;
static int run(void *ctx, int *key, void *value) { %s return 0; }
SEC("tc") int program(void *ctx) { bpf_wq_set_callback_impl(ctx, run, 0, NULL); return 0; }
"""
    )
    assert rules(body % CALL_COPY, "6.18") == {"KF305"}
    direct = COPY + f'SEC("tc") int program(void *ctx) {{ {CALL_COPY} return 0; }}\n'
    assert rules(direct, "6.18") == {"KF202"}


def test_where_a_timer_callback_cannot() -> None:
    body = (
        COPY
        + """static long (*const bpf_timer_set_callback)(void *timer, void *callback) = (void *)170;
static int run(void *ctx, int *key, void *value) { %s return 0; }
SEC("tc") int program(void *ctx) { bpf_timer_set_callback(ctx, run); return 0; }
"""
    )
    (found,) = findings(body % CALL_COPY, "6.18")
    assert found.rule == "KF202"


@pytest.mark.parametrize(
    ("license", "expected"),
    [
        ("GPL", set()),
        ("GPL v2", set()),
        ("Dual BSD/GPL", set()),
        ("Dual MPL/GPL", set()),
        ("gpl", {"KF205"}),
        ("GPL-2.0", {"KF205"}),
        ("GPLv2", {"KF205"}),
        ("MIT", {"KF205"}),
        ("", {"KF205"}),
    ],
)
def test_the_kernel_compares_licences_letter_by_letter(license: str, expected: set[str]) -> None:
    body = LOCK + 'SEC("tc") int program(void *ctx) { bpf_rcu_read_lock(); return 0; }\n'
    assert rules(body, "6.12", license=GPL.replace("GPL", license)) == expected


def test_a_license_is_one_finding_a_program() -> None:
    body = (
        LOCK
        + """SEC("tc") int first(void *ctx) { bpf_rcu_read_lock(); bpf_rcu_read_lock(); return 0; }
SEC("tc") int second(void *ctx) { bpf_rcu_read_lock(); return 0; }
"""
    )
    found = findings(body, "6.12", license=GPL.replace("GPL", "MIT"))
    assert [finding.programs for finding in found] == [("first",), ("second",)]


def test_without_any_licence() -> None:
    body = LOCK + 'SEC("tc") int program(void *ctx) { bpf_rcu_read_lock(); return 0; }\n'
    (found,) = findings(body, "6.12", license="")
    assert (found.rule, found.message) == ("BP505", "no licence is given, so bpf_rcu_read_lock() will be refused")
    assert found.level is Level.WARNING
    for part in ("void other(void); void use(void) { other(); }\n", "void offered(void) {}\n"):
        (found,) = findings(part + body, "6.12", license="")
        assert (found.rule, found.level, found.message) == ("BP505", Level.NOTE, "no licence is given")
    assert rules("int library(void) { return 0; }\n", license="") == set()


def test_helpers_have_lists_too() -> None:
    adjust = "static long (*const bpf_xdp_adjust_head)(void *ctx, int delta) = (void *)44;\n"
    body = adjust + 'SEC("%s") int program(void *ctx) { return bpf_xdp_adjust_head(ctx, 0); }\n'
    assert rules(body % "xdp") == set()
    assert rules(body % "tc") == {"BP501"}


def test_restricted_helpers_need_a_licence() -> None:
    read = "static long (*const bpf_probe_read_kernel)(void *dst, u32 size, const void *src) = (void *)113;\n"
    body = read + 'SEC("kprobe/f") int program(void *ctx) { int v; return bpf_probe_read_kernel(&v, 4, ctx); }\n'
    assert rules(body) == set()
    assert rules(body, license=GPL.replace("GPL", "MIT")) == {"BP503"}


@pytest.mark.parametrize(
    ("section", "level"),
    [
        ("tracepiont/a/b", "warning"),
        ("kprob/f", "warning"),
        ("classifier", None),
        ("?xdp", None),
        ("from-netdev", "note"),
        ("sk_msg1", None),
    ],
)
def test_sections_that_libbpf_does_not_know(section: str, level: str | None) -> None:
    found = findings(f'SEC("{section}") int program(void *ctx) {{ return 0; }}\n', rule="BP504")
    assert [str(finding.level) for finding in found] == ([level] if level else [])


def test_unknown_sections_are_told_once_a_kind() -> None:
    functions = "".join(f'SEC("mine/{n}") int f{n}(void *ctx) {{ return 0; }}\n' for n in range(3))
    (found,) = findings(functions, rule="BP504")
    assert "(nor 2 more of the kind)" in found.message


def test_kinds_are_described_as_people_write_them() -> None:
    assert describe(ProgramKind("BPF_PROG_TYPE_XDP")) == "xdp"
    assert describe(ProgramKind("BPF_PROG_TYPE_TRACING", "BPF_TRACE_FENTRY")) == "tracing (trace_fentry)"
    member = ProgramKind("BPF_PROG_TYPE_STRUCT_OPS", member="sched_ext_ops.enqueue")
    assert describe(member) == "struct_ops sched_ext_ops.enqueue"


def test_long_lists_are_cut() -> None:
    assert shorten(("a", "b"), 2) == "a, b"
    assert shorten(("a", "b", "c", "d"), 2) == "a, b and 2 more"


LOCKED = "extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\n"


MANY_TESTS = " ".join(f"if (n[{number}]) ++*(int *)ctx;" for number in range(20))


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("static void f(int on) { if (on) bpf_task_from_pid(1); } PROGRAM { f(0); return 0; }", None),
        ("static void f(int on) { if (on) bpf_task_from_pid(1); } PROGRAM { f(1); return 0; }", "error"),
        ("static void f(int on) { if (on) bpf_task_from_pid(1); } PROGRAM { f(0); f(1); return 0; }", "error"),
        ("static void f(int on) { if (on) bpf_task_from_pid(1); } PROGRAM { f(*(int *)ctx); return 0; }", "error"),
        (
            "static void g(int on) { if (on) bpf_task_from_pid(1); } static void f(int on) { g(on); }"
            " PROGRAM { f(0); return 0; }",
            None,
        ),
        ("int f(int on) { if (on) bpf_task_from_pid(1); return 0; } PROGRAM { f(0); return 0; }", None),
        ("static void f(int n) { switch (n) { case 1: bpf_task_from_pid(1); } } PROGRAM { f(2); return 0; }", None),
        ("static const int on = 0; PROGRAM { if (on) bpf_task_from_pid(1); return 0; }", None),
        ("const volatile int on = 0; PROGRAM { if (on) bpf_task_from_pid(1); return 0; }", "warning"),
        ("const volatile int n = 3; PROGRAM { if (n > 2) bpf_task_from_pid(1); return 0; }", "error"),
        ("const volatile int on = 0; PROGRAM { if (on) return 0; bpf_task_from_pid(1); return 0; }", "error"),
        (
            "const volatile int mine; PROGRAM { if (*(int *)ctx != mine) return 0; bpf_task_from_pid(1); return 0; }",
            "error",
        ),
        ("const volatile int n; PROGRAM { if (n) ++*(int *)ctx; bpf_task_from_pid(1); return 0; }", "error"),
        ("const volatile int n; PROGRAM { if (ctx && n) bpf_task_from_pid(1); return 0; }", "warning"),
        (
            "const volatile int a, b; PROGRAM { if (!a && !b) return 0; bpf_task_from_pid(1); return 0; }",
            "warning",
        ),
        (
            "const volatile int a, b; PROGRAM { if (a && b) ++*(int *)ctx; bpf_task_from_pid(1); return 0; }",
            "error",
        ),
        (
            f"const volatile int n[20]; PROGRAM {{ {MANY_TESTS} bpf_task_from_pid(1); return 0; }}",
            "warning",
        ),
        (
            "const volatile int n; PROGRAM { while (n) ++*(int *)ctx; bpf_task_from_pid(1); return 0; }",
            "error",
        ),
        (
            "const volatile int n; static int has(void) { return n; }"
            " PROGRAM { if (has()) bpf_task_from_pid(1); return 0; }",
            "warning",
        ),
        (
            "const volatile int n; static void f(void) { bpf_task_from_pid(1); } PROGRAM { if (n) f(); return 0; }",
            "warning",
        ),
    ],
)
def test_what_constants_decide(code: str, level: str | None) -> None:
    """The verifier does not look at code that constants switch off; a loader leaves most as the file has them."""
    code = code.replace("PROGRAM", 'SEC("kprobe/f") int program(void *ctx)')
    found = findings(LOCKED + code + "\n", "6.12", rule="KF201")
    assert [str(finding.level) for finding in found] == ([level] if level else [])


SCX = """extern s32 scx_bpf_select_cpu_dfl(struct task_struct *p, s32 prev_cpu, u64 wake_flags, u8 *is_idle) __ksym;
struct sched_ext_ops { void *select_cpu; void *enqueue; void *tick; };
SEC("struct_ops/pick") int pick(u64 *ctx) { u8 idle; return scx_bpf_select_cpu_dfl((void *)ctx[0], 0, 0, &idle); }
SEC(".struct_ops.link") struct sched_ext_ops ops = { .%s = (void *)pick };
"""


@pytest.mark.parametrize(("member", "refused"), [("select_cpu", False), ("enqueue", False), ("tick", True)])
def test_a_member_of_struct_ops_is_an_attach_point(member: str, refused: bool) -> None:
    found = [finding for finding in findings(SCX % member, "7.3") if finding.rule.startswith("KF2")]
    assert [finding.rule for finding in found] == (["KF203"] if refused else [])
    assert all(f"sched_ext_ops.{member}" in finding.message for finding in found)


def test_a_callback_that_is_handed_on_runs_where_it_is_set() -> None:
    """What a static function is given to set as a work queue's callback may sleep; its caller need not."""
    text = """
extern int bpf_copy_from_user_str(void *dst, u32 dst__sz, const void *unsafe_ptr__ign, u64 flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (*f)(void *, int *, void *), u32 flags, void *aux) __ksym;
struct value { struct bpf_wq wq; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, struct value); }
	m SEC(".maps");
static int sleeps(void *map, int *key, void *value)
{
	char text[8];

	bpf_copy_from_user_str(text, sizeof(text), 0, 0);
	return 0;
}
static int set(struct value *v, int (*f)(void *, int *, void *)) { return bpf_wq_set_callback_impl(&v->wq, f, 0, 0); }
SEC("tc") int work(void *ctx)
{
	int key = 0;
	struct value *v = bpf_map_lookup_elem(&m, &key);

	return v ? set(v, sleeps) : 0;
}
"""
    assert "KF202" not in rules(text, "6.18")
    assert "KF202" in rules(text.replace("set(v, sleeps)", "sleeps(&m, &key, v)"), "6.18")
