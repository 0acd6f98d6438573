"""Settings from the environment, and what `--show-settings` tells about where each came from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from one_file import Run

from bpflint.cli.commands import COMMANDS
from bpflint.cli.variables import known_variables


@pytest.fixture(autouse=True)
def repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()


def shown(run: Run, *arguments: str, **variables: str) -> tuple[dict[str, object], str]:
    code, out, _ = run("--show-settings", *arguments, **variables)
    assert code == 0
    return tomllib.loads(out), out


def test_a_rule_can_be_silenced_for_a_whole_job(run: Run) -> None:
    assert "KF101" in run("a.bpf.c", FORMAT="concise")[1]
    assert "KF101" not in run("a.bpf.c", FORMAT="concise", IGNORE="KF305,KF101")[1]


def test_command_line_before_environment_before_file(run: Run) -> None:
    Path("bpflint.toml").write_text('kernel = "6.1"\nfail-on = "note"\nprofile = "audit"\n', encoding="utf-8")
    values, out = shown(run, "--profile", "default", KERNEL="6.6", PROFILE="pedantic")
    assert (values["kernel"], values["fail-on"], values["profile"]) == ("6.6", "note", "default")
    origins = {line.split(" ")[0]: line.split("  # ")[-1] for line in out.splitlines() if " = " in line}
    assert origins["kernel"] == "BPFLINT_KERNEL"
    assert origins["fail-on"] == "bpflint.toml"
    assert origins["profile"] == "the command line"
    assert origins["loader"] == "the default"


def test_what_adds_to_the_file_on_the_command_line_does_so_here(run: Run) -> None:
    Path("bpflint.toml").write_text('ignore = ["KF4"]\n', encoding="utf-8")
    values, out = shown(run, IGNORE="KF3 BP5")
    assert values["ignore"] == ["KF4", "KF3", "BP5"]
    assert "# bpflint.toml, BPFLINT_IGNORE" in out


def test_lists(run: Run) -> None:
    values, _ = shown(run, INCLUDE_DIRS="a b:c", DEFINES="X=1 Y", SELECT="KF4,BP6", EXCLUDE="gen *.x")
    assert values["include-dirs"] == ["a b", "c"]
    assert values["defines"] == ["X=1", "Y"]
    assert values["select"] == ["KF4", "BP6"]
    assert values["exclude"] == ["gen", "*.x"]


def test_tables_are_shown_as_a_file_has_them(run: Run) -> None:
    text = '[severity]\nKF305 = "note"\n[per-file-ignores]\n"t/**" = ["KF4", "x\\"y"]\n'.replace(', "x\\"y"', "")
    Path("bpflint.toml").write_text(text, encoding="utf-8")
    values, _ = shown(run, "a.bpf.c")
    assert values["severity"] == {"KF305": "note"}
    assert values["per-file-ignores"] == {"t/**": ["KF4"]}


def test_which_file_is_read(run: Run) -> None:
    Path("bpflint.toml").write_text('kernel = "6.1"\n', encoding="utf-8")
    Path("other.toml").write_text('kernel = "6.12"\n', encoding="utf-8")
    assert shown(run, CONFIG="other.toml")[0]["kernel"] == "6.12"
    assert "kernel" not in shown(run, NO_CONFIG="1")[0]
    assert "kernel" not in shown(run, "--no-config", CONFIG="other.toml")[0], "what is typed goes first"
    assert shown(run, "--config", "other.toml", NO_CONFIG="1")[0]["kernel"] == "6.12"
    assert run("--config", "other.toml", "--no-config", "a.bpf.c")[0] == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROFILE", "loud"),
        ("JOBS", "none"),
        ("VMLINUX", "no/such.h"),
        ("KERNEL", "six"),
        ("KERNEL", "<2.6"),
        ("SELECT", "KFX"),
    ],
)
def test_a_mistake_names_the_variable(run: Run, name: str, value: str) -> None:
    code, _, err = run("a.bpf.c", **{name: value})
    assert code == 2
    assert err.startswith(f"bpflint: BPFLINT_{name}: ") and value in err


def test_a_mistake_that_is_typed_names_no_variable(run: Run) -> None:
    code, _, err = run("--kernel", "six", "a.bpf.c", KERNEL="6.6")
    assert code == 2
    assert err.startswith("bpflint: 'six' is not a kernel target")


def test_a_mistake_in_the_file_names_the_file(run: Run) -> None:
    Path("bpflint.toml").write_text('kernel = "six"\n', encoding="utf-8")
    assert "bpflint.toml: 'six' is not a kernel target" in run("a.bpf.c")[2]
    assert "BPFLINT_KERNEL: 'seven' is not" in run("a.bpf.c", KERNEL="seven")[2]


def test_a_variable_that_nothing_reads_is_told_once(run: Run) -> None:
    _, _, err = run("a.bpf.c", KERNAL="6.6")
    assert err.count("KERNAL") == 1
    assert "bpflint: BPFLINT_KERNAL: no such variable; did you mean 'BPFLINT_KERNEL'?" in err
    assert "bpflint: BPFLINT_XYZZY_42: no such variable\n" in run("a.bpf.c", XYZZY_42="")[2]


def test_variables_that_are_read_are_not_complained_of(run: Run) -> None:
    for command in ((), ("doctor",), ("compat",)):
        assert "no such variable" not in run(*command, "a.bpf.c", SELECT="KF1", FORMAT="json", CACHE_DIR="")[2]


def test_every_variable_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs/configuration.md").read_text(encoding="utf-8")
    words = set(re.findall(r"\b(?:BPFLINT_)?([A-Z_]+)\b", page))
    known = {name.removeprefix("BPFLINT_") for name in known_variables(COMMANDS.values())}
    assert len(known) > 20
    assert known - words == set()


def test_commands_without_a_report_format_do_not_mind(run: Run) -> None:
    assert run("rules", FORMAT="sarif")[0] == 0


def test_tables_of_files_are_shown_as_the_file_says_them(run: Run) -> None:
    text = 'files = ["*.c", {match = ["a.bpf.c"], variants = [{name = "v6", defines = ["V6"]}]}]\n'
    Path("bpflint.toml").write_text(text, encoding="utf-8")
    values, out = shown(run)
    assert values["files"] == tomllib.loads(text)["files"]
    assert "]  # bpflint.toml" in out
