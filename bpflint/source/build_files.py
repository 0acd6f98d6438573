"""What a project's own files say about how a source is compiled, where nobody named a compilation database.

Looks at compile_commands.json (in the directories above the source, and in their `build` directories),
compile_flags.txt, .clangd, and the `//go:generate` lines by which bpf2go is run; the nearest counts, and where there is
none, a line of bpf2go wherever it stands in the module. Nothing is run, and what is found has to pass the same
allow-list as any argument of a repository. A file that makes no sense is passed over: nobody asked for it.
"""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias

from bpflint.base.errors import BpflintError
from bpflint.base.files import files_below, is_file, real_path
from bpflint.base.run_caches import kept_for_a_run
from bpflint.base.supplied import read_supplied
from bpflint.source.compile_commands import CompileCommand, find_commands
from bpflint.source.machines import usual_machine

_BUILD_DIRECTORIES: Final = ("", "build", "builddir", "out", "_build", "cmake-build-debug", "cmake-build-release")
_MAX_BYTES: Final = 1 << 20
_MAX_CLANGD: Final = 1 << 14
_QUICK: Final = re.compile(r"(?:[\w/ -]|\\[./-]|\.\*|\.|\||\((?:\?:)?(?:[\w/ -]|\\[./-]|\.|\|)*\)|[$^])*")
"""Patterns in which nothing repeats but `.*`."""
_MOST_STARS: Final = 3
_MOST_LEVELS: Final = 64
"""Work for each of them looks at those above again."""
_MAX_GO_FILES: Final = 200
_MAX_MODULE: Final = 1000  # Go files of a module: more take too long to read for a line that few modules have
_MAX_DIRECTORIES: Final = 20_000
_Line: TypeAlias = tuple[Path, Path, list[str]]  # the Go file, the directory that its line runs in, the line's words
_GENERATE: Final = re.compile(r"^//go:generate[ \t]++(.*\bbpf2go\b.*)$", re.M)


EDITOR_FILES: Final = frozenset({"compile_flags.txt", ".clangd"})
"""Files that tell an editor how to read a source, and not what it is built with."""


def found_commands(source: Path, root: Path, *, editors: bool = True) -> tuple[CompileCommand, ...]:
    """The arguments for `source` that files between it and the project's `root` give, one by one.

    Of several files the nearest counts. Without `editors`, what is there for an editor alone does not count.
    """
    for directory in upwards(source.parent, root):
        for place in _BUILD_DIRECTORIES:
            database = directory / place / "compile_commands.json"
            if is_inside(database, root):
                with contextlib.suppress(BpflintError):
                    if commands := find_commands(database, source):
                        return commands
        flags = _flags(directory, source, root) if editors else None
        commands = (flags,) if flags is not None else tuple(map(_command_of, _lines_about(directory, source, root)))
        if commands:
            return commands
    return tuple(map(_command_of, _lines_of_module(source, root).get(real_path(source), ())))


def upwards(directory: Path, root: Path) -> Iterator[Path]:
    """`directory` and the nearest above it, up to the root; it alone where it lies elsewhere."""
    yield directory
    if directory.is_relative_to(root):
        for _ in range(_MOST_LEVELS):
            if directory == root:
                break
            directory = directory.parent
            yield directory


def is_inside(path: Path, root: Path) -> bool:
    """True for a file of the project, links resolved."""
    return is_file(path) and real_path(path).is_relative_to(real_path(root))


@kept_for_a_run(256)
def text_of(path: Path) -> str:
    """What a file of the project says; nothing where it cannot be read."""
    return _read(path)


def _read(path: Path) -> str:
    try:
        return read_supplied(path, _MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _flags(directory: Path, source: Path, root: Path) -> CompileCommand | None:
    """compile_flags.txt, one argument a line, else `CompileFlags: Add:` of .clangd."""
    path = directory / "compile_flags.txt"
    if is_inside(path, root):
        return CompileCommand(
            directory, tuple(line.strip() for line in text_of(path).splitlines() if line.strip()), str(path)
        )
    path = directory / ".clangd"
    if not is_inside(path, root):
        return None
    text = text_of(path)
    if len(text) > _MAX_CLANGD:
        return None
    import yaml

    try:
        documents = [each for each in yaml.safe_load_all(text) if isinstance(each, dict)]
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    added: list[str] = []
    for document in documents:
        flags = document.get("CompileFlags")
        if isinstance(flags, dict) and _applies(document.get("If", {}), source, directory):
            words = _words(flags.get("Add", []))
            added += words if all(isinstance(word, str) for word in words) else []
    return CompileCommand(directory, tuple(added), str(path)) if added else None


def _words(value: object) -> list[Any]:
    """A value of .clangd, where one word may stand for a list of it."""
    return value if isinstance(value, list) else [value]


def _applies(condition: object, source: Path, directory: Path) -> bool:
    """Whether a fragment of .clangd is for `source`. One with patterns that could take long is for nothing."""
    if not isinstance(condition, dict) or not condition.keys() <= {"PathMatch", "PathExclude"}:
        return False
    wanted, excluded = (_words(condition.get(name, [])) for name in ("PathMatch", "PathExclude"))
    patterns = [*wanted, *excluded]
    if not all(
        isinstance(each, str) and _QUICK.fullmatch(each) and each.count(".*") <= _MOST_STARS for each in patterns
    ):
        return False
    name = source.relative_to(directory).as_posix() if source.is_relative_to(directory) else source.as_posix()
    found = [bool(re.fullmatch(each, name)) for each in patterns]
    return (any(found[: len(wanted)]) or not wanted) and not any(found[len(wanted) :])


def _command_of(line: _Line) -> CompileCommand:
    """The compiler's arguments of a line that has bpf2go compile something."""
    path, package, words = line
    return CompileCommand(package, tuple(_arguments(words, package)), str(path))


def bpf2go_line(directory: Path, source: Path, root: Path) -> Path | None:
    """The Go file in `directory` that has bpf2go compile `source`."""
    return next((path for path, _, _ in _lines_about(directory, source, root)), None)


def _lines_about(directory: Path, source: Path, root: Path) -> Iterator[_Line]:
    for line in _generated(directory, root):
        _, package, words = line
        if any(Path(word).name == source.name for word in words) and _compiled(package, words) == real_path(source):
            yield line


def _compiled(package: Path, words: list[str]) -> Path | None:
    """The source that a bpf2go line names."""
    named = next((word for word in words if word.endswith(".c")), None)
    return real_path(package / named) if named is not None else None


def _arguments(words: list[str], package: Path) -> Iterator[str]:
    """What stands behind `--`, and what `-cflags` holds; `$VAR` of the shell is nobody's to guess."""
    rest = words[words.index("--") + 1 :] if "--" in words else []
    for index, word in enumerate(words):
        if word in ("-cflags", "--cflags") and index + 1 < len(words):
            with contextlib.suppress(ValueError):
                rest += shlex.split(words[index + 1])
        elif word in ("-target", "--target") and (machine := _machine_of("".join(words[index + 1 : index + 2]))):
            yield f"-D__TARGET_ARCH_{machine}"
    yield from (word for word in rest if "$" not in word)
    yield f"-I{package}"


def _machine_of(targets: str) -> str | None:
    """The machine that `-target amd64,arm64` stands for: of several, the one that is read where nothing is said."""
    machines = [_GO_MACHINES[each] for each in targets.split(",") if each in _GO_MACHINES]
    return usual_machine() if usual_machine() in machines else next(iter(machines), None)


_GO_MACHINES: Final = {
    "amd64": "x86",
    "arm64": "arm64",
    "arm": "arm",
    "s390x": "s390",
    "ppc64le": "powerpc",
    "riscv64": "riscv",
    "loong64": "loongarch",
    "386": "x86",
}


@kept_for_a_run(256)
def _generated(directory: Path, root: Path) -> tuple[_Line, ...]:
    """The bpf2go lines of the Go files in `directory`, each with the directory that it is run in."""
    if not any(is_file(above / "go.mod") for above in upwards(directory, root)):
        return ()
    return tuple(_lines_of(sorted(directory.glob("*.go"))[:_MAX_GO_FILES], root))


def _lines_of_module(source: Path, root: Path) -> dict[Path, list[_Line]]:
    """The bpf2go lines of the Go module that `source` lies in, by what each compiles."""
    module = next((above for above in upwards(source.parent, root) if is_file(above / "go.mod")), None)
    return _lines_below(module, root) if module is not None else {}


@kept_for_a_run(16)
def _lines_below(module: Path, root: Path) -> dict[Path, list[_Line]]:
    inside = files_below(str(module), lambda name: not name.startswith(".") and name != "vendor")
    below = islice(inside, _MAX_DIRECTORIES)
    paths = [Path(directory, name) for directory, names in below for name in names if name.endswith(".go")]
    if len(paths) > _MAX_MODULE:
        return {}
    found: dict[Path, list[_Line]] = {}
    for line in _lines_of(sorted(paths), root):
        compiled = _compiled(*line[1:])
        if compiled is not None:
            found.setdefault(compiled, []).append(line)
    return found


def _lines_of(paths: list[Path], root: Path) -> Iterator[_Line]:
    for path in paths:
        if not is_inside(path, root):
            continue
        for line in _GENERATE.findall(_read(path)):
            with contextlib.suppress(ValueError):
                yield path, path.parent, shlex.split(line)
