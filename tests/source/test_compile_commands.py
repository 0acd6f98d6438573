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
    "entry",
    [
        1,
        {},
        {"file": "a.c"},
        {"file": 1, "directory": "."},
        {"file": "a.c", "command": "'"},
        {"file": "a.c", "directory": "\ud800", "command": "cc -c a.c"},
        {"file": "a.c", "directory": "a\0", "command": "cc -c a.c"},
        {"file": "a.c", "directory": ".", "arguments": ["cc", "-DX=\ud800", "-c", "a.c"]},
    ],
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


def test_response_files_of_the_repository_are_read(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "flags.rsp").write_text("-target bpf '-DX=1'\n")
    command = "clang @flags.rsp @gone.rsp @/etc/hostname -DY -c a.bpf.c"
    database(tmp_path, {"directory": str(tmp_path), "file": "a.bpf.c", "command": command})
    (found,) = find_commands(tmp_path, tmp_path / "a.bpf.c")
    assert found.arguments == ("-target", "bpf", "-DX=1", "-DY", "-c", "a.bpf.c")


def test_a_link_out_of_the_repository_is_no_response_file(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    (inner / ".git").mkdir(parents=True)
    (tmp_path / "secret").write_text("-DSECRET\n")
    (inner / "flags.rsp").symlink_to(tmp_path / "secret")
    database(inner, {"directory": ".", "file": "a.bpf.c", "command": "clang @flags.rsp @../secret"})
    (found,) = find_commands(inner, inner / "a.bpf.c")
    assert found.arguments == ()


@pytest.mark.parametrize("place", [".", "build"])
def test_a_database_that_was_made_in_a_container(tmp_path: Path, place: str) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "build").mkdir()
    (tmp_path / "src" / "a.bpf.c").touch()
    words = ["clang", "-I/nowhere/app/inc", "-include", "/nowhere/app/x.h", "-DP=/nowhere/apple"]
    entry = {"directory": "/nowhere/app/build", "file": "/nowhere/app/src/a.bpf.c", "arguments": words}
    database(tmp_path / place, entry)
    (found,) = find_commands(tmp_path / place, tmp_path / "src" / "a.bpf.c")
    assert found.directory == tmp_path / "build"
    assert found.arguments == (f"-I{tmp_path}/inc", "-include", f"{tmp_path}/x.h", "-DP=/nowhere/apple")


def test_a_database_that_was_made_on_windows(tmp_path: Path) -> None:
    entry = {"directory": ".", "file": r"src\a.bpf.c", "command": r"clang.exe -Iinc\x -DY src\a.bpf.c"}
    database(tmp_path, entry)
    (found,) = find_commands(tmp_path, tmp_path / "src" / "a.bpf.c")
    assert found.arguments == ("-Iinc/x", "-DY", "src/a.bpf.c")
