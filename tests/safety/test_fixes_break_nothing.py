"""--fix leaves a program that is understood at least as well as before, or leaves it alone."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bpflint.cli import fix_selection
from bpflint.cli.main import main

HEADERS = "#include <linux/types.h>\n#include <bpf/bpf_helpers.h>\n"
PROGRAM = """SEC("tp_btf/task_newtask") int %s(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}
"""
LICENSE = 'char _license[] SEC("license") = "GPL";\n'
DECLARED = "extern void bpf_rcu_read_lock(void) __ksym;\nextern void bpf_rcu_read_unlock(void) __ksym;\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class Said:
    """What the command printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def by(self, *arguments: str) -> str:
        main([*arguments])
        shown = self._capsys.readouterr()
        assert "Traceback" not in shown.err
        return shown.out + shown.err


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


def test_declarations_go_where_they_are_understood_and_once(said: Said) -> None:
    Path("a.bpf.c").write_text(HEADERS + PROGRAM % "one" + PROGRAM % "two" + LICENSE + "#include <linux/types.h>\n")
    assert "2 findings fixed" in said.by("--fix", "a.bpf.c")
    fixed = Path("a.bpf.c").read_text()
    assert fixed.startswith(HEADERS + DECLARED)
    assert fixed.count("__ksym") == 2
    assert "fixed" not in said.by("--fix", "a.bpf.c")
    assert Path("a.bpf.c").read_text() == fixed


def test_a_file_that_another_includes_is_left_alone(said: Said) -> None:
    Path("part.bpf.c").write_text(PROGRAM % "one")
    Path("whole.bpf.c").write_text(HEADERS + '#include "part.bpf.c"\n' + LICENSE)
    before = [Path(name).read_text() for name in ("part.bpf.c", "whole.bpf.c")]
    said.by("--fix", "part.bpf.c", "whole.bpf.c")
    assert [Path(name).read_text() for name in ("part.bpf.c", "whole.bpf.c")] == before


def test_a_fix_of_a_file_must_suit_those_that_include_it(said: Said) -> None:
    # Alone, it could rely on its own #include; whoever includes it declares the same otherwise, and later.
    Path("part.bpf.c").write_text(HEADERS + PROGRAM % "one")
    Path("whole.bpf.c").write_text(
        "#define bpf_rcu_read_lock(x...) other_lock(x)\nextern int other_lock(int);\n" + '#include "part.bpf.c"\n'
    )
    before = Path("part.bpf.c").read_text()
    said.by("--fix", "part.bpf.c", "whole.bpf.c")
    after = Path("part.bpf.c").read_text()
    assert after == before or "extern void bpf_rcu_read_unlock(void) __ksym;\n" in after


def test_a_degraded_file_is_left_alone(said: Said) -> None:
    text = HEADERS + '#include "not_there.h"\nstruct missing_type x;\n' + PROGRAM % "one" + LICENSE
    Path("a.bpf.c").write_text(text)
    assert "fix: --fix" not in said.by("--fix", "a.bpf.c")
    assert Path("a.bpf.c").read_text() == text


def test_without_a_place_there_is_no_fix(said: Said) -> None:
    text = "void *bpf_nothing;\n" + (PROGRAM % "one").replace('SEC("', '__attribute__((section("').replace(
        '") ', '"))) '
    )
    Path("a.bpf.c").write_text(text)
    said.by("--fix", "a.bpf.c")
    assert Path("a.bpf.c").read_text() == text


def test_the_diff_is_what_fix_does(said: Said) -> None:
    # The second fix is uncovered by the first: the comment silences nothing any more.
    text = HEADERS + "extern void bpf_rcu_read_lock(void);\n" + (PROGRAM % "one") + LICENSE
    text = text.replace("\treturn", "\t/* bpflint: disable=KF401 never needed */\n\treturn")
    Path("a.bpf.c").write_text(text)
    shown = said.by("--diff", "a.bpf.c")
    count = re.search(r"--fix would mend (\d+) findings? in 1 file", shown)
    assert count
    assert Path("a.bpf.c").read_text() == text
    assert f"{count[1]} findings fixed" in said.by("--fix", "a.bpf.c")
    fixed = Path("a.bpf.c").read_text()
    added = [line[1:] for line in shown.split("\n") if line.startswith("+") and not line.startswith("+++")]
    assert added and all(line in fixed.split("\n") for line in added)
    assert "--fix would mend 0 findings in 0 files" in said.by("--diff", "a.bpf.c")


def test_an_edit_saved_meanwhile_survives(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEADERS + PROGRAM % "one" + LICENSE
    Path("a.bpf.c").write_text(text)
    plan = fix_selection.choose_fixes

    def late(*arguments, **options):  # type: ignore[no-untyped-def]
        Path("a.bpf.c").write_text("// mine\n" + text)
        return plan(*arguments, **options)

    monkeypatch.setattr("bpflint.cli.fix_selection.choose_fixes", late)
    assert "a.bpf.c: not fixed: it changed while it was linted" in said.by("--fix", "a.bpf.c")
    assert Path("a.bpf.c").read_text() == "// mine\n" + text


def test_owner_mode_and_names_of_a_file_stay(said: Said) -> None:
    path = Path("a.bpf.c")
    path.write_text(HEADERS + PROGRAM % "one" + LICENSE)
    Path("other_name").hardlink_to(path)
    inode = path.stat().st_ino
    said.by("--fix", "a.bpf.c")
    assert "__ksym" in Path("other_name").read_text()
    assert path.stat().st_ino == inode
    alone = Path("b.bpf.c")
    alone.write_text(HEADERS + PROGRAM % "one" + LICENSE)
    alone.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(alone, 1234, 5678)
    before = alone.stat()
    said.by("--fix", "b.bpf.c")
    after = alone.stat()
    assert "__ksym" in alone.read_text()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert sorted(each.name for each in Path.cwd().iterdir()) == ["a.bpf.c", "b.bpf.c", "other_name"]
