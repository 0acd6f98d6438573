"""The text report: what a person reads, down to the columns."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
import samples

from bpflint.base.finding import FileReport, Finding, Level, ProgramReport, Step
from bpflint.base.sources import Sources
from bpflint.base.span import NOWHERE, Span
from bpflint.report.outcome import Outcome
from bpflint.report.text import Writer, kernel_range, plain, render_file, render_finding, render_summary, wants_colour


@pytest.fixture(autouse=True)
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples.write_source(tmp_path)
    monkeypatch.chdir(tmp_path)


def shown(finding: Finding, columns: int = 160, texts: dict[str, str] | None = None) -> str:
    return plain(render_finding(finding, Sources(texts), columns))


def test_story_is_told_in_the_source() -> None:
    assert shown(samples.order_finding()) == (
        "src/wq.bpf.c:15:11: error[KF401] bpf_wq_start() on `val->work` comes before bpf_wq_init() on this path\n"
        "   |\n"
        " 9 |     struct elem *val = bpf_map_lookup_elem(&wqs, &key);\n"
        "   |                        ------------------------------- 1: `val` comes from `wqs` here\n"
        "...\n"
        "13 |     if (ctx->len > 100)\n"
        "   |         -------------- 2: this is false\n"
        "14 |         bpf_wq_init(&val->work, &wqs, 0);\n"
        "15 |     /* 日本 */ bpf_wq_start(&val->work, 0);\n"
        "   |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^ 3: started while uninitialised\n"
        "   |\n"
        "   = help: call bpf_wq_init(&val->work, &wqs, 0) first\n"
        "   = docs: https://docs.ebpf.io/linux/kfuncs/bpf_wq_start/\n"
    )


def test_kernels_programs_and_fix_are_named() -> None:
    text = shown(samples.kernel_finding())
    assert "= programs: wq_main, other, through helper()\n" in text
    assert "= kernels: <6.10\n" in text
    assert "--fix can do this: drop the call\n" in text


def test_step_in_another_file_gets_its_own_excerpt() -> None:
    step = Step(Span("inc/a.h", 2, 5, 2, 8), "declared here")
    finding = replace(samples.kernel_finding(), steps=(step,))
    text = shown(finding, texts={"inc/a.h": "one\nint foo(void);\n", samples.PATH: samples.SOURCE})
    assert "::: inc/a.h:2\n 2 | int foo(void);\n   |     --- declared here\n" in text


def test_step_in_an_unreadable_file_and_step_without_a_place() -> None:
    steps = (Step(Span("gone.h", 2, 5, 2, 8), "declared here"), Step(NOWHERE, "on every kernel"))
    text = shown(replace(samples.kernel_finding(), steps=steps))
    assert "::: gone.h:2\n       1: declared here\n" in text
    assert "note: on every kernel" in text


def test_long_story_keeps_both_ends() -> None:
    step = samples.order_finding().steps[0]
    steps = tuple(replace(step, message=f"step {number}") for number in range(1, 41))
    text = shown(replace(samples.order_finding(), steps=steps))
    assert "6: step 6\n" in text
    assert "step 7\n" not in text
    assert "40: step 40\n" in text
    assert "28 more steps in between" in text


def test_range_over_several_lines() -> None:
    text = "f(a,\n  b,\n  c);\n"
    finding = replace(samples.order_finding(), span=Span("m.c", 1, 1, 3, 4), steps=())
    assert "1 | f(a,\n  | ^^^^\n2 |   b,\n  |   ^^\n3 |   c);\n  |   ^\n" in shown(finding, texts={"m.c": text})


def test_hostile_text_cannot_reach_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\u202e\r\u2028"
    finding = replace(samples.order_finding(), span=Span(f"a{evil}.c", 1, 1, 1, 2), message=evil, help=evil, steps=())
    text = shown(finding, texts={f"a{evil}.c": f"x{evil}y\n"})
    assert not {"\x1b", "\x07", "\u202e", "\r", "\u2028"} & set(text)
    assert "\\x1b]0;owned\\x07\\u202e" in text


def test_underline_stays_below_its_text_after_escapes() -> None:
    line = "\x01\tfoo();"
    finding = replace(samples.order_finding(), span=Span("e.c", 1, 3, 1, 6), steps=())
    rows = shown(finding, texts={"e.c": line}).splitlines()
    source = next(row for row in rows if "foo()" in row)
    assert rows[rows.index(source) + 1].index("^^^") == source.index("foo")


def test_long_lines_are_cut_around_the_range() -> None:
    line = "x" * 5000 + "HERE" + "y" * 50_000
    finding = replace(samples.order_finding(), span=Span("l.c", 1, 3001, 1, 3005), steps=())
    rows = shown(finding, columns=80, texts={"l.c": "z" * 3000 + "HERE" + line}).splitlines()
    source = next(row for row in rows if "HERE" in row)
    assert len(source) <= 80
    assert rows[rows.index(source) + 1].index("^^^^") == source.index("HERE")


@pytest.mark.parametrize(
    "odd",
    [Span(samples.PATH, 9999, 1, 9999, 2), Span(samples.PATH, 1, 500, 1, 2), Span(samples.PATH, 2, 5, 1, 1), NOWHERE],
)
def test_ranges_outside_the_file_do_no_harm(odd: Span) -> None:
    text = shown(replace(samples.order_finding(), span=odd, steps=(Step(odd, "odd"),)))
    assert "error[KF401]" in text


def test_degraded_is_said() -> None:
    text = plain(render_file(samples.degraded_report(), Sources()))
    assert text.startswith("src/lost.bpf.c: degraded: ")
    assert "src/lost.bpf.c:3: unknown type `struct foo`" in text


def test_many_problems_are_counted_unless_verbose() -> None:
    report = samples.degraded_report()
    report.problems = report.problems * 10
    assert "and 7 more; -v shows all" in plain(render_file(report, Sources()))
    assert plain(render_file(report, Sources(), verbose=True)).count("struct foo") == 10


def outcome(*reports: FileReport, kernel: str | None = None) -> Outcome:
    result = Outcome(kernel=kernel, seconds=1.25)
    for report in reports:
        result.add(report)
    return result


def test_summary_ends_with_what_programs_need() -> None:
    text = plain(render_summary(outcome(samples.report(), samples.degraded_report(), samples.failed_report())))
    assert text == (
        "Kernels the programs need\n"
        "  wq_main (tc) needs 6.10..6.11 (not known: 7.0): bpf_wq_init(), line 14\n"
        "\n"
        "Why, with a wrong and a right example: bpflint explain RULE, as for KF303\n"
        "Found 1 error and 1 warning in 1 of 3 files (1 file degraded, 1 file not analysed) in 1.2 s.\n"
    )


def test_summary_for_a_target_leaves_kernel_ranges_out() -> None:
    text = plain(render_summary(outcome(FileReport("a.bpf.c"), kernel="6.6")))
    assert text == "No findings in 1 file for kernel 6.6 in 1.2 s.\n"


def test_nothing_analysed_is_no_success() -> None:
    assert plain(render_summary(outcome(samples.failed_report()))) == "Nothing was analysed.\n"


def test_finding_in_a_shared_header_is_reported_once() -> None:
    result = outcome(samples.report(), replace(samples.report(), path="src/other.bpf.c"))
    assert len(list(result.findings())) == 2
    assert result.count(Level.ERROR) == 1


def test_statistics() -> None:
    text = plain(render_summary(outcome(samples.report()), statistics=True))
    assert "     1  KF303  allowed-later  (1 fixable)\n" in text
    assert "  0.25  src/wq.bpf.c\n" in text


@pytest.mark.parametrize(
    ("minimum", "maximum", "kernels", "expected"),
    [
        ("6.3", None, {}, ">= 6.3"),
        (None, "6.19", {}, "<= 6.19"),
        ("6.10", "6.19", {}, "6.10 to 6.19"),
        ("6.10", "6.10", {}, "6.10"),
        (None, None, {}, "any known kernel"),
        (None, None, {"6.1": (False, [])}, "no known kernel"),
        (None, None, {"6.1": (False, []), "6.2": (None, [])}, "not known"),
        (None, None, {"6.1": (True, []), "6.2": (None, []), "6.3": (True, [])}, "6.1, 6.3 (not known: 6.2)"),
        ("6.2", None, {"6.1": (False, []), "6.2": (True, []), "6.3": (None, [])}, "6.2 (not known: 6.3)"),
    ],
)
def test_kernel_range(minimum: str | None, maximum: str | None, kernels: dict[str, object], expected: str) -> None:
    program = ProgramReport("a.c", "f", 1, "tc", "BPF_PROG_TYPE_SCHED_CLS", minimum, maximum, None, kernels)  # type: ignore[arg-type]
    assert kernel_range(program) == expected


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_follows_option_then_environment_then_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert wants_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
    assert wants_colour(io.StringIO(), "always")
    assert not wants_colour(Terminal(), "never")


def test_coloured_and_plain_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    lines = render_file(samples.report(), Sources())
    stream = io.StringIO()
    Writer(stream, "always").write(lines)
    assert "\x1b[" in stream.getvalue()
    from rich.text import Text

    assert Text.from_ansi(stream.getvalue()).plain.split() == plain(lines).split()


def test_markup_in_sources_is_not_interpreted() -> None:
    stream = Terminal()
    Writer(stream, "always").write([[("[bold]x[/bold] :smile:", "source")]])
    assert "[bold]x[/bold] :smile:" in stream.getvalue()
