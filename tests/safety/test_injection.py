"""What a stranger wrote is never taken for a command, by a service or by a terminal."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bpflint.base.errors import complain
from bpflint.base.safe_text import inert
from bpflint.cli.fixer import Patch
from bpflint.cli.main import main
from bpflint.engine.isolation import run_isolated
from bpflint.lsp.knowledge import hover
from bpflint.report.text import plain

COMMAND = re.compile(r"##\w*\[|(?m:^\s*::(?!error file=|warning file=|notice file=))")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_no_command_reaches_the_log(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.chdir(tmp_path)
    name = "##[add-mask]x ::set-env name=A::b.bpf.c"
    Path(name).write_text('#include "##[error]no.h"\n#error ##[group]here ::warning::x\nint x;\n')
    main(["--no-cache", "--format", form, "-v", name])
    shown = capsys.readouterr()
    assert not COMMAND.search(shown.out)
    assert not COMMAND.search(shown.err)


def test_the_github_format_breaks_them_always(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("a.bpf.c").write_text("#error ##[group]here\nint x;\n")
    main(["--no-cache", "--format", "github", "a.bpf.c"])
    assert "##[" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a ##[error]x", "a # #[error]x"),
        ("###[x]", "## #[x]"),
        ("##vso[task.x]", "# #vso[task.x]"),
        ("x\n \t::error::y", "x\n \t: :error::y"),
        ("a ::b ## c", "a ::b ## c"),
    ],
)
def test_commands_are_broken(text: str, shown: str) -> None:
    assert inert(text) == shown


def test_complaints_are_inert(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    complain("##[error]x\n::error::y\x1b[2J")
    assert capsys.readouterr().err == "bpflint: # #[error]x\\x0a::error::y\\x1b[2J\n"


def test_no_segment_of_a_report_holds_control_characters() -> None:
    assert (
        plain([[("docs: ", "label"), ("https://x/\x1b]0;title\x07", "link")]]) == "docs: https://x/\\x1b]0;title\\x07\n"
    )


def test_a_diff_holds_no_control_characters_and_no_forged_header() -> None:
    patch = Patch("a\n--- a/etc/passwd", "one\x1b[2J\u202e\r\nx\r\n", "one\x1b[2J\u202e\r\ny\r\n")
    lines = patch.diff().split("\n")
    assert lines[:2] == ['--- "a/a\\012--- a/etc/passwd"', '+++ "b/a\\012--- a/etc/passwd"']
    assert " one\\x1b[2J\\u202e\r" in lines
    assert "-x\r" in lines and "+y\r" in lines


def test_what_the_parser_says_when_it_crashes_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    # libclang's dump quotes names of files and arguments as they are.
    assert list(
        run_isolated(dump, ["x"], jobs=1, timeout_s=30, encode=lambda each: str(each).encode(), decode=bytes.decode)
    ) == ["x"]
    assert "##[error]" not in "".join(capfd.readouterr())


def dump(item: str) -> str:
    os.write(2, b"libclang: crash detected during parsing: ##[error]\x1b[2J\n")
    return item


def test_no_name_is_shown_backwards_in_a_pipeline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.fpb.\u202ea.bpf.c").write_text("int x;\n")
    main(["--format", "junit", "."])
    assert "\u202e" not in (said := capsys.readouterr().out)
    assert "c.fpb.\\u202ea.bpf.c" in said


@pytest.mark.parametrize("name", ["x", "kprobe/x", "xdp"])
def test_no_section_name_becomes_markdown_where_the_mouse_rests(name: str) -> None:
    """A picture would be fetched, and tell its server who reads the source."""
    text = hover(f'SEC("{name}` ![x](http://example.org/x.png) [y](command:z)\x1b") int f(void)', 6)
    assert text is not None
    assert re.fullmatch(r'(\*\*)?`SEC\("[^`\x1b]*"\)`(\*\*)?[^`\[!]*', text)
