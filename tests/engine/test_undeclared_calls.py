"""Calls of what nobody knows: the file is not wholly understood, and says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.finding import FileReport
from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

HEAD = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char LICENSE[] SEC("license") = "GPL";
"""
BODY = """\
SEC("kprobe/wake_up_new_task")
int p(struct pt_regs *ctx)
{
	struct task_struct *task = (struct task_struct *)PT_REGS_PARM1(ctx);
	bpf_printk("%%d", %s);
	return 0;
}
"""


def report_on(text: str) -> FileReport:
    return Engine(Settings(texts={"a.bpf.c": text})).lint_file("a.bpf.c")


def test_a_macro_of_a_header_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "read.h").write_text("#define _(x) BPF_CORE_READ(x)\n")
    monkeypatch.chdir(tmp_path)
    report = report_on(HEAD + BODY % "_(task->tgid)")
    (problem,) = report.problems
    assert (report.status, problem.span.line) == ("degraded", 9)
    assert problem.message == "call of undeclared function '_'; other/read.h:1 defines it, and nothing includes that"
    # What the macro does with its argument is not known: it may well read it in a safe way.
    assert report.findings == []


def test_a_function_that_a_condition_hides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    head = "__attribute__((__always_inline__)) static inline int of_v6(\n\tint x)"
    own = f"#ifdef IPVER6\n{head}\n{{\n\treturn x;\n}}\n#endif\n"
    (tmp_path / "own.h").write_text(own)
    monkeypatch.chdir(tmp_path)
    (problem,) = report_on(HEAD + '#include "own.h"\n' + BODY % "of_v6(1)").problems
    assert problem.message.startswith("call of undeclared function 'of_v6'; ") and "IPVER6" in problem.message


def test_what_stands_outside_the_call_is_told() -> None:
    report = report_on(HEAD + BODY % "_(1) + task->tgid")
    assert [finding.rule for finding in report.findings] == ["KF417"]


@pytest.mark.parametrize(
    "more",
    [
        "static int own(int x) { return x; }\n",
        "#define own(x) x\n",
        "static __always_inline int unused(void) { return own(1); }\n#define own(x) x\n",
        "int own(int) __ksym;\n",
    ],
)
def test_what_is_declared_or_dropped_is_no_loss(more: str) -> None:
    assert report_on(HEAD + more + BODY % "own(1)").status == "ok"


@pytest.mark.parametrize("call", ["bpf_task_from_pid(1) != 0", "__builtin_popcount(3)"])
def test_kfuncs_and_builtins_are_known(call: str) -> None:
    head = HEAD.replace('"vmlinux.h"', "<linux/bpf.h>").replace("#include <bpf/bpf_tracing.h>\n", "")
    assert report_on(f'{head}SEC("tc") int p(void *ctx) {{ return {call}; }}\n').status == "ok"
