"""A row of the table is about the object as the file makes it; what a loader may set is a warning of the linter."""

from __future__ import annotations

import pytest
from judged import findings, judge, program, rules

TAI = "static u64 (*bpf_ktime_get_tai_ns)(void) = (void *)208;\n"
WORK = 'SEC("tc") int work(void *ctx) { %s return 0; }\n'
SINCE_6_1 = "helper bpf_ktime_get_tai_ns() exists since kernel 6.1"


def _row(declared: str, body: str) -> tuple[bool | None, list[str]]:
    """Whether the program loads on 6.0, and why not."""
    loads, reasons = program(TAI + declared + WORK % body).kernels["6.0"]
    return loads, [each.message for each in reasons]


@pytest.mark.parametrize(
    ("declared", "test", "name"),
    [
        ("const volatile _Bool tai = 1;", "tai", "tai"),
        ("const volatile _Bool tai;", "!tai", "tai"),
        ("const volatile int mode = 2;", "mode == 2", "mode"),
        ("const volatile int mode = 6;", "mode & 2", "mode"),
        ("const volatile signed char mode = -1;", "mode < 0", "mode"),
        ("enum clock { RAW, TAI }; const volatile enum clock clock = TAI;", "clock == TAI", "clock"),
        ("const volatile struct { int level, tai; } config = { .tai = 1 };", "config.tai", "config"),
        ("const volatile struct { int tai[3]; } config;", "config.tai[2] == 0", "config"),
        ("const volatile int levels[4];", "!levels[3]", "levels"),
        ("const volatile _Bool tai = 1; const volatile _Bool off;", "tai && !off", "tai and 1 more"),
        ("const volatile _Bool tai = 1; static int wanted(void) { return tai; }", "wanted()", "tai"),
    ],
)
def test_what_the_defaults_lead_to_fails_the_row(declared: str, test: str, name: str) -> None:
    declared += "\n"
    assert _row(declared, f"if ({test}) bpf_ktime_get_tai_ns();") == (
        False,
        [f"depends on the default of {name}: {SINCE_6_1}"],
    )
    assert _row(declared, f"if (!({test})) bpf_ktime_get_tai_ns();") == (True, [])
    (found,) = findings(TAI + declared + WORK % f"if ({test}) bpf_ktime_get_tai_ns();", "6.0", rule="BP502")
    assert str(found.level) == "warning"


@pytest.mark.parametrize(
    ("declared", "test"),
    [
        ("const volatile int levels[2] = { 1, 1 };", "levels[0]"),
        ("volatile int mode = 1;", "mode"),
        ("const volatile __weak int mode = 1;", "mode"),
    ],
)
def test_what_the_file_does_not_tell_fails_no_row(declared: str, test: str) -> None:
    assert _row(declared + "\n", f"if ({test}) bpf_ktime_get_tai_ns();")[0] is not None
    loads = [_row(declared + "\n", f"if ({each}) bpf_ktime_get_tai_ns();")[0] for each in (test, f"!{test}")]
    assert loads != [True, False]


def test_what_happens_whatever_a_loader_sets_does_not_name_the_constant() -> None:
    declared = "const volatile _Bool tai = 1;\n"
    assert _row(declared, "if (tai) ctx = 0; bpf_ktime_get_tai_ns();") == (False, [SINCE_6_1])


def test_a_function_that_a_default_switches_on() -> None:
    declared = (
        "const volatile _Bool tai = %d;\nstatic __noinline int now(void) { return bpf_ktime_get_tai_ns() & 1; }\n"
    )
    assert _row(declared % 1, "if (tai) return now();") == (False, [f"depends on the default of tai: {SINCE_6_1}"])
    assert _row(declared % 0, "if (tai) return now();") == (True, [])


def test_old_kernels_verify_global_functions_that_a_default_switches_off() -> None:
    """Before 6.8 the verifier looks at each global function of the object, whatever its calls stand behind."""
    body = "const volatile _Bool tai;\n__noinline int now(int x) { return bpf_ktime_get_tai_ns() & x; }\n"
    report = program(TAI + body + WORK % "if (tai) return now(1);")
    assert [loads for version, (loads, _) in report.kernels.items() if version in ("6.0", "6.1")] == [False, True]
    assert report.kernels["6.0"][1][0].message == SINCE_6_1


def test_a_doubt_that_a_default_switches_off_is_none() -> None:
    body = "int nobody_knows(void) __ksym __weak;\nconst volatile _Bool on = %d;\n" + WORK % "if (on) nobody_knows();"
    assert {loads for loads, _ in program(body % 0).kernels.values()} == {True}
    assert {loads for loads, _ in program(body % 1).kernels.values()} == {None}


@pytest.mark.parametrize("on", [0, 1])
def test_the_linter_reports_the_same_whatever_the_default(on: int) -> None:
    body = f"const volatile _Bool tai = {on};\n{TAI}" + WORK % "if (tai) bpf_ktime_get_tai_ns();"
    assert rules(body) == set()
    assert rules(body, "6.0") == {"BP502"}
    assert program(body).ranges == (["6.1..7.3"] if on else ["5.10..7.3"])


def test_one_program_may_depend_on_it_and_another_not() -> None:
    body = f'const volatile _Bool tai = 1;\n{TAI}SEC("tc") int other(void *ctx) {{ return 0; }}\n'
    rows = judge(body + WORK % "if (tai) bpf_ktime_get_tai_ns();").programs
    assert {row.name: row.kernels["6.0"][0] for row in rows} == {"other": True, "work": False}
