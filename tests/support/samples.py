"""File reports made by hand, and a small source they speak of."""

from __future__ import annotations

from pathlib import Path

from bpflint.base.finding import Edit, FileReport, Finding, Fix, Level, ProgramReport, Reason, Step
from bpflint.base.span import Span
from bpflint.policy.rules import SECTIONS, Rule

PATH = "src/wq.bpf.c"
SOURCE = """\
struct elem {
	struct bpf_wq work;
};

SEC("tc")
int wq_main(struct __sk_buff *ctx)
{
	int key = 0;
	struct elem *val = bpf_map_lookup_elem(&wqs, &key);

	if (!val)
		return 0;
	if (ctx->len > 100)
		bpf_wq_init(&val->work, &wqs, 0);
	/* 日本 */ bpf_wq_start(&val->work, 0);
	return 0;
}
"""


def span(line: int, text: str, path: str = PATH) -> Span:
    """The range of `text` in a line of SOURCE."""
    column = SOURCE.splitlines()[line - 1].index(text) + 1
    return Span(path, line, column, line, column + len(text))


def order_finding() -> Finding:
    """An error with a story of three steps."""
    start = span(15, "bpf_wq_start(&val->work, 0)")
    return Finding(
        rule="KF401",
        name="call-order",
        level=Level.ERROR,
        span=start,
        message="bpf_wq_start() on `val->work` comes before bpf_wq_init() on this path",
        help="call bpf_wq_init(&val->work, &wqs, 0) first",
        docs="https://docs.ebpf.io/linux/kfuncs/bpf_wq_start/",
        function="wq_main",
        programs=("wq_main",),
        steps=(
            Step(span(9, "bpf_map_lookup_elem(&wqs, &key)"), "`val` comes from `wqs` here"),
            Step(span(13, "ctx->len > 100"), "this is false"),
            Step(start, "started while uninitialised"),
        ),
    )


def kernel_finding() -> Finding:
    """A warning with a kernel range, in a helper function, with a fix."""
    call = span(14, "bpf_wq_init(&val->work, &wqs, 0)")
    return Finding(
        rule="KF303",
        name="allowed-later",
        level=Level.WARNING,
        span=call,
        message="bpf_wq_init() may be called by tc programs since 6.10",
        docs="https://docs.ebpf.io/linux/kfuncs/bpf_wq_init/",
        function="helper",
        programs=("wq_main", "other"),
        fix=Fix("drop the call", (Edit(span(14, "bpf_wq_init(&val->work, &wqs, 0);"), ";"),)),
        kernels="<6.10",
    )


def program_report() -> ProgramReport:
    """A program that needs 6.10."""
    reason = Reason("KF301", 14, "bpf_wq_init() came with 6.10")
    return ProgramReport(
        path=PATH,
        name="wq_main",
        line=6,
        section="tc",
        program_type="BPF_PROG_TYPE_SCHED_CLS",
        minimum="6.10",
        limit=Reason("KF301", 14, "bpf_wq_init()"),
        kernels={
            "6.8": (False, [reason]),
            "6.9": (False, [reason]),
            "6.10": (True, []),
            "6.11": (True, []),
            "7.0": (None, []),
        },
    )


def report() -> FileReport:
    """One file with both findings."""
    return FileReport(PATH, "ok", 0.25, [], [kernel_finding(), order_finding()], [program_report()])


def degraded_report() -> FileReport:
    """A file of which something was lost."""
    path = "src/lost.bpf.c"
    return FileReport(path, "degraded", 0.1, [Step(Span(path, 3, 1, 3, 7), "unknown type `struct foo`")])


def failed_report() -> FileReport:
    """A file that could not be analysed."""
    path = "src/bad.bpf.c"
    return FileReport(path, "failed", 0.0, [Step(Span(path, 0, 0, 0, 0), "is a binary file, not C source")])


def rule(rule_id: str, name: str, level: Level = Level.ERROR, profile: str = "default", stage: str = "stable") -> Rule:
    """A rule with a page."""
    return Rule(
        id=rule_id,
        name=name,
        level=level,
        confidence="high",
        profile=profile,  # type: ignore[arg-type]
        status={stage: "0.1"},
        summary=f"what {name} says",
        sections={heading: f"Text of {heading}." for heading in SECTIONS},
    )


RULES = (
    rule("KF401", "call-order"),
    rule("KF303", "allowed-later"),
    rule("KF403", "leaked-reference"),
    rule("BP601", "unused-suppression", Level.NOTE),
)


def write_source(directory: Path) -> None:
    """Put SOURCE where the reports say it is."""
    (directory / "src").mkdir(exist_ok=True)
    (directory / PATH).write_text(SOURCE, encoding="utf-8")


def page(rule_id: str, name: str, level: str = "error") -> str:
    """The text of a rule page."""
    front = (
        f'id: {rule_id}\nname: {name}\nlevel: {level}\nconfidence: high\nprofile: default\nstatus: {{stable: "0.1"}}'
    )
    sections = "\n".join(f"## {heading}\n\nText of {heading}. More of it.\n" for heading in SECTIONS)
    return f"---\n{front}\n---\n\n{sections}"
