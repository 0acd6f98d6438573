"""Every colour of the terminal report can be read on the dark backgrounds that people have."""

from __future__ import annotations

import io
import re

import pytest
from rich.style import Style

from bpflint.report.markdown_page import CODE_STYLES, MARKDOWN_STYLES, write_markdown
from bpflint.report.text import STYLES

BACKGROUNDS = {"xterm": "000000", "vscode": "1e1e1e", "windows": "0c0c0c"}
PALETTES = {
    "xterm": {1: "cd0000", 2: "00cd00", 3: "cdcd00", 4: "0000ee", 5: "cd00cd", 6: "00cdcd", 9: "ff0000", 12: "5c5cff"},
    "vscode": {1: "cd3131", 2: "0dbc79", 3: "e5e510", 4: "2472c8", 5: "bc3fbc", 6: "11a8cd", 9: "f14c4c", 12: "3b8eea"},
    "windows": {
        1: "c50f1f",
        2: "13a10e",
        3: "c19c00",
        4: "0037da",
        5: "881798",
        6: "3a96dd",
        9: "e74856",
        12: "3b78ff",
    },
}
ALL = {**STYLES, **MARKDOWN_STYLES, **CODE_STYLES}
ENOUGH = 4.5
"""What WCAG 2.1 asks of text."""


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("terminal", PALETTES)
@pytest.mark.parametrize("name", ALL)
def test_contrast(name: str, terminal: str) -> None:
    style = Style.parse(ALL[name])
    assert not style.dim, "what is dim depends on the terminal"
    if style.color is not None:
        assert style.color.number is not None
        assert contrast(PALETTES[terminal][style.color.number], BACKGROUNDS[terminal]) >= ENOUGH


def test_the_measure() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast(PALETTES["windows"][4], BACKGROUNDS["windows"]) < ENOUGH


def test_a_page_in_colour_keeps_to_these() -> None:
    page = """# Title\n\n## Part\n\n### Less\n\n> quoted [link](https://example.org/) `code`\n\n1. one\n- two\n\n---\n
| a | b |\n|---|---|\n| 1 | 2 |\n\n```c\n#define X 1\nSEC("tc") static int f(struct task_struct *p)
{\n\treturn 0; /* a comment */\n}\n```\n"""
    stream = io.StringIO()
    write_markdown(page, stream, "always")
    codes = {int(code) for found in re.findall(r"\x1b\[([0-9;]+)m", stream.getvalue()) for code in found.split(";")}
    allowed = {0, 1, 3, 4}  # bold, italic, underlined
    for text in ALL.values():
        number = getattr(Style.parse(text).color, "number", None)
        if number is not None:
            allowed.add(number + (30 if number < 8 else 82))
    assert 33 in codes, "it is in colour"
    assert codes <= allowed
