"""KF101, KF102, KF103, KF104, KF109, KF304: what is said of declarations, and what the fixes make of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judged import GPL, PATH, PRELUDE, findings, line, rules

from bpflint.base.finding import Finding
from bpflint.checks._declarations import extern
from bpflint.checks.unknown_kfunc import edits
from bpflint.cli.fixer import plan
from bpflint.kernel import Version, load_facts

TASK_FROM_PID = "extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\n"
RELEASE = "extern void bpf_task_release(struct task_struct *p) __ksym;\n"
PROGRAM = """
SEC("tp_btf/task_newtask")
int program(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);
	if (task)
		bpf_task_release(task);
	return 0;
}
"""


def fixed(found: list[Finding]) -> str:
    """PATH in the working directory after the fixes of `found`, without prelude and licence."""
    (patch,) = plan(found, [PATH])
    return patch.after.removeprefix(PRELUDE).removesuffix(GPL)


@pytest.fixture
def written(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    """Write a body to PATH in a directory of its own, so that fixes can be applied to it."""
    monkeypatch.chdir(tmp_path)

    def write(body: str) -> str:
        (tmp_path / PATH).write_text(PRELUDE + body + GPL, encoding="utf-8")
        return body

    return write


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        (TASK_FROM_PID, set()),
        ("extern struct task_struct *bpf_task_from_pid(long pid) __ksym;\n", set()),
        ("extern const struct task_struct *bpf_task_from_pid(u64 x) __ksym;\n", set()),
        ("struct own; extern struct cgroup *bpf_task_from_pid(s32 pid) __ksym;\n", set()),
        ("extern struct task_struct *bpf_task_from_pid(void) __ksym;\n", {"KF102"}),
        ("extern struct task_struct *bpf_task_from_pid(s32 pid, int flags) __ksym;\n", {"KF102"}),
        ("extern void *bpf_task_from_pid(s32 pid) __ksym;\n", {"KF102"}),
        ("struct own; extern struct own *bpf_task_from_pid(s32 pid) __ksym;\n", {"KF102"}),
        ("extern u64 bpf_task_from_pid(s32 pid) __ksym;\n", {"KF102"}),
        ("extern struct task_struct *bpf_task_from_pid(s32 pid);\n", {"KF103"}),
        ("", {"KF104"}),
    ],
)
def test_only_what_libbpf_compares_counts(declaration: str, expected: set[str]) -> None:
    arguments = "()" if "(void)" in declaration else "(1, 2)" if "flags" in declaration else "(1)"
    body = declaration + RELEASE + PROGRAM.replace("bpf_task_from_pid(1)", f"(void *)bpf_task_from_pid{arguments}")
    assert rules(body, "6.12") - {"KF105"} == expected


FORWARD = """struct only_declared;
extern struct only_declared *bpf_task_from_pid(s32 pid) __ksym;
SEC("tc") int work(void *ctx) { return !!bpf_task_from_pid(1); }
"""
LOST = "extern lost_t *bpf_task_from_vpid(s32 vpid) __ksym;\n"


def test_a_struct_that_is_only_declared_is_none() -> None:
    (found,) = findings(FORWARD, "6.18", rule="KF102")
    assert "'struct only_declared *', which is only declared" in found.message


@pytest.mark.parametrize(
    "before",
    [
        '#include "no_such_header.h"\n',  # which may define the struct
        "extern unknown_t value;\n",  # so types of other declarations may be lost as well
    ],
)
def test_what_was_lost_may_define_a_struct(before: str) -> None:
    assert rules(before + FORWARD, "6.18") == set()


def test_a_type_that_was_lost_fits() -> None:
    call = 'SEC("tc") int work(void *ctx) { return !!bpf_task_from_vpid(1); }\n'
    assert rules(LOST + call, "6.18") == set()
    assert rules(LOST.replace("vpid)", "vpid, u32 more)") + call.replace("(1)", "(1, 2)"), "6.18") == {"KF102"}


def test_a_declaration_that_nobody_calls_is_no_matter() -> None:
    unused = "extern void bpf_rcu_read_lock(int wrong) __ksym;\nstatic void dropped(void) { bpf_rcu_read_lock(1); }\n"
    assert rules(TASK_FROM_PID + RELEASE + unused + PROGRAM, "6.12") == set()
    called = unused.replace("static void", "void")
    assert rules(TASK_FROM_PID + RELEASE + called + PROGRAM, "6.12") == {"KF102"}


def test_the_fix_rewrites_the_declaration(written) -> None:  # type: ignore[no-untyped-def]
    body = written(TASK_FROM_PID.replace("s32", "void *") + RELEASE + PROGRAM.replace("pid(1)", "pid(ctx)"))
    after = fixed(findings(body, "6.12", rule="KF102"))
    assert after.startswith(TASK_FROM_PID)
    assert "KF102" not in rules(after, "6.12")


def test_no_fix_where_the_calls_would_have_to_change() -> None:
    (found,) = findings(TASK_FROM_PID.replace("s32 pid", "s32 pid, int x") + RELEASE + PROGRAM.replace("(1)", "(1, 2)"))
    assert (found.rule, found.fix) == ("KF102", None)


def test_the_fix_adds_ksym(written) -> None:  # type: ignore[no-untyped-def]
    body = written(TASK_FROM_PID.replace(" __ksym", "") + RELEASE + PROGRAM)
    assert fixed(findings(body, rule="KF103")).startswith(TASK_FROM_PID)


def test_one_fix_declares_all_that_is_missing(written) -> None:  # type: ignore[no-untyped-def]
    body = written(PROGRAM)
    found = findings(body, rule="KF104")
    assert [finding.fix is not None for finding in found] == [True, False]
    (patch,) = plan(found, [PATH])
    assert patch.after.count("__ksym;") == 2
    for name in ("bpf_task_from_pid", "bpf_task_release"):
        assert f"{name}(" in patch.after.split(PRELUDE)[0]


def test_weak_declarations_never_stop_the_object() -> None:
    weak = "extern void *bpf_task_from_pid(s32 pid) __ksym __weak;\n"
    guarded = PROGRAM.replace("if (task)", "if (task && bpf_ksym_exists(bpf_task_from_pid))")
    guarded = guarded.replace("= bpf_task", "= !bpf_ksym_exists(bpf_task_from_pid) ? NULL : bpf_task")
    assert rules(weak + RELEASE + guarded, "6.12") == {"KF109"}
    assert rules(weak + RELEASE + PROGRAM, "6.12") == {"KF109", "KF306"}


def test_a_prototype_of_another_kernel_is_told_from_a_wrong_one() -> None:
    body = """extern u8 bpf_session_is_return(void) __ksym;
SEC("kprobe.session/f") int program(void *ctx) { return bpf_session_is_return(); }
"""
    assert rules(body, "6.12") == set()
    (found,) = findings(body, "7.0")
    assert found.rule == "KF304"
    assert "6.10 to 6.19" in found.message
    assert "bpf_session_is_return___v7_0(void *ctx) __ksym __weak" in found.help


@pytest.mark.parametrize(
    ("name", "level"),
    [("bpf_task_form_pid", "warning"), ("bpf_task_from_pidd", "warning"), ("acme_from_pid", "note")],
)
def test_an_unknown_name_is_a_warning_only_where_a_known_one_is_near(name: str, level: str) -> None:
    body = TASK_FROM_PID.replace("bpf_task_from_pid", name) + RELEASE + PROGRAM.replace("bpf_task_from_pid", name)
    (found,) = findings(body, rule="KF101")
    assert str(found.level) == level
    assert line(found) == 1


def test_siblings_by_number_are_no_misspelling() -> None:
    body = "extern int bpf_kfunc_call_test9(void) __ksym;\nint f(void) { return bpf_kfunc_call_test9(); }\n"
    (found,) = findings(body, rule="KF101")
    assert str(found.level) == "note"


def test_extern_writes_the_name_it_is_given() -> None:
    kfunc = load_facts().at(Version(6, 12)).kfunc("bpf_task_from_pid")
    assert kfunc is not None
    assert extern(kfunc.prototype, "bpf_task_from_pid") == TASK_FROM_PID.strip().rstrip(";")
    assert extern(kfunc.prototype, "bpf_task_from_pid___x", weak=True) == (
        "extern struct task_struct *bpf_task_from_pid___x(s32 pid) __ksym __weak"
    )


words = st.text("abc", max_size=8)


@given(words, words)
def test_edits_is_a_distance(left: str, right: str) -> None:
    assert edits(left, right) == edits(right, left)
    assert (edits(left, right) == 0) is (left == right)
    assert abs(len(left) - len(right)) <= edits(left, right) <= max(len(left), len(right))


@given(words, st.integers(0, 7))
def test_a_swap_of_neighbours_is_one_edit(word: str, at: int) -> None:
    swapped = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
    assert edits(word, swapped) <= 1
