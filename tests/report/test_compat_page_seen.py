"""The compatibility page as a browser shows it, at the widths of a phone, a tablet and a desk, in light and in dark."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import browser
import pytest
import samples

from bpflint.base.finding import Reason
from bpflint.report.compat_page import Page

pytestmark = pytest.mark.skipif(bool(browser.WHY_NOT), reason=browser.WHY_NOT)

WIDTHS = {"small phone": 320, "phone": 390, "tablet": 768, "desk": 1440}
CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
function rgba(colour) {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data;
}
function light(colour) {
  const parts = [0, 1, 2].map(at => {
    const c = colour[at] / 255;
    return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  });
  return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2];
}
function behind(element) {
  for (let at = element; at; at = at.parentElement) {
    const colour = rgba(getComputedStyle(at).backgroundColor);
    if (colour[3] > 250) return colour;
  }
  return rgba(matchMedia('(prefers-color-scheme: dark)').matches ? '#121212' : '#ffffff');
}
const weak = [];
for (const element of document.querySelectorAll('body *')) {
  const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  if (!own || !element.getClientRects().length) continue;
  const [one, other] = [light(rgba(getComputedStyle(element).color)), light(behind(element))];
  const ratio = (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
  if (ratio < 4.5) weak.push([element.tagName, element.className, ratio.toFixed(2), element.textContent.slice(0, 20)]);
}
return weak;
"""
LOST = """
const wide = [];
// A phone makes its window as wide as what does not fit, so the width is what was asked for.
for (const element of document.querySelectorAll('main *, header *')) {
  if (element.closest('table') || !element.getClientRects().length) continue;
  if (element.getBoundingClientRect().right > WIDTH + 1) wide.push(element.tagName + ' ' + element.className);
}
return [document.documentElement.scrollWidth, wide.slice(0, 5)];
"""
STICKS = """
for (const details of document.querySelectorAll('details')) details.open = true;
const table = document.querySelector('table');
const scroller = [...document.querySelectorAll('*')].find(e => e.contains(table) && e.scrollWidth > e.clientWidth + 40);
const first = table.querySelector('tbody th, tbody td');
const before = first.getBoundingClientRect().left;
if (scroller) scroller.scrollLeft = 300;
return [Boolean(scroller), before, first.getBoundingClientRect().left];
"""


CELLS = """
for (const details of document.querySelectorAll('details')) details.open = true;
const right = Math.max(...[...document.querySelectorAll('th, td')].map(e => e.getBoundingClientRect().right));
const cells = [...document.querySelector('tbody tr').querySelectorAll('.k')];
const before = cells.map(cell => getComputedStyle(cell, '::before').content);
return [right, before.map(told => told === 'none' ? '' : told.replaceAll('"', '').trim())];
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of some files, each program with its own kernels and causes."""
    why = [Reason("KF301", line, f"kfunc_{line}() exists since kernel 7.0") for line in range(6, 12)]
    versions = [
        f"{major}.{minor}"
        for major, last in ((5, 19), (6, 19), (7, 3))
        for minor in range(last + 1)
        if (major, minor) >= (5, 10)
    ]
    reports = []
    for number in range(12):
        programs = []
        for at in range(4):
            first = (number * 5 + at * 7) % len(versions)
            kernels: dict[str, tuple[bool | None, list[Reason]]] = {
                one: (place >= first, why[: 1 + at] if place < first else []) for place, one in enumerate(versions)
            }
            programs.append(
                replace(
                    samples.program_report(), name=f"program_{number}_{at}", kernels=kernels, minimum=versions[first]
                )
            )
        reports.append(replace(samples.report(), path=f"src/part_{number}.bpf.c", programs=programs))
    target = tmp_path_factory.mktemp("seen") / "compat.html"
    target.write_text(Page(date(2026, 2, 3), None, "").render(reports), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Browser]:
    opened = browser.Browser(tmp_path_factory.mktemp("browser"))
    yield opened
    opened.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nothing_is_lost_at_the_side_and_all_can_be_read(
    window: browser.Browser, page: Path, width: int, dark: bool
) -> None:
    window.show(page, width, 900, dark=dark)
    for _ in range(2):
        whole, wide = window.run(LOST.replace("WIDTH", str(width)))
        assert whole <= width + 1, wide
        assert not wide
        assert window.run("for (const d of document.querySelectorAll('details')) d.open = true; return 1")
    assert window.run(CONTRAST) == []
    if folder := os.environ.get("BPFLINT_PICTURES"):  # for people who want to see it themselves
        (Path(folder) / f"compat-{width}-{'dark' if dark else 'light'}.png").write_bytes(window.picture())


def test_light_and_dark_differ(window: browser.Browser, page: Path) -> None:
    colours = []
    for dark in (False, True):
        window.show(page, 800, 600, dark=dark)
        colours.append(window.run("return getComputedStyle(document.querySelector('h1')).color"))
    assert colours[0] != colours[1]


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_nothing_scrolls_aside_and_each_cell_tells_its_kernel(
    window: browser.Browser, page: Path, width: int
) -> None:
    window.show(page, width, 800)
    scrolls, _, _ = window.run(STICKS)
    assert not scrolls
    right, told = window.run(CELLS)
    assert right <= width
    assert len(told) > 3 and told[0].startswith("5.10")
    assert len(set(told)) == len(told)
    window.show(page, 1440, 800)
    assert set(window.run(CELLS)[1]) == {""}


def test_the_first_column_stays_when_kernels_scroll(window: browser.Browser, page: Path) -> None:
    window.show(page, 700, 800)
    scrolls, before, after = window.run(STICKS)
    assert scrolls
    assert abs(after - before) <= 2


def test_the_keyboard_opens_a_file(window: browser.Browser, page: Path) -> None:
    window.show(page, 800, 600)
    summary = "document.querySelector('details summary')"
    assert window.run(f"{summary}.focus(); return document.activeElement === {summary}")
    before = window.run("return document.querySelector('details').open")
    for kind in ("keyDown", "keyUp"):
        window.tell(
            "Input.dispatchKeyEvent",
            type=kind,
            key="Enter",
            code="Enter",
            windowsVirtualKeyCode=13,
            text="\r" if kind == "keyDown" else "",
        )
    assert window.run("return document.querySelector('details').open") is not before


def test_print_shows_what_is_closed(window: browser.Browser, page: Path) -> None:
    window.show(page, 800, 600, media="print")
    rows = "[...document.querySelectorAll('tbody tr')]"
    assert window.run(f"return {rows}.filter(row => row.getClientRects().length).length") == 48


def test_print_cuts_no_column_off(window: browser.Browser, page: Path) -> None:
    """On a sheet of A4 across, by its pixels."""
    window.show(page, 1040, 700, media="print")
    edges = "[...document.querySelectorAll('td, th')].map(cell => cell.getBoundingClientRect().right)"
    assert 900 < window.run(f"return Math.max(...{edges})") <= 1041
