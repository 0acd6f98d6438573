"""Configuration: where it is found, what it may say, and what a hostile one may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.errors import ConfigError
from bpflint.base.finding import Level
from bpflint.policy.config_file import find_config, load_config
from bpflint.policy.rules import PROFILES, Catalog, Rule
from bpflint.policy.selection import Selection
from bpflint.policy.settings import Settings, override


def write(directory: Path, text: str, name: str = "bpflint.toml") -> Path:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    return [problem.removeprefix(f"{path}:") for problem in caught.value.problems]


# ------------------------------------------------------------------------------------------------------ finding


def test_nearest_ancestor_wins(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path, "")
    near = write(tmp_path / "a", "")
    (tmp_path / "a" / "b").mkdir()
    assert find_config(tmp_path / "a" / "b") == near


def test_search_stops_at_the_repository_root(tmp_path: Path) -> None:
    write(tmp_path, "")
    inner = tmp_path / "repository" / "src"
    inner.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    assert find_config(inner) is None


def test_pyproject_counts_only_with_our_table(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    path = write(tmp_path, "[tool.other]\n", "pyproject.toml")
    assert find_config(tmp_path) is None
    write(tmp_path, "a = " + "[" * 100_000, "pyproject.toml")
    assert find_config(tmp_path) is None
    write(tmp_path, '[tool.bpflint]\nkernel = "6.6"\n', "pyproject.toml")
    assert find_config(tmp_path) == path
    assert load_config(path).kernel == "6.6"


# ------------------------------------------------------------------------------------------------------ reading


def test_every_key(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("facts", "build"):
        (tmp_path / name).mkdir()
    for name in ("vmlinux.h", "profile.json", "baseline.json"):
        write(tmp_path, "", name)
    path = write(
        tmp_path,
        """
        kernel = [">=6.1", "6.12"]
        kernel-profile = "profile.json"
        rules = ["facts"]
        select = ["KF4"]
        ignore = ["BP6"]
        profile = "pedantic"
        include-dirs = ["include"]
        defines = ["DEBUG"]
        clang-args = ["-std=gnu11"]
        compile-commands = "build"
        vmlinux = "vmlinux.h"
        exclude = ["vendor"]
        files = ["bpf/*.c"]
        fail-on = "error"
        baseline = "baseline.json"
        [per-file-ignores]
        "tests/*" = ["KF305"]
        """,
    )
    assert load_config(path) == Settings(
        kernel=">=6.1,6.12",
        kernel_profile=tmp_path / "profile.json",
        rules=(tmp_path / "facts",),
        select=("KF4",),
        ignore=("BP6",),
        profile="pedantic",
        include_dirs=(str(tmp_path / "include"),),
        defines=("DEBUG",),
        project_args=("-std=gnu11",),
        compile_commands=tmp_path / "build",
        vmlinux=tmp_path / "vmlinux.h",
        exclude=("vendor",),
        files=("bpf/*.c",),
        fail_on="error",
        baseline=tmp_path / "baseline.json",
        per_file_ignores=(("tests/*", ("KF305",)),),
        root=tmp_path,
        config_file=path,
    )


def test_all_mistakes_at_once_with_lines_and_hints(tmp_path: Path) -> None:
    text = 'kernl = "6.6"\nselect = "KF4"\nfail-on = "eror"\nkernel = 6.10\ndefines = [1]\nper-file-ignores = []\n'
    assert problems(write(tmp_path, text)) == [
        "1: unknown key 'kernl'; did you mean 'kernel'?",
        "2: 'select' should be a list of strings",
        "3: 'fail-on' should be one of error, warning, note, never; did you mean 'error'?",
        "4: 'kernel' should be in quotes: kernel = \"6.1\" (TOML reads 6.10 as 6.1)",
        "5: 'defines' should be a list of strings",
        "6: 'per-file-ignores' should be a table of pattern = [rules]",
    ]


@pytest.mark.parametrize("text", ["kernel = ", "\x00", "a = 1\na = 2\n", "a = " + "[" * 100_000])
def test_not_toml(tmp_path: Path, text: str) -> None:
    assert "is not valid TOML" in problems(write(tmp_path, text))[0]


def test_not_text(tmp_path: Path) -> None:
    path = tmp_path / "bpflint.toml"
    path.write_bytes(b"\xff\xfe")
    assert problems(path) == [" is not UTF-8 text"]


@pytest.mark.parametrize("key", ["rules", "vmlinux", "kernel-profile", "baseline", "compile-commands"])
@pytest.mark.parametrize("outside", ["/etc", "../..", "link"])
def test_a_repository_cannot_name_data_outside_itself(tmp_path: Path, key: str, outside: str) -> None:
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (repository / "link").symlink_to("/etc")
    value = f'["{outside}"]' if key == "rules" else f'"{outside}"'
    assert problems(write(repository, f"{key} = {value}\n")) == [f"1: '{key}' is outside the repository: {outside}"]


@pytest.mark.parametrize("key", ["output", "write-baseline", "cache", "jobs", "fix", "texts", "root"])
def test_a_repository_cannot_ask_for_files_to_be_written(tmp_path: Path, key: str) -> None:
    assert problems(write(tmp_path, f'{key} = "x"\n'))[0].startswith(f"1: unknown key '{key}'")


@pytest.mark.parametrize(
    "words",
    [["-MF/tmp/x"], ["-MD", "-MF", "x"], ["-Xclang", "-load"], ["-fplugin=x.so"], ["@file"], ["-include/etc/passwd"]],
)
def test_arguments_off_the_allow_list_go_nowhere(tmp_path: Path, words: list[str]) -> None:
    path = write(tmp_path, f"clang-args = {words}\n")
    try:
        settings = load_config(path)
    except ConfigError as error:
        assert "is not among the arguments a project may set" in str(error)
    else:
        assert settings.project_args == ()


def test_command_line_adds_or_replaces() -> None:
    base = Settings(kernel="6.1", ignore=("BP6",), include_dirs=("a",), select=("KF",))
    result = override(base, kernel=None, ignore=("KF305",), include_dirs=("b",), select=("KF4",), jobs=None)
    assert result == Settings(kernel="6.1", ignore=("BP6", "KF305"), include_dirs=("a", "b"), select=("KF4",))


def test_cache_can_be_switched_off() -> None:
    assert override(Settings(), cache=False).cache is False
    assert override(Settings(), cache=None).cache is True


# ----------------------------------------------------------------------------------------------------- patterns


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("vendor", "vendor/a.bpf.c", True),
        ("vendor", "src/vendor/a.bpf.c", True),
        ("vendor/", "src/vendor/a.bpf.c", True),
        ("vendor", "src/vendors/a.bpf.c", False),
        ("*.gen.bpf.c", "src/a.gen.bpf.c", True),
        ("src/*.c", "src/a.c", True),
        ("src/*.c", "src/b/a.c", False),
        ("src/**/*.c", "src/a.c", True),
        ("src/**/*.c", "src/b/c/a.c", True),
        ("./src", "src/a.c", True),
        ("src/**", "src/a.c", True),
        ("/src", "src/a.c", True),
        ("/src", "x/src/a.c", False),
        ("a?.c", "ab.c", True),
        ("", "a.c", False),
        ("[", "[", True),
    ],
)
def test_exclude_patterns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, path: str, matches: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings(exclude=(pattern,), root=tmp_path).is_excluded(path) is matches


def test_hostile_patterns_end(tmp_path: Path) -> None:
    settings = Settings(exclude=("**/a" * 200 + "/b", "*a" * 100 + "b", "**/" * 1000 + "x"), root=tmp_path)
    assert not settings.is_excluded(str(tmp_path / "/".join(["a" * 200] * 20)))
    assert not settings.is_excluded(str(tmp_path / "/".join(["a"] * 1500)))


# ---------------------------------------------------------------------------------------------------- selection


def rule(rule_id: str, name: str, profile: str = "default", stage: str = "stable") -> Rule:
    assert profile in PROFILES
    return Rule(rule_id, name, Level.ERROR, "high", profile, {stage: "0.1"}, "summary")


CATALOG = Catalog(
    [
        rule("KF401", "call-order"),
        rule("KF403", "leaked-reference"),
        rule("KF305", "superseded"),
        rule("BP601", "unused-suppression"),
        rule("BP602", "picky", profile="pedantic"),
        rule("BP603", "paranoid", profile="audit"),
        rule("BP604", "gone", stage="removed"),
    ]
)


@pytest.mark.parametrize(
    ("settings", "ids"),
    [
        (Settings(), "BP601 KF305 KF401 KF403"),
        (Settings(profile="pedantic"), "BP601 BP602 KF305 KF401 KF403"),
        (Settings(profile="audit"), "BP601 BP602 BP603 KF305 KF401 KF403"),
        (Settings(select=("KF4",)), "KF401 KF403"),
        (Settings(select=("KF4", "BP603")), "BP603 KF401 KF403"),
        (Settings(ignore=("KF4",)), "BP601 KF305"),
        (Settings(select=("KF401",), ignore=("KF4",)), "KF401"),
        (Settings(select=("KF",), ignore=("KF4",)), "KF305"),
        (Settings(select=("KF4",), ignore=("KF4",)), ""),
        (Settings(select=("all",), ignore=("KF",)), "BP601 BP602 BP603"),
        (Settings(select=("call-order",), ignore=("KF401",)), ""),
        (Settings(ignore=("all",)), ""),
    ],
)
def test_which_rules_apply(settings: Settings, ids: str) -> None:
    assert " ".join(sorted(Selection(settings, CATALOG).rules)) == ids


def test_ignores_for_some_files(tmp_path: Path) -> None:
    settings = Settings(per_file_ignores=(("tests/*", ("KF4",)),), root=tmp_path)
    selection = Selection(settings, CATALOG)
    assert not selection.applies("KF401", str(tmp_path / "tests" / "a.c"))
    assert selection.applies("KF305", str(tmp_path / "tests" / "a.c"))
    assert selection.applies("KF401", str(tmp_path / "src" / "a.c"))


def test_unknown_selectors_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        Selection(Settings(select=("KF9",), ignore=("leaked-refrence",)), CATALOG)
    first, second = caught.value.problems
    assert first.startswith("no rule is called 'KF9'")
    assert "did you mean 'leaked-reference'?" in second
