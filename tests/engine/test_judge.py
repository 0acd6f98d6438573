"""Judging over kernels: classes that say the same, and what becomes of a finding that only some kernels give.

The checks here say what they are told to say on each kernel, so that only the judge's part is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from judged import ARGUMENTS, GPL, PATH, PRELUDE
from samples import rule

from bpflint.base.finding import Finding, Found, Level
from bpflint.base.span import Span
from bpflint.checks.context import Context
from bpflint.engine import judge as engine
from bpflint.engine.judge import Judge, Verdict
from bpflint.kernel import Facts, Target, Version, load_facts
from bpflint.policy.rules import Catalog, Rule
from bpflint.source.parse import parse_unit
from bpflint.source.unit import Unit

KFUNCS = """\
family: lamps
kfuncs:
  from_6_6:
    {since: "6.6", prototype: "int from_6_6(void)", flags: [], program_types: [BPF_PROG_TYPE_SCHED_CLS]}
  from_7_0:
    {since: "7.0", prototype: "int from_7_0(void)", flags: [], program_types: [BPF_PROG_TYPE_SCHED_CLS]}
  unmeasured:
    {since: "6.6", prototype: "int unmeasured(void)", flags: []}
"""
HEAD = """
struct __sk_buff { u32 len; };
extern int from_6_6(void) __ksym;
extern int from_7_0(void) __ksym;
extern int unmeasured(void) __ksym;
"""
BODY = 'SEC("tc") int program(struct __sk_buff *skb) { from_6_6(); return from_7_0(); }\n'
TWO = BODY + 'SEC("tc") int other(struct __sk_buff *skb) { from_6_6(); return from_7_0(); }\n'
NOT_KNOWN = 'SEC("tc") int program(struct __sk_buff *skb) { from_7_0(); return unmeasured(); }\n'
V6_6, V7_0 = Version(6, 6), Version(7, 0)

Says = Callable[[Version], str | Found | None]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    directory = tmp_path_factory.mktemp("lamps")
    (directory / "lamps.yaml").write_text(KFUNCS)
    return load_facts((directory,))


def unit(body: str = BODY) -> Unit:
    parsed = parse_unit(PATH, ARGUMENTS, unsaved=[(PATH, PRELUDE + HEAD + body + GPL)])
    assert not parsed.problems, parsed.problems
    return parsed


def found(message: str, line: int = 1, level: Level | None = None, programs: tuple[str, ...] = ("program",)) -> Found:
    return Found(Span(PATH, line, 1, line, 2), message, level=level, programs=programs)


class Bench:
    """A judge whose rules say, of each kernel, what the test wants."""

    def __init__(self, facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
        self.facts = facts
        self.rules: list[Rule] = []
        self.checks: dict[str, Callable[[Context], Iterator[Found]]] = {}
        self.asked: list[tuple[str, Version]] = []
        monkeypatch.setattr(engine, "load_checks", lambda: self.checks)

    def add(self, name: str, says: Says, *, identity: str = "KF901", **changes: Any) -> None:
        self.rules.append(replace(rule(identity, name), **changes))

        def check(context: Context) -> Iterator[Found]:
            if context.programs:
                self.asked.append((name, context.kernel.version))
            answer = says(context.kernel.version)
            if answer is not None and context.programs:
                yield found(answer) if isinstance(answer, str) else answer

        self.checks[name] = check

    def judge(self, body: str = BODY, target: str | None = None, selected: Sequence[str] | None = None) -> Verdict:
        kernels = [self.facts.at(version) for version in Target.parse(target).versions(self.facts)] if target else None
        judge = Judge(self.facts, Catalog(self.rules), target=kernels, selected=selected)
        return judge.judge(unit(body))

    def findings(self, **arguments: Any) -> list[tuple[str, str, str | None]]:
        return [_short(finding) for finding in self.judge(**arguments).findings]


def _short(finding: Finding) -> tuple[str, str, str | None]:
    return finding.message, str(finding.level), finding.kernels


@pytest.fixture
def bench(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(facts, monkeypatch)


def before(version: Version, message: str = "wrong") -> Says:
    return lambda kernel: message if kernel < version else None


def since(version: Version, message: str = "wrong") -> Says:
    return lambda kernel: message if kernel >= version else None


def always(message: str = "wrong") -> Says:
    return lambda _kernel: message


# ------------------------------------------------------------------------------------------------------- classes


def test_kernels_that_say_the_same_are_judged_once(bench: Bench) -> None:
    bench.add("fake", always())
    bench.judge('SEC("tc") int program(struct __sk_buff *skb) { return 0; }\n')
    plain = {version for _, version in bench.asked}
    assert len(bench.asked) == len(plain) < len(bench.facts.versions)
    bench.asked.clear()
    bench.judge()
    parted = {version for _, version in bench.asked}
    # A class is judged as its newest kernel, so a kfunc parts it below the release that brought it.
    assert {Version(6, 5), Version(6, 19)} <= parted
    assert plain <= parted


def test_every_kernel_of_the_target_has_its_answer_and_no_other(bench: Bench) -> None:
    bench.add("fake", before(V6_6))
    (program,) = bench.judge(target="6.1..6.12").programs
    assert list(program.kernels) == [f"6.{minor}" for minor in range(1, 13)]
    assert [version for version, (loads, _) in program.kernels.items() if not loads] == [
        "6.1",
        "6.2",
        "6.3",
        "6.4",
        "6.5",
    ]
    assert {*program.kernels}.isdisjoint(program.not_asked)
    assert {*program.kernels, *program.not_asked} == {str(version) for version in bench.facts.versions}


# --------------------------------------------------------------------------------------------------- with a target


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        (always(), [("wrong", "error", None)]),
        (before(V6_6), [("wrong", "error", "<6.6")]),
        (since(V7_0), [("wrong", "error", ">=7.0")]),
        (lambda version: "wrong" if V6_6 <= version < V7_0 else None, [("wrong", "error", "6.6..6.19")]),
        (lambda _version: None, []),
    ],
    ids=["all", "older", "newer", "between", "none"],
)
def test_a_target_reports_what_any_of_its_kernels_says(bench: Bench, says: Says, expected: list[object]) -> None:
    bench.add("fake", says)
    assert bench.findings(target=">=5.10") == expected


def test_a_rule_that_all_kernels_have_to_agree_on(bench: Bench) -> None:
    bench.add("some", before(V6_6), merge="all")
    bench.add("every", always("everywhere"), identity="KF902", merge="all")
    assert bench.findings(target="6.1..7.1") == [("everywhere", "error", None)]
    assert bench.findings(target="6.1..6.5") == [("wrong", "error", None), ("everywhere", "error", None)]


def test_the_newest_kernel_words_what_several_say(bench: Bench) -> None:
    bench.add("fake", lambda version: found("the same place", level=Level.WARNING if version >= V7_0 else None))
    assert bench.findings(target="6.1..7.1") == [("the same place", "warning", None)]


# ------------------------------------------------------------------------------------------------ without a target


def test_an_error_of_every_kernel_is_an_error(bench: Bench) -> None:
    bench.add("fake", always())
    assert bench.findings() == [("wrong", "error", None)]


@pytest.mark.parametrize(
    ("says", "minimum", "maximum"),
    [(before(V6_6), "6.6", None), (since(V7_0), None, "6.19")],
    ids=["older kernels refuse", "newer kernels refuse"],
)
def test_what_some_kernels_refuse_is_a_range(
    bench: Bench, says: Says, minimum: str | None, maximum: str | None
) -> None:
    bench.add("fake", says)
    verdict = bench.judge()
    assert verdict.findings == []
    (program,) = verdict.programs
    assert (program.minimum, program.maximum) == (minimum, maximum)
    assert (program.limit is not None) == (minimum is not None)
    if program.limit is not None:
        assert (program.limit.rule, program.limit.message) == ("KF901", "wrong")


def test_what_fails_at_run_time_is_no_limit(bench: Bench) -> None:
    bench.add("fake", before(V6_6), fails="run")
    verdict = bench.judge()
    assert verdict.programs[0].minimum is None
    assert bench.findings(target="6.1") == [("wrong", "error", None)]


def test_a_warning_is_no_limit(bench: Bench) -> None:
    bench.add("fake", before(V6_6), level=Level.WARNING)
    assert bench.judge().programs[0].minimum is None


def test_where_every_kernel_refuses_the_least_bad_one_speaks(bench: Bench) -> None:
    bench.add("old", before(V7_0, "too old"))
    bench.add("new", since(V6_6, "too new"), identity="KF902")
    assert bench.findings() == [("too new", "error", None)], "one mistake rather than two, on the newest of those"


def test_a_missing_kfunc_is_worse_than_mistakes(bench: Bench) -> None:
    bench.add("missing", since(V7_0, "not there"), identity="KF301")
    bench.add("first", before(V7_0, "one mistake"), identity="KF902")
    bench.add("second", lambda version: found("two mistakes", 2) if version < V7_0 else None, identity="KF903")
    assert [message for message, _, _ in bench.findings()] == ["one mistake", "two mistakes"]


def test_doubt_makes_an_error_a_warning(bench: Bench) -> None:
    """The newest kernels refuse, and of the older ones nobody knows that they take the program."""
    bench.add("fake", since(V7_0))
    bench.add("missing", before(V6_6, "not there"), identity="KF301")
    ((message, level, kernels),) = bench.findings(body=NOT_KNOWN)
    assert (message, level) == ("wrong", "warning")
    assert kernels is not None
    assert kernels.startswith(">=7.")
    assert bench.findings() == [], "where older kernels surely take it, it is their range"


def test_an_error_that_one_kernel_softens_is_dropped_where_others_do_not_give_it(bench: Bench) -> None:
    soft = found("softened", level=Level.WARNING)
    bench.add("fake", lambda version: soft if version >= V7_0 else None)
    assert bench.findings() == []
    bench.checks.clear()
    bench.rules.clear()
    bench.add("fake", lambda _version: soft)
    assert bench.findings() == [("softened", "warning", None)]


# ------------------------------------------------------------------------------------------------------------ paths


def test_a_path_that_all_kernels_refuse_is_an_error(bench: Bench) -> None:
    bench.add("path", always("leaks"), needs=("flow",))
    assert bench.findings() == [("leaks", "error", None)]


def test_a_path_that_only_newer_kernels_refuse_is_a_warning_with_a_range(bench: Bench) -> None:
    bench.add("path", since(V7_0, "leaks"), needs=("flow",))
    assert bench.findings() == [("leaks", "warning", ">=7.0")]


def test_kernels_that_refuse_the_program_anyway_have_no_say_about_its_paths(bench: Bench) -> None:
    bench.add("path", since(V7_0, "leaks"), needs=("flow",))
    bench.add("structure", before(V7_0, "not there"), identity="KF902")
    assert bench.findings() == [("leaks", "error", None)]


TESTED = """
extern int bpf_kfunc_trusted_num_test(int *ptr) __ksym;
SEC("tc") int program(struct __sk_buff *skb) { int zero = 0; return bpf_kfunc_trusted_num_test(&zero); }
"""


def test_kernels_whose_own_tests_lack_a_kfunc_have_no_say_about_its_paths(bench: Bench) -> None:
    bench.add("path", since(Version(6, 12), "leaks"), needs=("flow",))
    assert bench.findings(body=TESTED) == [("leaks", "error", None)]


def test_a_kernel_whose_tests_have_the_kfunc_has_a_say(bench: Bench) -> None:
    bench.add("path", since(Version(6, 13), "leaks"), needs=("flow",))
    assert bench.findings(body=TESTED) == [("leaks", "warning", ">=6.13")]


def test_a_path_of_a_target_is_an_error_on_its_kernels(bench: Bench) -> None:
    bench.add("path", since(V7_0, "leaks"), needs=("flow",))
    assert bench.findings(target="6.6..7.1") == [("leaks", "error", "7.0..7.1")]


def test_paths_are_not_followed_on_kernels_that_refuse_the_program(bench: Bench) -> None:
    bench.add("path", always("leaks"), needs=("flow",))
    bench.add("structure", lambda version: found("refused") if version < V6_6 else None, identity="KF902")
    bench.findings(target="6.1..6.12")
    assert min(version for name, version in bench.asked if name == "path") >= V6_6


# -------------------------------------------------------------------------------------------------- what is reported


def test_a_rule_that_is_not_selected_still_limits_the_kernels(bench: Bench) -> None:
    bench.add("fake", before(V6_6))
    bench.add("note", always("noted"), identity="KF902", level=Level.NOTE)
    verdict = bench.judge(selected=["note"])
    assert [finding.message for finding in verdict.findings] == ["noted"]
    assert verdict.programs[0].minimum == "6.6"


def test_findings_stand_in_the_order_of_the_file(bench: Bench) -> None:
    bench.add("last", lambda _version: found("line 9", 9))
    bench.add("first", lambda _version: found("line 3", 3), identity="KF902")
    bench.add("other", lambda _version: found("line 3 too", 3), identity="KF900")
    assert [message for message, _, _ in bench.findings()] == ["line 3 too", "line 3", "line 9"]


def test_a_finding_about_one_program_leaves_the_others_alone(bench: Bench) -> None:
    bench.add("fake", before(V6_6))
    verdict = bench.judge(TWO)
    assert {program.name: program.minimum for program in verdict.programs} == {"program": "6.6", "other": None}


def test_a_finding_about_the_whole_file_limits_every_program(bench: Bench) -> None:
    bench.add("fake", lambda version: found("everybody", programs=()) if version < V6_6 else None)
    assert {program.name: program.minimum for program in bench.judge(TWO).programs} == {
        "program": "6.6",
        "other": "6.6",
    }


def test_the_same_finding_of_two_checks_names_both_programs(bench: Bench) -> None:
    first, second = found("shared"), found("shared", programs=("other",))

    def check(_context: Context) -> Iterator[Found]:
        yield first
        yield second

    bench.add("fake", always())
    bench.checks["fake"] = check
    (finding,) = bench.judge(TWO).findings
    assert finding.programs == ("program", "other")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_is_sure_of_one_program_is_not_said_of_another(bench: Bench, order: tuple[int, int]) -> None:
    both = found("sure"), found("may be", level=Level.WARNING, programs=("other",))

    def check(_context: Context) -> Iterator[Found]:
        yield from (both[index] for index in order)

    bench.add("fake", always())
    bench.checks["fake"] = check
    verdict = bench.judge(TWO)
    assert [(each.message, each.level, each.programs) for each in verdict.findings] == [
        ("sure", Level.ERROR, ("program",))
    ]
    newest = {program.name: list(program.kernels.values())[-1][0] for program in verdict.programs}
    assert newest == {"program": False, "other": True}


def test_nobody_knows_is_neither_yes_nor_no(bench: Bench) -> None:
    bench.add("fake", lambda _version: None)
    (program,) = bench.judge('SEC("tc") int program(struct __sk_buff *skb) { return unmeasured(); }\n').programs
    assert program.kernels["6.12"][0] is None
    assert program.kernels["6.1"][0] is True, "absent, which a rule would say; nothing unknown about it"
    assert (program.minimum, program.maximum) == (None, None)


def test_an_error_beats_what_is_not_known(bench: Bench) -> None:
    bench.add("fake", since(V7_0))
    (program,) = bench.judge(NOT_KNOWN).programs
    assert program.kernels["7.1"][0] is False


STRANGER = "extern int acme(void) __ksym{};\n"
CALLS_IT = 'SEC("tc") int program(struct __sk_buff *skb) {{ return {}; }}\n'
OTHER = 'SEC("tc") int other(struct __sk_buff *skb) { return 0; }\n'


@pytest.mark.parametrize(
    ("weak", "call", "program", "other"),
    [
        ("", "acme()", None, None),
        (" __weak", "acme()", None, True),
        (" __weak", "bpf_ksym_exists(acme) ? acme() : 0", True, True),
        ("", "0", True, True),
    ],
)
def test_a_kfunc_of_no_known_kernel(
    bench: Bench, weak: str, call: str, program: bool | None, other: bool | None
) -> None:
    body = STRANGER.format(weak) + CALLS_IT.format(call) + OTHER
    reports = {report.name: report for report in bench.judge(body).programs}
    for name, expected in {"program": program, "other": other}.items():
        assert {loads for loads, _ in reports[name].kernels.values()} == {expected}
        reasons = {reason.rule for _, reasons in reports[name].kernels.values() for reason in reasons}
        assert reasons == ({"KF101"} if expected is None else set())
    assert {report.minimum for report in reports.values()} == {None}


def test_a_kfunc_of_no_known_kernel_does_not_hide_an_error(bench: Bench) -> None:
    bench.add("fake", before(V6_6))
    (report,) = bench.judge(STRANGER.format("") + CALLS_IT.format("acme()")).programs
    assert report.kernels["6.1"][0] is False
    assert [reason.rule for reason in report.kernels["6.1"][1]] == ["KF901"]
    assert report.kernels["6.6"][0] is None
