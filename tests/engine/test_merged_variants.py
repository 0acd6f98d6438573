"""A source that is built in several ways: judged in each, told once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bpflint.base.disk_trace import UNSURE
from bpflint.base.finding import FileReport, ProgramReport, Reason, Step
from bpflint.base.report_codec import decode, encode
from bpflint.base.span import Span
from bpflint.engine.lint import Engine, lint
from bpflint.engine.merged_variants import merged
from bpflint.policy.builds import FileRule, Variant
from bpflint.policy.settings import Settings

SOURCE = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
char LICENSE[] SEC("license") = "GPL";
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
SEC("syscall")
int main_prog(void *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);
	if (!task)
		return 0;
#ifdef LEAK
	return 1;
#endif
	bpf_task_release(task);
	return WANTED;
}
"""


def report_on(text: str, *variants: Variant, common: tuple[str, ...] = ("WANTED=0",)) -> FileReport:
    settings = Settings(texts={"a.bpf.c": text}, file_rules=(FileRule(("a.bpf.c",), common, variants=variants),))
    return Engine(settings).lint_file("a.bpf.c")


def test_what_one_variant_has_names_it() -> None:
    report = report_on(SOURCE, Variant("plain"), Variant("leaky", ("LEAK",)))
    (finding,) = report.findings
    assert (finding.name, finding.variants) == ("leaked-reference", ("leaky",))
    assert report.status == "ok"
    assert decode(encode(report)).findings == report.findings


def test_what_all_have_is_told_once() -> None:
    report = report_on(SOURCE, Variant("one", ("LEAK",)), Variant("two", ("LEAK", "OTHER")))
    (finding,) = report.findings
    assert finding.variants == ()
    assert [program.name for program in report.programs] == ["main_prog"]


def test_no_variant_is_wrong_where_none_has_it() -> None:
    assert report_on(SOURCE, Variant("one"), Variant("two", ("OTHER",))).findings == []


def test_degraded_where_one_is() -> None:
    report = report_on(SOURCE, Variant("whole", ("WANTED=0",)), Variant("lost"), common=())
    assert report.status == "degraded"
    assert [step.message for step in report.problems if "WANTED" in step.message]
    assert all(step.message.endswith("(variant lost)") for step in report.problems)
    assert report_on(SOURCE, Variant("one"), Variant("two")).status == "ok"


def test_a_comment_is_unused_only_where_it_is_in_all() -> None:
    silenced = SOURCE.replace("return 1;", "return 1; // bpflint: disable=leaked-reference")
    two = (Variant("plain"), Variant("leaky", ("LEAK",)))
    assert report_on(silenced, *two).findings == []
    in_vain = SOURCE.replace("return WANTED;", "return WANTED; // bpflint: disable=call-order")
    assert [each.name for each in report_on(in_vain, Variant("one"), Variant("two")).findings] == ["unused-suppression"]


def test_a_fix_needs_all_variants() -> None:
    in_vain = SOURCE.replace("return WANTED;", "return WANTED; // bpflint: disable=call-order")
    (note,) = report_on(in_vain, Variant("one"), Variant("two")).findings
    assert note.fix is not None
    one = FileReport("a.bpf.c", findings=[replace(note, name="another")])
    (kept,) = merged({"one": one, "two": FileReport("a.bpf.c")}).findings
    assert kept.fix is None and kept.variants == ("one",)


def test_a_program_needs_what_its_most_demanding_variant_needs() -> None:
    why = Reason("KF303", 3, "too new")
    program = ProgramReport(
        "a.bpf.c", "p", 1, "tc", "", kernels={"6.1": (True, []), "6.6": (True, []), "6.12": (True, [])}
    )
    demanding = replace(program, kernels={"6.1": (False, [why]), "6.6": (True, []), "6.12": (None, [])})
    (both,) = merged({"a": FileReport("x", programs=[program]), "b": FileReport("x", programs=[demanding])}).programs
    assert both.kernels == {"6.1": (False, [why]), "6.6": (True, []), "6.12": (None, [])}
    assert (both.minimum, both.limit, both.maximum) == ("6.6", why, None)


def test_losses_in_all_variants_name_none() -> None:
    step = Step(Span("x", 1, 1, 1, 1), "lost")
    lossy = FileReport("x", "degraded", problems=[step])
    assert merged({"a": lossy, "b": replace(lossy)}).problems == [step]


def test_a_whole_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["a.bpf.c", "b.bpf.c"]
    for name in names:
        Path(name).write_text(SOURCE, encoding="utf-8")
    both = (Variant("plain"), Variant("leaky", ("LEAK",)))
    rules = (FileRule(("*.bpf.c",), ("WANTED=0",)), FileRule(("a.bpf.c",), variants=both))
    reports = list(lint(names, Settings(file_rules=rules, root=tmp_path, jobs=2)))
    assert [report.path for report in reports] == names
    assert [len(report.findings) for report in reports] == [1, 0]
    assert reports[0].digest == reports[1].digest != ""


def test_what_was_asked_for_one_variant_was_asked_for_the_file() -> None:
    one, other = FileReport("x", asked={"sa": "1", "sb": "-"}), FileReport("x", asked={"sa": "1", "sc": "2"})
    assert merged({"a": one, "b": other}).asked == {"sa": "1", "sb": "-", "sc": "2"}
    assert merged({"a": one, "b": FileReport("x")}).asked is None
    changed = merged({"a": one, "b": replace(other, asked={"sa": "2"})}).asked
    assert changed == {"sa": UNSURE, "sb": "-"}, "it changed between the two"
