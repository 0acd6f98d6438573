"""What a file lacks, told so that a person can mend it.

clang says what it stumbled over. What is added here: who includes a missing header and where it was looked for, where
in the repository a missing name is defined and under which condition, and what to type. What bpflint's own headers
stumble over follows from what is missing elsewhere, so it is told only where there is nothing else.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH100, PTH119, PTH120

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

from bpflint.base.files import relative_path
from bpflint.source import bundled
from bpflint.source.compiler_arguments import Arguments
from bpflint.source.conditions import Condition, condition_around
from bpflint.source.includes import Include, includes_of, is_large, read, walk
from bpflint.source.model import Call
from bpflint.source.problems import Problem, Status
from bpflint.source.project import find_root
from bpflint.source.project_lookup import absent_submodule, definition_of, files_named, flag_of_build, made_by_build
from bpflint.source.stand_ins import is_of_the_kernel
from bpflint.source.unit import Unit

_MOST_EXPLAINED: Final = 5
_MOST_DIRECTORIES: Final = 3
_MOST_NAMES: Final = 6
_LONGEST_STRUCT: Final = 400
_MISSING_HEADER: Final = re.compile(r"^'(.+)' file not found$")
_UNKNOWN: Final = re.compile(r"(?:use of undeclared identifier|call of undeclared function|unknown type name) '(\w+)'")
_INCOMPLETE: Final = re.compile(r"incomplete type '(?:const |volatile )*((?:struct|union|enum) \w+)'")
_NO_MEMBER: Final = re.compile(r"no member named '(\w+)' in '(?:const |volatile )*(?:struct |union )?(\w+)")
_DESIGNATOR: Final = re.compile(
    r"designator '(\w+)' does not refer to any field in type '(?:const |volatile )*(?:struct |union )?(\w+)"
)
_MACRO_CALL: Final = re.compile(r"\s*([A-Z_][A-Z0-9_]*)\s*\(")
_ERROR_LINE: Final = re.compile(rb"\s*#\s*error\b")


def explained(problems: Sequence[Problem], path: str, arguments: Arguments, texts: Mapping[str, str]) -> list[Problem]:
    """`problems` of the file at `path`, the first of them with what to do about each."""
    explainer = _Explainer(os.path.abspath(path), arguments, texts)
    own = [each for each in problems if not bundled.is_bundled(each.span.path)]
    if not own:
        own = [explainer.of_our_headers(each) for each in problems[:1]]
    first = [Problem(each.span, explainer.explain(each), each.fatal) for each in own[:_MOST_EXPLAINED]]
    return first + own[_MOST_EXPLAINED:]


def lose_calls(unit: Unit, calls: Iterable[Call], arguments: Arguments, texts: Mapping[str, str]) -> None:
    """Tells of calls of functions that nobody knows, once for each."""
    first: dict[str, Problem] = {}
    for call in calls:
        first.setdefault(str(call.callee), Problem(call.span, f"call of undeclared function '{call.callee}'"))
    unit.problems += explained(list(first.values()), unit.path, arguments, texts)
    if unit.status is Status.OK:
        unit.status = Status.DEGRADED


class _Explainer:
    """Knows the surroundings of one file."""

    def __init__(self, path: str, arguments: Arguments, texts: Mapping[str, str]) -> None:
        self.path = path
        self.arguments = arguments
        self.texts = {**dict(arguments.texts), **{os.path.abspath(name): text for name, text in texts.items()}}
        self.root = str(find_root(Path(path)))

    def explain(self, problem: Problem) -> str:
        """The problem's message, with what a person needs to know to mend it."""
        return "; ".join([problem.message or "#error", *self._more(problem)])

    def of_our_headers(self, problem: Problem) -> Problem:
        """What is wrong in a header of bpflint's, as a problem of the line that includes it."""
        name = os.path.basename(problem.span.path)
        at = problem.span.path
        while bundled.is_bundled(at) and at in self._includers:
            at, line = self._includers[at]
            if not bundled.is_bundled(at):
                span = problem.span._replace(path=at, line=line, column=1, end_line=line, end_column=1)
                return Problem(span, f"bpflint's own {name} does not fit here: {problem.message}", problem.fatal)
        return Problem(problem.span, f"bpflint's own {name} does not fit here: {problem.message}", problem.fatal)

    def _more(self, problem: Problem) -> Iterator[str]:
        place, line = os.path.abspath(problem.span.path), self._line(problem)
        if (missing := _MISSING_HEADER.match(problem.message)) is not None:
            yield self._includer_of(place, problem.span.line)
            yield self._looked_for(missing[1], line, place)
            yield self._how_to_find(missing[1])
        elif _ERROR_LINE.match(line):
            yield from self._for_condition(condition_around(self._text(place), problem.span.line), place, reach=False)
        elif (unknown := _UNKNOWN.search(problem.message) or _INCOMPLETE.search(problem.message)) is not None:
            yield from self._for_name(unknown[1].split()[-1])
        elif (member := _NO_MEMBER.search(problem.message) or _DESIGNATOR.search(problem.message)) is not None:
            yield from self._for_member(member[2], member[1])
        elif (macro := _MACRO_CALL.match(line.decode(errors="replace"))) is not None and not self._is_defined(macro[1]):
            yield f"nobody knows {macro[1]}()"
            yield from self._for_name(macro[1])

    # ------------------------------------------------------------------------------------------------------- headers

    def _includer_of(self, place: str, line: int) -> str:
        chain = f"{relative_path(place)}:{line} includes it"
        if place in self._includers:
            above, number = self._includers[place]
            chain += f" ({relative_path(above)}:{number} brings that in)"
        return chain

    def _looked_for(self, name: str, line: bytes, place: str) -> str:
        include = next((each for each in includes_of(line) if each.name == name), Include(name, quoted=True))
        search = self.arguments.search
        places = (os.path.dirname(place), *search.quoted, *search.all) if include.quoted else search.all
        own = [relative_path(each) for each in dict.fromkeys(places) if not bundled.is_bundled(each)]
        rest = len(own) - _MOST_DIRECTORIES
        shown = ", ".join(own[:_MOST_DIRECTORIES]) + (f" and {rest} more directories" if rest > 0 else "")
        return f"looked for in {shown}, and among bpflint's own headers" if own else "bpflint brings none"

    def _how_to_find(self, name: str) -> str:
        there = files_named(self.root, os.path.basename(name))
        wanted = os.sep + os.path.normpath(name)
        for path in there:
            if path.endswith(wanted):
                return f"it lies below {_typed(path[: -len(wanted)] or os.sep, self.root)}"
        if there and not is_of_the_kernel(name):
            found = relative_path(there[0])
            return f"{found} may be what is installed so; name the directory that has it: {_typed(None, self.root)}"
        if (maker := made_by_build(name, Path(self.path), Path(self.root))) is not None:
            return f"{maker}, or name a directory that has it: {_typed(None, self.root)}"
        absent, is_likely = absent_submodule(Path(self.root), name)
        if is_of_the_kernel(name) and not is_likely:
            return f"if it is one of the kernel's own, name a directory of its source: {_typed(None, self.root)}"
        if absent:
            return f"git submodule update --init {absent}, which is not checked out, may bring it"
        return f"name its directory: {_typed(None, self.root)}"

    @cached_property
    def _includers(self) -> dict[str, tuple[str, int]]:
        """Who brings a file in first, and in which line."""
        found: dict[str, tuple[str, int]] = {}
        for path in self._files:
            for number, line in enumerate(read(path, self.texts).split(b"\n"), 1):
                for include in includes_of(line) if b"include" in line else ():
                    target = self.arguments.search.find(include, os.path.dirname(path))
                    if target is not None:
                        found.setdefault(os.path.abspath(target), (path, number))
        found.pop(self.path, None)
        return found

    # --------------------------------------------------------------------------------------------------------- names

    def _for_name(self, name: str) -> Iterator[str]:
        """Where a name that is unknown is defined, or what might define it."""
        if (flag := flag_of_build(name, Path(self.path), Path(self.root))) is not None:
            place, define = flag
            yield f'{place} defines it: defines = ["{define}"] or -D {define}'
            return
        found = definition_of(name, self.root, self.path)
        if found is not None and found[0] in self._own_files:
            yield from self._for_definition(name, *found)
            return
        if found is not None:
            yield f"{relative_path(found[0])}:{found[1]} defines it, and nothing includes that"
            return
        for ours in (bundled.UAPI, bundled.SYSTEM):
            if (header := definition_of(name, str(ours), str(ours))) is not None:
                yield f"<{os.path.relpath(header[0], ours)}> defines it, and nothing includes that"
                return
        used = self.arguments.vmlinux
        if name.isupper():
            define = f"{name}=VALUE"
            yield f'no header that is included defines it; if the build does: defines = ["{define}"] or -D {define}'
        elif used is not None:
            yield f"neither {self._vmlinux} nor another header has it: {_VMLINUX}"
        else:
            yield f"no header that is included has it: {_typed(None, self.root)} for one that does"

    def _for_definition(self, name: str, path: str, line: int) -> Iterator[str]:
        """What keeps a definition in a header that is included from being seen."""
        condition = condition_around(self._text(path), line)
        if condition is None:
            yield f"{relative_path(path)}:{line} defines {name}, but not before it is used"
        else:
            yield from self._for_condition(condition, path, reach=True)

    def _for_member(self, struct: str, member: str) -> Iterator[str]:
        found = definition_of(struct, self.root, self.path)
        if found is not None and found[0] in self._own_files:
            path, first = found
            lines = self._text(path).split(b"\n")[first : first + _LONGEST_STRUCT]
            word = re.compile(rb"\b" + re.escape(member.encode()) + rb"\b")
            at = next((number for number, line in enumerate(lines, first + 1) if word.search(line)), None)
            if at is not None:
                yield from self._for_condition(condition_around(self._text(path), at), path, reach=True)
        elif self.arguments.vmlinux is not None:
            yield f"{self._vmlinux} has no such member: {_VMLINUX}"

    def _for_condition(self, condition: Condition | None, path: str, *, reach: bool) -> Iterator[str]:
        """What to define to have a branch taken (`reach`), or left."""
        if condition is None:
            return
        where = f"{relative_path(path)}:{condition.line}"
        names = condition.names[:_MOST_NAMES]
        if names and reach != condition.is_negative:
            which = names[0] if len(names) == 1 else f"one of {', '.join(names)}"
            yield f'{where} wants {which} defined: defines = ["{names[0]}"] or -D {names[0]}'
        else:
            yield f"it depends on {', '.join(names) or 'the condition'} at {where}"

    def _is_defined(self, name: str) -> bool:
        pattern = re.compile(rb"#[ \t]*define[ \t]+" + name.encode() + rb"\b")
        return any(pattern.search(read(path, self.texts)) for path in self._files)

    # --------------------------------------------------------------------------------------------------------- texts

    @cached_property
    def _files(self) -> list[str]:
        search, args = self.arguments.search, self.arguments.args
        # Headers that stand in for others are found last.
        last = [place for option, place in pairwise(args) if option == "-idirafter" and place not in search.all]
        found = walk(self.path, replace(search, all=(*search.all, *last)), self.texts)
        return [each for each in found if isinstance(each, str) and not is_large(each)]

    @cached_property
    def _own_files(self) -> frozenset[str]:
        return frozenset(os.path.abspath(each) for each in self._files)

    def _text(self, path: str) -> bytes:
        return read(path, self.texts)

    def _line(self, problem: Problem) -> bytes:
        lines = self._text(os.path.abspath(problem.span.path)).split(b"\n")
        return lines[problem.span.line - 1] if 0 < problem.span.line <= len(lines) else b""

    @property
    def _vmlinux(self) -> str:
        used = self.arguments.vmlinux
        return "the bundled vmlinux.h" if used is None or bundled.is_bundled(used) else relative_path(used)


_VMLINUX: Final = 'vmlinux = "FILE" or --vmlinux FILE names one that has'


def _typed(directory: str | None, root: str) -> str:
    """The line of the settings and the option that name a header directory."""
    if directory is None:
        return 'include-dirs = ["DIR"] or -I DIR'
    inside = os.path.relpath(directory, root).replace(os.sep, "/")
    return f"include-dirs = [{json.dumps(inside)}] or -I {relative_path(directory)}"
