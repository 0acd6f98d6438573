"""Words of a compiler's command line: which of them are let through, and what kind each is.

Arguments that come from a repository are not trusted: some that libclang takes write files. What is not on the list of
harmless ones is dropped, and told.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH100, PTH118

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from bpflint.base.files import is_file, real_path
from bpflint.source.machines import ALIASES, machine_of

SEARCH_OPTIONS: Final = ("-iquote", "-isystem", "-idirafter", "-I")
_WITH_VALUE: Final = ("-D", "-U", "-include", "-target", "--target", "-std", *SEARCH_OPTIONS)
# Options that only make sense for a compilation, with the number of words that follow.
_COMPILATION_ONLY: Final = {
    "-o": 1,
    "-MF": 1,
    "-MT": 1,
    "-MQ": 1,
    "-Xlinker": 1,
    "-MJ": 1,
    "--serialize-diagnostics": 1,
}
_COMPILATION_FLAGS: Final = re.compile(
    r"^(-c|-S|-E|-M|-MM|-MD|-MMD|-MP|-MV|-MG|-pipe|-emit-llvm|-emit-ast|-save-temps.*|-fsyntax-only|-v|-Werror(=.*)?"
    r"|-pedantic-errors|-(MF|MT|MQ|MJ|o).+|-W[pal],.*|-flto.*)$"
)
_HARMLESS: Final = re.compile(
    r"^(-W(?![pal],)[a-zA-Z][\w=+-]*|-w|-g([0-3]|dwarf(-[2-5])?|btf)?|-O([0-3sgz]|fast)?|-mcpu=v[1-4]"
    r"|-std=(c|gnu)(89|9[09x]|1[178x]|2[3x])|-std=iso9899:(1990|199409|199[9x]|201[178x])"
    r"|-nostdinc|-f(no-)?builtin|-fno-strict-aliasing|-f(no-)?ms-extensions|-fno-stack-protector|-mlittle-endian"
    r"|-mbig-endian|-m(no-)?alu32|-pedantic)$"
)
"""Of processors and languages only those that libclang has: told another, C++ in flags for all, it reads no file."""
_FATAL: Final = re.compile(r"^-Werror(=.*)?$")
_TARGET: Final = re.compile(r"^(bpf|bpfel|bpfeb)(-[\w.-]*)?$")
_DEFINE: Final = re.compile(r"^[A-Za-z_]\w*(\([\w, .]*\))?(=[^\n\r]*)?$", re.DOTALL)
MACHINES_OWN: Final = re.compile(
    rf"-D(?:__TARGET_ARCH_\w+|__(?:{'|'.join(name for names in ALIASES.values() for name in names)})__)(?:=.*)?$"
)
"""What a build says of its machine, which goes where somebody names another."""


def allowed(words: Sequence[str], directory: Path, inside: Path) -> tuple[list[str], list[str]]:
    """Split arguments that a repository sets into those that are harmless and those that are not.

    Relative paths are taken from `directory` and made absolute; a file to be included first has to lie in `inside`.
    The compiler's input and options that only matter to a compilation are left out of both lists.
    """
    kept: list[str] = []
    dropped: list[str] = []
    for option, value, written in _split(words):
        if option in SEARCH_OPTIONS and value is not None:
            kept += [option, os.path.normpath(os.path.join(directory, value))]
        elif option in ("-D", "-U") and value is not None and _DEFINE.match(value):
            kept.append(f"{option}{value}")
        elif option in ("-target", "--target") and value is not None:
            kept += _target(value)
        elif option == "-std" and value is not None and _HARMLESS.match(f"-std={value}"):
            kept.append(f"-std={value}")
        elif option == "-include" and value is not None:
            file = real_path(Path(directory, value))
            if file.is_relative_to(real_path(inside)) and is_file(file):
                kept += ["-include", str(file)]
            else:
                dropped.append(written)
        elif value is None and _HARMLESS.match(option) and not _FATAL.match(option):
            kept.append(option)
        elif not _is_compilation_only(option):
            dropped.append(written)
    return kept, dropped


def typed(words: Sequence[str], dropped: list[str]) -> list[str]:
    """Arguments that a person typed: all but those that make no sense here or make libclang fail."""
    kept: list[str] = []
    for option, value, written in _split(words):
        if _is_compilation_only(option):
            dropped.append(written)
        elif option in SEARCH_OPTIONS and value is not None:
            kept += [option, os.path.abspath(value)]
        elif option in ("-D", "-U") and value is not None:
            kept.append(f"{option}{value}")
        elif option in ("-target", "--target") and value is not None:
            kept += _target(value)
        elif value is not None:
            kept += [f"{option}={value}"] if option == "-std" else [option, value]
        else:
            kept.append(option)
    return kept


def _target(value: str) -> list[str]:
    """What `-target` comes to. One for the host, of files built next to the BPF programs, brings its macro alone."""
    if _TARGET.match(value):
        return ["-target", value]
    machine = machine_of(value)
    return [f"-D__{ALIASES[machine][0]}__=1"] if machine else []


def _is_compilation_only(option: str) -> bool:
    return option in _COMPILATION_ONLY or bool(_COMPILATION_FLAGS.match(option)) or not option.startswith("-")


def _split(words: Sequence[str]) -> Iterator[tuple[str, str | None, str]]:
    """Options with their values, joined or apart: option, value or None, and what was written."""
    rest = iter(words)
    for word in rest:
        if word in _WITH_VALUE or word in _COMPILATION_ONLY or word == "-Xclang":
            value = next(rest, None)
            if value is None:
                yield word, None, word
            elif word in _COMPILATION_ONLY:
                yield word, None, f"{word} {value}"
            else:
                yield word, value, f"{word} {value}"
            continue
        for option in _WITH_VALUE:
            if word.startswith(option) and len(word) > len(option):
                value = word[len(option) :].removeprefix("=") if option.lstrip("-") in ("std", "target") else None
                value = word[len(option) :] if value is None else value
                yield option, value, word
                break
        else:
            yield word, None, word


def places(args: Sequence[str]) -> list[tuple[str, str]]:
    """The directories among arguments that `allowed` or `_typed` have put in order."""
    return [(option, value) for option, value in pairwise(args) if option in SEARCH_OPTIONS]


def others(args: Sequence[str]) -> list[str]:
    """The arguments that name no directory to search."""
    result: list[str] = []
    rest = iter(args)
    for word in rest:
        if word in SEARCH_OPTIONS:
            next(rest, None)
        else:
            result.append(word)
    return result
