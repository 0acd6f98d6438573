"""The compatibility page: one file without scripts, grouped by file and by cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import samples

from bpflint.base.finding import FileReport, Reason
from bpflint.report.compat_page import Page

Kernels = dict[str, tuple[bool | None, list[Reason]]]
DAY = date(2026, 2, 3)


def render(*reports: FileReport, target: str | None = None, link_base: str = "") -> str:
    return Page(DAY, target, link_base).render(reports)


class _Outline(HTMLParser):
    """Checks that what is opened is closed in turn, and gathers elements."""

    VOID = frozenset({"meta", "link", "br", "wbr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_stands_alone_and_is_well_formed() -> None:
    page = render(samples.report())
    outline = _Outline(page)
    assert page.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in page
    assert not outline.all("script")
    assert "http" not in page.replace("http-equiv", "")
    assert len(outline.all("main")) == len(outline.all("header")) == len(outline.all("footer")) == 1
    (region,) = (each for each in outline.all("div") if each.get("role") == "region")
    assert region["tabindex"] == "0" and region["aria-label"] == "Programs of src/wq.bpf.c"
    assert outline.all("a")[0]["href"] == "#programs"
    assert all("scope" in each for each in outline.all("th"))


def test_names_the_day_and_the_target() -> None:
    page = render(samples.report(), target=">=6.6")
    assert "<time>2026-02-03</time>" in page
    assert "<dd>&gt;=6.6</dd>" in page
    assert "<dd>every known kernel</dd>" in render(samples.report())


def test_columns_of_kernels_that_fare_the_same_are_one() -> None:
    page = render(samples.report())
    assert '<th class="k" scope="col">6.8-6.9</th>' in page
    assert '<td class="k n">✗<i>does not load</i></td>' in page


def test_one_line_for_each_cause() -> None:
    kernels: Kernels = {version: (False, [Reason("KF301", 14, "too new")]) for version in ("6.1", "6.2")}
    other: Kernels = {version: (False, [Reason("KF301", 20, "too new")]) for version in ("6.1", "6.2")}
    able = samples.program_report()
    programs = [replace(able, name="a", kernels=kernels), replace(able, name="b", kernels=other)]
    page = render(replace(samples.report(), programs=programs))
    assert page.count("<li>") == 1
    assert "<b>6.1 to 6.2</b>: too new" in page
    assert ">line 14</a>" in page and ">20</a>" in page
    assert "all programs" in page
    apart = replace(samples.report(), programs=[*programs, replace(able, name="c", kernels={"6.1": (True, [])})])
    assert "<code>a</code>, <code>b</code>" in render(apart)


def test_kernels_of_a_cause_keep_their_holes() -> None:
    why = [Reason("KF301", 14, "gone")]
    kernels: Kernels = {"6.1": (False, why), "6.6": (True, []), "6.12": (False, why)}
    program = replace(samples.program_report(), kernels=kernels)
    assert "<b>6.1, 6.12</b>: gone" in render(replace(samples.report(), programs=[program]))


def test_what_is_not_known_of_one_program_is_not_said_of_the_file() -> None:
    able = samples.program_report()
    programs = [
        replace(able, kernels={"6.1": (True, []), "6.2": (None, []), "6.3": (True, [])}),
        replace(able, kernels={"6.1": (True, []), "6.2": (True, []), "6.3": (True, [])}),
    ]
    page = render(replace(samples.report(), programs=programs))
    assert "2 programs, all on 6.1, 6.3<" in page
    assert '<td class="w">6.1, 6.3 (not known: 6.2)</td>' in page
    doubt = replace(able, kernels={"6.1": (None, []), "6.2": (None, []), "6.3": (None, [])})
    assert "not known for all" in render(replace(samples.report(), programs=[*programs, doubt]))


def test_files_are_closed_where_there_are_many_programs() -> None:
    assert "<details open>" in render(samples.report())
    many = replace(samples.report(), programs=[samples.program_report()] * 50)
    page = render(many)
    assert "<details>" in page and "<details open>" not in page


def test_links_lead_to_the_source() -> None:
    page = render(samples.report(), link_base="https://example.org/blob/main/")
    assert 'href="https://example.org/blob/main/src/wq.bpf.c#L6"' in page
    assert 'href="https://example.org/blob/main/src/wq.bpf.c#L14"' in page
    assert Page(DAY).link("src/wq.bpf.c", 6) == "src/wq.bpf.c#L6"
    assert Page(DAY, directory=Path("out")).link("src/wq.bpf.c", 6) == "../src/wq.bpf.c#L6"
    assert Page(DAY).link("javascript:alert(1)//.c", 1).startswith("javascript%3A")


def test_markup_is_escaped() -> None:
    evil = replace(samples.program_report(), name="<script>`|", section='tc"><b>')
    page = render(replace(samples.report(), path="<img>.bpf.c", programs=[evil]))
    outline = _Outline(page)
    assert not outline.all("script") and not outline.all("img") and not outline.all("b")[1:]


def test_what_could_not_be_analysed_is_named() -> None:
    page = render(samples.report(), FileReport("slow.bpf.c", "failed"))
    assert "Left out, nothing is known of its programs: slow.bpf.c." in page
    assert "No BPF programs found." in render()
    assert "No BPF programs" not in render(FileReport("slow.bpf.c", "failed"))


def test_programs_that_were_not_followed_to_the_end_are_named() -> None:
    program = replace(samples.program_report(), cut_short=True)
    assert "for what they do there: wq_main." in render(replace(samples.report(), programs=[program]))


def test_large_projects_stay_small() -> None:
    """A program costs its cells and a share of its causes, not causes times kernels."""
    why = [Reason("KF301", line, f"kfunc_{line}() exists since kernel 7.0") for line in range(40)]
    kernels: Kernels = {f"6.{minor}": (False, why) for minor in range(20)}
    kernels["7.0"] = (True, [])
    programs = [replace(samples.program_report(), name=f"p{at}", kernels=kernels) for at in range(40)]
    page = render(*(replace(samples.report(), path=f"{at}.bpf.c", programs=programs) for at in range(25)))
    assert page.count("<li>") == 25 * 40
    assert len(page) < 1_000_000
