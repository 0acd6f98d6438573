"""Reading a compilation database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bpflint.base.errors import BpflintError
from bpflint.source.compile_commands import find_commands
from bpflint.source.compiler_arguments import arguments_for


def database(directory: Path, *entries: object) -> Path:
    (directory / "compile_commands.json").write_text(json.dumps(list(entries)))
    return directory


@pytest.mark.parametrize(
    "how", [{"arguments": ["clang", "-target", "bpf", "-DX=1"]}, {"command": "clang -target bpf '-DX=1'"}]
)
def test_both_forms(tmp_path: Path, how: dict[str, object]) -> None:
    database(tmp_path, {"directory": str(tmp_path), "file": "a.bpf.c", **how})
    (command,) = find_commands(tmp_path, tmp_path / "a.bpf.c")
    assert command.arguments == ("-target", "bpf", "-DX=1")


def test_a_neighbour_s_command_serves_only_if_it_is_for_bpf(tmp_path: Path) -> None:
    database(
        tmp_path,
        {"directory": str(tmp_path), "file": "host.c", "arguments": ["cc", "-DHOST"]},
        {"directory": str(tmp_path), "file": "a.bpf.c", "arguments": ["clang", "--target=bpf", "-DBPF"]},
    )
    (command,) = find_commands(tmp_path, tmp_path / "new.bpf.c")
    assert "-DBPF" in command.arguments
    assert find_commands(tmp_path, tmp_path / "other" / "x.c") == ()


def test_what_is_compiled_for_something_else_as_well_does_not_count(tmp_path: Path) -> None:
    host = {"directory": str(tmp_path), "file": "a.c", "arguments": ["cc", "-DHOST"]}
    bpf = {"directory": str(tmp_path), "file": "a.c", "arguments": ["clang", "-target", "bpf", "-DBPF"]}
    database(tmp_path, host, bpf)
    (command,) = find_commands(tmp_path, tmp_path / "a.c")
    assert "-DBPF" in command.arguments
    database(tmp_path, host, host)
    assert len(find_commands(tmp_path, tmp_path / "a.c")) == 2


@pytest.mark.parametrize(
    "entry", [1, {}, {"file": "a.c"}, {"file": 1, "directory": "."}, {"file": "a.c", "command": "'"}]
)
def test_entries_without_sense_are_passed_over(tmp_path: Path, entry: object) -> None:
    assert find_commands(database(tmp_path, entry), tmp_path / "a.c") == ()


@pytest.mark.parametrize("text", ["{", "{}", "[" * 100_000, "\xff"])
def test_a_broken_database_is_the_user_s_to_mend(tmp_path: Path, text: str) -> None:
    (tmp_path / "compile_commands.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(BpflintError):
        find_commands(tmp_path, tmp_path / "a.c")


def test_no_database(tmp_path: Path) -> None:
    with pytest.raises(BpflintError, match="cannot be read"):
        find_commands(tmp_path, tmp_path / "a.c")


def test_its_arguments_pass_the_list_of_harmless_ones(tmp_path: Path) -> None:
    source = tmp_path / "a.bpf.c"
    source.touch()
    words = ["clang", "-c", "a.bpf.c", "-Iinc", "-DX", "-fplugin=x", "-MF", "/tmp/x"]
    database(tmp_path, {"directory": str(tmp_path), "file": "a.bpf.c", "arguments": words})
    found = arguments_for(source, compile_commands=tmp_path)
    assert found.dropped == ("-fplugin=x",)
    assert {"-DX", str(tmp_path / "inc")} <= set(found.args)
    assert not {"-MF", "-c", "a.bpf.c"} & set(found.args)
