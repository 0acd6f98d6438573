"""What a repository supplies besides its sources neither hangs the main process nor fills its memory."""

from __future__ import annotations

import os
import resource
import sys
import time
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, CompletedProcess, run

import pytest

from bpflint.base.errors import BpflintError
from bpflint.base.supplied import in_bounds, parse_toml, read_supplied
from bpflint.cli.main import main

SECONDS = 100
"""More than any of these takes on a loaded machine, and far less than a hang."""
MEGABYTES = 700
KFUNC = """
family: mine
kfuncs:
  {0}:
    since: '6.1'
    prototypes:
    - {{since: '6.1', c: 'int {0}(int x)'}}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "a.bpf.c").write_text("int x;\n")
    (root / "rules").mkdir()
    monkeypatch.chdir(root)
    return root


def lint(*arguments: str) -> CompletedProcess[str]:
    """bpflint in a new process that may not use much memory; fails if it hangs or if we are to blame.

    A fork of this one would begin with all that other tests have left in memory.
    """
    limits = (MEGABYTES << 20, MEGABYTES << 20)
    limit = partial(resource.setrlimit, resource.RLIMIT_DATA, limits)
    command = [sys.executable, "-m", "bpflint", "--no-cache", *arguments, "a.bpf.c"]
    done = run(command, stdin=DEVNULL, capture_output=True, text=True, preexec_fn=limit, timeout=SECONDS, check=False)
    assert "Traceback" not in done.stderr and "mistake in bpflint" not in done.stderr, done.stderr
    assert len(done.stderr) < 100_000
    return done


def never_ending(path: Path, kind: str) -> None:
    if kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")


@pytest.mark.parametrize("kind", ["fifo", "zero"])
@pytest.mark.parametrize(
    "name",
    ["bpflint.toml", "pyproject.toml", ".gitignore", ".clangd", "compile_commands.json", "compile_flags.txt", "x.go"],
)
def test_what_never_ends_is_not_waited_for(repository: Path, name: str, kind: str) -> None:
    never_ending(repository / name, kind)
    (repository / "go.mod").write_text("module x\n")
    assert lint(".").returncode in (0, 2)


@pytest.mark.parametrize("kind", ["fifo", "zero"])
@pytest.mark.parametrize("place", ["rules/x.yaml", "rules/kfuncs/x.yaml", "rules/protocols/x.yaml"])
def test_nor_are_rules(repository: Path, place: str, kind: str) -> None:
    (repository / place).parent.mkdir(exist_ok=True)
    (repository / "rules" / "y.yaml").write_text(KFUNC.format("bpf_mine"))
    never_ending(repository / place, kind)
    done = lint("--rules", "rules")
    assert done.returncode == 2
    assert "regular file" in done.stderr or "out of the repository" in done.stderr


@pytest.mark.parametrize("key", ["baseline", "kernel-profile", "vmlinux"])
@pytest.mark.parametrize("kind", ["fifo", "zero"])
def test_nor_are_files_that_settings_name(repository: Path, key: str, kind: str) -> None:
    never_ending(repository / "x", kind)
    (repository / "bpflint.toml").write_text(f'{key} = "x"\n')
    assert lint().returncode in (0, 2)


@pytest.mark.parametrize(
    "bomb",
    [
        "a." * 24_000 + "a = 1",
        "[" + "a." * 24_000 + "a]",
        "x = {" + '"a".' * 12_000 + "a = 1}",
        "x = " + "[" * 24_000,
        "x = " + "{a=" * 12_000,
        "[[" + "'a' . " * 8_000 + "a]]",
    ],
    ids=lambda bomb: bomb[:8],
)
@pytest.mark.parametrize("name", ["bpflint.toml", "pyproject.toml"])
def test_settings_that_are_nested_too_deeply(repository: Path, name: str, bomb: str) -> None:
    (repository / name).write_text(f"{bomb}\n")
    started = time.monotonic()
    done = lint()
    assert time.monotonic() - started < SECONDS / 2
    if name == "bpflint.toml":
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"key{number} = 1\n" for number in range(20_000)),
        "[[files]]\nmatch = 'a'\nvariants = [" + "".join(f'{{nam = "{number}"}}, ' for number in range(12_000)) + "]\n",
        "[[files]]\nmatch = 'a'\nvariants = ["
        + "".join(f'{{name = "{number}"}}, ' for number in range(12_000))
        + "]\n",
        "".join(f"[[files]]\nmatch = 'a'\nvariant = '{number}'\n" for number in range(5_000)),
    ],
    ids=["unknown keys", "wrong variants", "variants", "tables"],
)
def test_settings_with_thousands_of_mistakes_or_variants(repository: Path, text: str) -> None:
    (repository / "bpflint.toml").write_text(text)
    started = time.monotonic()
    done = lint()
    assert time.monotonic() - started < SECONDS / 2
    assert done.returncode == 2
    assert 1 <= done.stderr.count("\n") <= 60


def test_ordinary_keys_are_no_bomb() -> None:
    long = ".".join("part" for _ in range(30))
    versions = ", ".join(f'"package-{number}>=1.2.3.4"' for number in range(500))
    document = parse_toml(f"# {'a.' * 20} b\n[tool.{long}]\ndependencies = [{versions}]\n")
    assert list(document) == ["tool"]


def test_large_rules_are_read_within_limits(repository: Path) -> None:
    (repository / "rules" / "x.yaml").write_text("family: mine\nkfuncs:\n" + "  bpf_x: {wrong: 1}\n" * 20_000)
    done = lint("--rules", "rules")
    assert done.returncode == 2
    (repository / "rules" / "x.yaml").write_text(
        "family: mine\nkfuncs:\n" + "".join(f"  bpf_x{number}: {{wrong: 1}}\n" for number in range(10_000))
    )
    done = lint("--rules", "rules")
    assert done.returncode == 2
    assert 1 <= done.stderr.count("\n") <= 101


def test_large_rules_that_are_right_count(repository: Path) -> None:
    first, *rest = (KFUNC.format(f"bpf_mine{number}") for number in range(1000))
    many = first + "".join(each.removeprefix("\nfamily: mine\nkfuncs:\n") for each in rest)
    (repository / "rules" / "x.yaml").write_text(many)
    done = lint("--rules", "rules")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["baseline.json", "compile_commands.json"])
def test_huge_json_is_refused(repository: Path, name: str) -> None:
    with (repository / name).open("wb") as file:
        file.truncate(300 << 20)
    done = lint("--baseline", name) if name == "baseline.json" else lint("-p", ".")
    assert done.returncode == 2
    assert "larger than" in done.stderr + done.stdout


@pytest.mark.parametrize(
    "bomb", ["[" * 1_000_000, '{"version": 2, "findings": [' + "{}," * 5_000_000 + "{}]}"], ids=len
)
def test_json_bombs_are_refused(repository: Path, bomb: str) -> None:
    (repository / "baseline.json").write_text(bomb)
    done = lint("--baseline", "baseline.json")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_a_link_out_of_the_repository_is_not_read(repository: Path) -> None:
    (repository.parent / "outside.toml").write_text("hunter2 = 1\n")
    (repository / "bpflint.toml").symlink_to("../outside.toml")
    done = lint()
    assert done.returncode == 2
    assert "hunter2" not in done.stderr
    assert "out of the repository" in done.stderr
    (repository / "inside.toml").write_text("x = 1\n")
    (repository / "inside").symlink_to("inside.toml")
    assert read_supplied(repository / "inside", 100) == b"x = 1\n"


def test_what_a_child_reads_arrives_and_so_do_its_errors() -> None:
    assert in_bounds("it", lambda: {"a": [1, 2]}) == {"a": [1, 2]}

    def wrong() -> None:
        raise BpflintError(["one", "two"])

    with pytest.raises(BpflintError) as caught:
        in_bounds("it", wrong)
    assert caught.value.problems == ("one", "two")


def test_a_child_that_takes_too_much_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bpflint.base.supplied._SECONDS", 1)
    for take in (lambda: bytearray(2 << 30).decode(), lambda: all(map(str, iter(int, 1)))):
        with pytest.raises(BpflintError, match="it: cannot be read: takes more than 1 seconds, or 1 GiB"):
            in_bounds("it", take)


MACROS = {
    "by its name": "#define NAME {}\n#include NAME\n",
    "of arguments": "#define IF(which, name) name\n#include IF(1, {})\n",
    "of a header": '#include "names.h"\n#  include /* by macro */ NAME\n',
    "none, but a continued line": "#include \\\n{}\n",
}


@pytest.mark.parametrize("macro", MACROS.values(), ids=MACROS)
@pytest.mark.parametrize("include", ['"pipe.h"', '"/dev/zero"'])
def test_an_include_by_macro_that_never_ends_is_not_read(repository: Path, macro: str, include: str) -> None:
    os.mkfifo(repository / "pipe.h")
    (repository / "names.h").write_text(f"#define NAME {include}\n")
    (repository / "a.bpf.c").write_text(macro.format(include) + "int x;\n")
    done = lint("-v", "-I", ".")
    assert done.returncode == 0
    said = "none of it is shown" if "/dev" in include else "this is not a regular file, so it was not read"
    assert said in done.stdout


@pytest.mark.parametrize("include", ['"pipe.h"', "<pipe.h>", '"../repository/pipe.h"', '"/dev/zero"', '"inner.h"'])
def test_an_include_that_never_ends_is_not_read(repository: Path, include: str) -> None:
    os.mkfifo(repository / "pipe.h")
    (repository / "inner.h").write_text('#include "pipe.h"\n')
    (repository / "a.bpf.c").write_text(f"#include {include}\nint x;\n")
    done = lint("-v", "-I", ".")
    assert done.returncode == 0
    said = "none of it is shown" if "/dev" in include else "this is not a regular file, so it was not read"
    assert said in done.stdout


@pytest.mark.parametrize("place", ["bpflint.policy.baseline.read_regular", "bpflint.policy.baseline.read_baseline"])
def test_too_little_memory_is_one_sentence(
    place: str, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_arguments: object) -> None:
        raise MemoryError

    (repository / "baseline.json").write_text("{}")
    monkeypatch.setattr(place, full)
    assert main(["--no-cache", "--baseline", "baseline.json", "a.bpf.c"]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert "memory" in said
