"""Compatibility tables in their four forms."""

from __future__ import annotations

import json
from dataclasses import replace

import samples

from bpflint.base.finding import FileReport
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
    reason = {"rule": "KF301", "line": 14, "message": "bpf_wq_init() came with 6.10"}
    assert program["kernels"]["6.9"] == {"loads": False, "reasons": [reason]}
    assert program["kernels"]["6.10"] == {"loads": True, "reasons": []}
    assert program["kernels"]["7.0"] == {"loads": None, "reasons": []}


def test_text_joins_kernels_that_fare_the_same() -> None:
    assert plain(compat.render_text([samples.report()])) == (
        "src/wq.bpf.c\n"
        "  wq_main (tc, line 6): >= 6.10\n"
        "      6.8 to 6.9: does not load\n"
        "          line 14: bpf_wq_init() came with 6.10 [KF301]\n"
        "      7.0: not known\n"
        "\n"
        "1 program in 1 file.\n"
    )


def test_text_without_programs() -> None:
    assert plain(compat.render_text([FileReport("a.c")])) == "No BPF programs found.\n"


def test_markdown_is_one_table() -> None:
    text = compat.render_markdown([samples.report()])
    assert "| Program | Section | File | Kernels | 6.8-6.9 | 6.10-6.11 | 7.0 |" in text
    assert "| `wq_main` | `tc` | src/wq.bpf.c:6 | >= 6.10 | ✗ | ✓ | ? |" in text


def test_columns_are_in_the_order_of_kernels() -> None:
    program = replace(samples.program_report(), kernels={"6.10": (True, []), "6.9": (False, [])})
    text = compat.render_markdown([replace(samples.report(), programs=[program])])
    assert "| 6.9 | 6.10 |" in text


def test_markup_is_escaped() -> None:
    evil = replace(samples.program_report(), name="<script>`|", section='tc"><b>')
    report = replace(samples.report(), programs=[evil])
    page = compat.render_html([report])
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert '"><b>' not in page
    row = next(line for line in compat.render_markdown([report]).splitlines() if "script" in line)
    assert "`<script>'\\|`" in row


def test_html_stands_alone() -> None:
    page = compat.render_html([samples.report()])
    assert page.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in page
    assert "http://" not in page
    assert "https://" not in page
    assert 'title="6.8-6.9: does not load (line 14: bpf_wq_init() came with 6.10)"' in page
