"""Compatibility tables in their four forms."""

from __future__ import annotations

import json
from dataclasses import replace

import samples

from bpflint.base.finding import FileReport, Reason
from bpflint.report import compat
from bpflint.report.text import plain


def test_json_schema() -> None:
    (program,) = json.loads(compat.render_json([samples.report()]))["programs"]
    assert program["path"] == "src/wq.bpf.c"
    assert program["name"] == "wq_main"
    assert program["line"] == 6
    assert program["section"] == "tc"
    assert program["program_type"] == "BPF_PROG_TYPE_SCHED_CLS"
    assert program["minimum"] == "6.10"
    assert program["maximum"] is None
    assert program["ranges"] == ["6.10..6.11"]
    reason = {"rule": "KF301", "path": "src/wq.bpf.c", "line": 14, "message": "bpf_wq_init() came with 6.10"}
    assert program["kernels"]["6.9"] == {"loads": False, "reasons": [reason]}
    assert program["kernels"]["6.10"] == {"loads": True, "reasons": []}
    assert program["kernels"]["7.0"] == {"loads": None, "reasons": []}


def test_text_joins_kernels_that_fare_the_same() -> None:
    assert plain(compat.render_text([samples.report()])) == (
        "src/wq.bpf.c\n"
        "  wq_main (tc, line 6): 6.10..6.11 (not known: 7.0)\n"
        "      6.8 to 6.9: does not load\n"
        "          line 14: bpf_wq_init() came with 6.10 [KF301]\n"
        "      7.0: not known\n"
        "\n"
        "1 program in 1 file.\n"
        f"{compat.NOT_LOOKED_AT}.\n"
    )


def test_ranges_do_not_hide_holes() -> None:
    kernels = {
        "6.11": False,
        "6.12": True,
        "6.13": None,
        "7.0": True,
        "7.1": False,
        "7.2": None,
        "7.2.1": False,
        "7.3": True,
    }
    program = replace(samples.program_report(), kernels={name: (loads, []) for name, loads in kernels.items()})
    assert program.ranges == ["6.12", "7.0", "7.3"]
    text = plain(compat.render_text([replace(samples.report(), programs=[program])]))
    assert "wq_main (tc, line 6): 6.12, 7.0, 7.3 (not known: 6.13, 7.2)\n" in text
    assert "| 6.12, 7.0, 7.3 (not known: 6.13, 7.2) |" in compat.render_markdown(
        [replace(samples.report(), programs=[program])]
    )


def test_ranges_do_not_reach_across_releases_that_nobody_asked_about() -> None:
    kernels: dict[str, tuple[bool | None, list[Reason]]] = {name: (True, []) for name in ("6.6", "6.12", "6.13")}
    program = replace(samples.program_report(), kernels=kernels, not_asked=["5.10", "6.7", "6.9", "6.14"])
    assert program.ranges == ["6.6", "6.12..6.13"]
    report = replace(samples.report(), programs=[program])
    assert "wq_main (tc, line 6): 6.6, 6.12..6.13\n" in plain(compat.render_text([report]))
    assert "| Kernels | 6.6 | 6.12-6.13 |" in compat.render_markdown([report])
    refused = replace(program, kernels={name: (False, []) for name in kernels})
    text = plain(compat.render_text([replace(report, programs=[refused])]))
    assert "      6.6: does not load\n      6.12 to 6.13: does not load\n" in text


def test_reasons_in_other_files_name_them() -> None:
    reason = Reason("KF301", 3, "bpf_wq_init() came with 6.10", "src/wq.h")
    program = replace(samples.program_report(), kernels={"6.8": (False, [reason]), "6.10": (True, [])})
    assert "src/wq.h:3: bpf_wq_init()" in plain(compat.render_text([replace(samples.report(), programs=[program])]))


def test_a_file_that_failed_is_named_and_no_file_without_programs() -> None:
    text = plain(compat.render_text([FileReport("slow.bpf.c", "failed")]))
    assert text == "Left out, nothing is known of its programs: slow.bpf.c.\n"


def test_programs_that_were_not_followed_to_the_end_are_named() -> None:
    programs = [replace(samples.program_report(), name=f"p{number}", cut_short=number != 1) for number in range(13)]
    report = replace(samples.report(), programs=programs)
    note = "what they do there: p0, p2, p3, p4, p5, p6, p7, p8, p9, p10 and 2 more.\n"
    assert note in plain(compat.render_text([report]))
    assert note in compat.render_markdown([report])
    assert [each["cut_short"] for each in json.loads(compat.render_json([report]))["programs"]][:3] == [
        True,
        False,
        True,
    ]
    assert "Not followed" not in plain(compat.render_text([samples.report()]))


def test_minimum_for_scripts() -> None:
    able = samples.program_report()
    never = replace(able, name="never", kernels={"6.8": (False, []), "6.9": (False, [])})
    nobody_knows = replace(able, name="unsure", kernels={"6.8": (False, []), "6.9": (None, [])})
    reports = [replace(samples.report(), programs=[able, nobody_knows])]
    assert compat.render_minimum(reports) == "src/wq.bpf.c\twq_main\t6.10\nsrc/wq.bpf.c\tunsure\tunknown\n"
    assert not compat.loads_nowhere(reports)
    assert compat.loads_nowhere([replace(samples.report(), programs=[never])])


def test_text_without_programs() -> None:
    assert plain(compat.render_text([FileReport("a.c")])) == "No BPF programs found.\n"


def test_markdown_without_programs_is_no_table() -> None:
    text = compat.render_markdown([replace(samples.report(), programs=[])])
    assert "No BPF programs found." in text and "|" not in text


def test_markdown_is_one_table() -> None:
    text = compat.render_markdown([samples.report()])
    assert "| Program | Section | File | Kernels | 6.8-6.9 | 6.10-6.11 | 7.0 |" in text
    assert "| `wq_main` | `tc` | src/wq.bpf.c:6 | 6.10..6.11 (not known: 7.0) | ✗ | ✓ | ? |" in text


def test_columns_are_in_the_order_of_kernels() -> None:
    program = replace(samples.program_report(), kernels={"6.10": (True, []), "6.9": (False, [])})
    text = compat.render_markdown([replace(samples.report(), programs=[program])])
    assert "| 6.9 | 6.10 |" in text


def test_markup_is_escaped() -> None:
    evil = replace(samples.program_report(), name="<script>`|")
    text = compat.render_markdown([replace(samples.report(), programs=[evil])])
    row = next(line for line in text.splitlines() if "script" in line)
    assert "`<script>'\\|`" in row


def test_file_names_are_no_markup() -> None:
    named = replace(samples.program_report(), path="a|b [read](https:__evil.org) *_x_* `c` <b>.bpf.c")
    text = compat.render_markdown([replace(samples.report(), programs=[named])])
    assert r"| a\|b \[read\](https:\__evil.org) \*\_x\_\* \`c\` &lt;b>.bpf.c:6 |" in text
