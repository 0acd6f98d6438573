"""Whole files through the whole pipeline: what merges over kernels, and what bad input costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.finding import FileReport, Level
from bpflint.engine.lint import Engine, lint
from bpflint.policy.settings import Settings

HEAD = """
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char LICENSE[] SEC("license") = "GPL";
"""
WQ_START = "extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;\n"
FROM_PID = "extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\n"
RELEASE = "extern void bpf_task_release(struct task_struct *p) __ksym;\n"


def lint_text(text: str, **settings: object) -> FileReport:
    engine = Engine(Settings(texts={"a.bpf.c": text}, **settings))  # type: ignore[arg-type]
    return engine.lint_file("a.bpf.c")


def rules(report: FileReport, level: Level = Level.WARNING) -> list[str]:
    return [finding.rule for finding in report.findings if finding.level >= level]


FIND_TASK = (
    HEAD
    + FROM_PID
    + RELEASE
    + """
SEC("tracepoint/syscalls/sys_enter_openat")
int find_task(void *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (task)
		bpf_task_release(task);
	return 0;
}
"""
)


def test_what_only_older_kernels_refuse_is_a_range_and_no_finding() -> None:
    report = lint_text(FIND_TASK)
    assert report.status == "ok"
    assert rules(report) == []
    (program,) = report.programs
    assert program.minimum == "6.12"  # in tracepoint programs; the kfunc itself is older
    assert program.limit is not None
    assert program.kernels["6.6"][0] is False
    assert program.kernels["7.3"] == (True, [])


def test_a_target_makes_it_an_error_with_its_range() -> None:
    report = lint_text(FIND_TASK, kernel=">=6.6")
    assert {finding.rule for finding in report.findings} == {"KF303"}
    assert {finding.kernels for finding in report.findings} == {"6.6..6.11"}
    assert rules(lint_text(FIND_TASK, kernel="6.12")) == []


def test_what_no_kernel_takes_is_an_error_without_a_target() -> None:
    report = lint_text(FIND_TASK.replace('SEC("tracepoint/syscalls/sys_enter_openat")', 'SEC("kprobe/x")'))
    assert set(rules(report, Level.ERROR)) == {"KF201"}
    assert {finding.kernels for finding in report.findings} == {None}


def test_guarded_code_is_judged_for_the_kernels_that_run_it() -> None:
    text = FIND_TASK.replace("__ksym;", "__ksym __weak;")
    guarded = text.replace(
        "= bpf_task_from_pid(1)", "= bpf_ksym_exists(bpf_task_from_pid) ? bpf_task_from_pid(1) : NULL"
    )
    assert "KF306" in rules(lint_text(text, kernel="5.15"))
    assert rules(lint_text(guarded, kernel="5.15")) == []


def test_rules_that_are_not_selected_still_decide_which_kernels_count() -> None:
    leaking = FIND_TASK.replace("if (task)\n\t\tbpf_task_release(task);", "")
    report = lint_text(leaking, select=("KF403",))
    assert [(finding.rule, finding.level) for finding in report.findings] == [("KF403", Level.ERROR)]


def test_a_finding_that_two_programs_reach_is_one() -> None:
    text = (
        HEAD
        + FROM_PID
        + RELEASE
        + """
static int unchecked(void)
{
	bpf_task_release(bpf_task_from_pid(1));
	return 0;
}
SEC("tp_btf/task_newtask") int first(void *ctx) { return unchecked(); }
SEC("tp_btf/task_newtask") int second(void *ctx) { return unchecked(); }
"""
    )
    (finding,) = lint_text(text).findings
    assert finding.rule == "KF107"
    assert finding.programs == ("first", "second")


@pytest.mark.parametrize("text", ["", "\n", "/* nothing */", "int x;"])
def test_a_file_without_programs_is_fine(text: str) -> None:
    report = lint_text(text)
    assert (report.status, report.findings, report.problems) == ("ok", [], [])


def test_bad_files_cost_one_message_each(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()  # headers are not looked for above
    (tmp_path / "binary.bpf.c").write_bytes(b"\x7fELF\0\0")
    (tmp_path / "huge.bpf.c").write_bytes(b"/" * (17 << 20))
    (tmp_path / "good.bpf.c").write_text(HEAD)
    (tmp_path / "directory.bpf.c").mkdir()
    names = ["binary", "missing", "huge", "directory", "good"]
    reports = list(lint([str(tmp_path / f"{name}.bpf.c") for name in names], Settings(jobs=2)))
    assert [report.status for report in reports] == ["failed", "failed", "failed", "failed", "ok"]
    messages = [report.problems[0].message for report in reports[:4]]
    assert messages == [
        "is a binary file, not C source",
        "does not exist",
        "is larger than 16 MiB",
        "is a directory",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "(" * 5000,
        "{" * 3000,
        "int f(void) { return " + "1+" * 20000 + "1; }",
        "int f(void) { " + "if (1) " * 1000 + "; }",
        "#define A B B\n#define B C C\n#define C D D\nint x = A",
        "int f(void) { goto nowhere; }",
        'SEC("xdp") int f(void *ctx) { return f(ctx); }',
        'int a(int c);\nint b(int c) { return a(c); }\nSEC("tc") int a(int c) { return b(c); }',
        "int f(int n) { for (;;) ; }",
        "\ufeffint x;",
        "int \udcff;".encode("utf-8", "replace").decode(),
    ],
)
def test_odd_code_neither_crashes_nor_hangs(body: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path = tmp_path / "odd.bpf.c"
    path.write_text(HEAD + body)
    (report,) = lint([str(path)], Settings(jobs=1))
    assert not any("internal error" in problem.message for problem in report.problems)
    assert report.seconds < 60


STACK = (
    HEAD
    + """
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
SEC("uprobe.s")
int stack(struct pt_regs *ctx)
{
	struct bpf_stack_build_id stack;

	bpf_preempt_disable();
	bpf_get_stack(ctx, &stack, sizeof(stack), BPF_F_USER_STACK | BPF_F_USER_BUILD_ID);
	bpf_preempt_enable();
	return 0;
}
"""
)


@pytest.mark.parametrize("fails", ["at once", "without a word"])
def test_a_thread_that_cannot_begin_costs_no_more_than_a_moment(monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    def begin(_work: object, _arguments: object) -> int:
        if fails == "at once":
            raise RuntimeError("can't start new thread")
        return 1

    monkeypatch.setattr("bpflint.engine.lint._thread.start_new_thread", begin)
    monkeypatch.setattr("bpflint.engine.lint._LOADING_S", 0.0)
    assert lint_text(FIND_TASK).programs[0].minimum == "6.12"


def test_what_the_verifier_came_to_mind_is_judged_by_its_version() -> None:
    """7.1 was seen to load this program and 7.2 to refuse it; no fact about the helper tells them apart."""
    assert rules(lint_text(STACK, kernel="7.1")) == []
    assert rules(lint_text(STACK, kernel="7.2")) == ["KF204"]
    (finding,) = lint_text(STACK).findings
    assert (finding.level, finding.kernels) == (Level.WARNING, ">=7.2")
