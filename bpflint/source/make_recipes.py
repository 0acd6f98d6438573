"""Recipes of a Makefile that compile a source, each with the macros that it writes out.

Read as text, for makefiles that compile one source several times: a line of a recipe with `-c` (or `-S`, `-emit-llvm`)
that names the source, or has it as `$<` of its rule. Variables are not expanded and conditions not looked at, so what a
variable holds is not among the macros, and a rule of patterns alone (`%.o: %.c`) tells nothing about any source.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bpflint.base.files import real_path
from bpflint.base.run_caches import kept_for_a_run
from bpflint.source.build_macros import build_files, build_text
from bpflint.source.compile_commands import CompileCommand

_CONTINUED: Final = re.compile(r"\\\n[ \t]*")
_RULE: Final = re.compile(r"(?P<targets>[^\s#:=][^#:=]*):(?![:=])(?P<sources>[^#=;]*)(?:;(?P<recipe>.*))?")
_COMPILES: Final = frozenset({"-c", "-S", "-emit-llvm"})
_FOR_THE_HOST: Final = frozenset({"gcc", "cc", "$(HOSTCC)", "${HOSTCC}", "$(HOST_CC)"})
_FIRST: Final = frozenset({"$<", "$^", "${<}", "$(<)"})


def recipes_about(source: Path, root: Path) -> tuple[CompileCommand, ...]:
    """The recipes that compile `source`, of the nearest makefile that has any."""
    for path in build_files(source, root):
        if "akefile" in path.name or path.suffix == ".mk":
            found = tuple(_recipes_of(path, source))
            if found:
                return found
    return ()


def _recipes_of(makefile: Path, source: Path) -> Iterator[CompileCommand]:
    real = real_path(source)
    for recipe in _compiling(makefile):
        if real in recipe.sources or source.name in recipe.last_parts:
            yield CompileCommand(makefile.parent, tuple(_macros(recipe.words)), str(makefile), is_whole=False)


@dataclass(frozen=True, slots=True)
class _Recipe:
    """One that compiles something for BPF."""

    words: list[str]
    sources: frozenset[Path]
    """What it compiles, links resolved."""
    last_parts: frozenset[str]
    """The names in their directories of what it compiles by a name with variables."""


@kept_for_a_run(64)
def _compiling(makefile: Path) -> tuple[_Recipe, ...]:
    found: list[_Recipe] = []
    inputs: list[str] = []
    for line in _CONTINUED.sub(" ", build_text(makefile)).splitlines():
        if line.startswith("\t"):
            recipe = line
        elif (rule := _RULE.fullmatch(line)) is not None:
            inputs = list(_inputs(rule["targets"].split(), rule["sources"]))
            recipe = rule["recipe"] or ""
        else:
            continue
        words = _words(recipe) if any(option in recipe for option in _COMPILES) else []
        if _COMPILES.intersection(words) and words[0] not in _FOR_THE_HOST:
            found.append(_recipe(words, inputs, makefile.parent))
    return tuple(found)


def _words(recipe: str) -> list[str]:
    try:
        return shlex.split(recipe.lstrip("\t @-+"))
    except ValueError:
        return []


def _inputs(targets: list[str], sources: str) -> Iterator[str]:
    """What `$<` may be in a rule: of `a.o b.o: %.o: %.c`, one for each target."""
    pattern, is_static, rest = sources.partition(":")
    first = next(iter((rest if is_static else sources).split()), "")
    if not is_static or "%" not in first:
        yield first
        return
    before, _, after = pattern.strip().partition("%")
    for target in targets:
        if target.startswith(before) and target.endswith(after):
            yield first.replace("%", target[len(before) : len(target) - len(after)])


def _recipe(words: list[str], inputs: list[str], directory: Path) -> _Recipe:
    """A recipe by its words, and what its rule has before `$<`."""
    named = {word for word in words if word.endswith(".c")}
    if _FIRST.intersection(words):
        named.update(inputs)
    return _Recipe(
        words,
        frozenset(real_path(directory / name) for name in named if "$" not in name and "%" not in name),
        frozenset(name.rpartition("/")[2] for name in named if "$" in name),
    )


def _macros(words: list[str]) -> Iterator[str]:
    rest = iter(words)
    for word in rest:
        option, value = (word[:2], word[2:] or next(rest, "")) if word[:2] in ("-D", "-U") else ("", "")
        if option and value and "$" not in value:
            yield f"{option}{value}"
