"""`[[files]]`: what it may say, what is wrong with it, and what a file is built with."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.errors import ConfigError
from bpflint.policy.builds import FileRule, Variant, builds
from bpflint.policy.config_file import load_config
from bpflint.policy.settings import Settings, override


def settings(directory: Path, text: str, name: str = "bpflint.toml") -> Settings:
    (directory / name).write_text(text, encoding="utf-8")
    return load_config(directory / name)


def test_tables_are_read(tmp_path: Path) -> None:
    read = settings(
        tmp_path,
        """
        [[files]]
        match = "a.c"
        defines = ["ALL"]
        include-dirs = ["inc"]
        variants = [{name = "v4"}, {name = "v6", defines = ["V6"]}]
        [[files]]
        match = ["a.c", "b/*.c"]
        variant = "debug"
        defines = ["DEBUG"]
        """,
    )
    assert read.files == ()
    assert read.file_rules == (
        FileRule(("a.c",), ("ALL",), (str(tmp_path / "inc"),), (Variant("v4"), Variant("v6", ("V6",)))),
        FileRule(("a.c", "b/*.c"), variants=(Variant("debug", ("DEBUG",)),)),
    )


def test_tables_stand_in_pyproject_and_beside_patterns(tmp_path: Path) -> None:
    in_project = settings(tmp_path, '[[tool.bpflint.files]]\nmatch = "a.c"\ndefines = ["A"]\n', "pyproject.toml")
    assert in_project.file_rules == (FileRule(("a.c",), ("A",)),)
    mixed = settings(tmp_path, 'files = ["bpf/*.c", {match = "a.c", defines = ["A"]}]\n')
    assert mixed.files == ("bpf/*.c",)
    assert mixed.file_rules == (FileRule(("a.c",), ("A",)),)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[files]]\nmatch = []\ndefines = ["A"]', "2: [[files]] needs a 'match' with at least one pattern"),
        ('[[files]]\ndefines = ["A"]', "1: [[files]] needs a 'match' with at least one pattern"),
        ('[[files]]\nmatch = [""]\ndefines = ["A"]', "2: 'match' should be a list of strings"),
        ('[[files]]\nmatch = "a.c"\ndefine = ["A"]', "3: unknown key 'define' in [[files]]; did you mean 'defines'?"),
        (
            '[[files]]\nmatch = "a.c"\ndefines = ["A"]\n[[files]]\nmatch = "b.c"\ndefines = "A"',
            "6: 'defines' should be a list of strings",
        ),
        ('[[files]]\nmatch = "a.c"\nvariant = ""', "3: 'variant' should be a string in quotes"),
        ('[[files]]\nmatch = "a.c"\nvariants = [{nam = "x"}]', "unknown key 'nam' in a variant; did you mean 'name'?"),
        ('[[files]]\nmatch = "a.c"\nvariants = [{name = "x"}, {name = "x"}]', "3: two variants are named 'x'"),
        ('[[files]]\nmatch = "a.c"\nvariants = []', "3: 'variants' should be a list of tables"),
        ("files = [1]", "1: 'files' should be a list of patterns, or tables [[files]]"),
        ('[[files]]\nmatch = "a.c"', "1: [[files]] says nothing"),
    ],
)
def test_mistakes_are_told_with_their_lines(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, text)
    assert any(problem in each for each in caught.value.problems), caught.value.problems


def test_what_matches_adds_up() -> None:
    rules = (
        FileRule(("*.c",), ("ALL", "N=1"), ("inc",)),
        FileRule(("a.c",), ("N=2",), ("a-inc",)),
        FileRule(("b.c",), ("B",)),
    )
    assert builds(rules, "src/a.c") == [Variant("", ("ALL", "N=1", "N=2"), ("a-inc", "inc"))]
    assert builds(rules, "a.h") == [Variant("")]


def test_variants_of_one_name_are_one_and_others_stay_apart() -> None:
    rules = (
        FileRule(("*.c",), ("ALL",), variants=(Variant("v4"), Variant("v6", ("V6",)))),
        FileRule(("a.c",), variants=(Variant("v6", ("MORE",)), Variant("debug", ("DEBUG",)))),
    )
    assert [(each.name, each.defines) for each in builds(rules, "a.c")] == [
        ("v4", ("ALL",)),
        ("v6", ("ALL", "V6", "MORE")),
        ("debug", ("ALL", "DEBUG")),
    ]


def test_the_command_line_goes_before_the_tables(tmp_path: Path) -> None:
    read = settings(
        tmp_path, 'defines = ["N=1"]\ninclude-dirs = ["all"]\n[[files]]\nmatch = "a.c"\ndefines = ["N=2"]\n'
    )
    typed = override(read, defines=("N=3",))
    (only,) = typed.builds(str(tmp_path / "a.c")).values()
    assert only.defines[-1] == "N=3" and "N=2" in only.defines
    (other,) = typed.builds(str(tmp_path / "b.c")).values()
    assert other.defines[-1] == "N=3" and "N=2" not in other.defines
    (untyped,) = override(read).builds(str(tmp_path / "a.c")).values()
    assert untyped.defines[-1] == "N=2"
