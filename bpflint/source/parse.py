"""Parses one C file into a `Unit`, and says what was lost on the way.

clang drops statements and whole bodies when it does not know a type, so an error is never passed over: the unit is
`DEGRADED` and its problems name what is missing. Unknown types and names are then declared and the file parsed once
more, which brings back most of what was dropped; the unit stays `DEGRADED`, since what they really are is unknown.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bpflint.base.span import Lines, Span, outside
from bpflint.source import libclang
from bpflint.source.inputs import Inputs
from bpflint.source.libclang import LibclangError, TranslationUnit
from bpflint.source.lowering.declarations import UnitBuilder
from bpflint.source.places import Places
from bpflint.source.problems import Problem, Status
from bpflint.source.type_table import TypeTable
from bpflint.source.types import Type
from bpflint.source.unit import Declaration, Unit

_INCLUDE_ATTRIBUTED_TYPES: Final = 0x1000
_KEEP_GOING: Final = 0x200
_OPTIONS: Final = _INCLUDE_ATTRIBUTED_TYPES | _KEEP_GOING

_MAX_PROBLEMS: Final = 20
"""Problems that are listed; a thousand follow-up errors help nobody."""

_MAX_RECOVERED: Final = 500
_MAX_ROUNDS: Final = 3
"""Times a file with errors is parsed again; what it then still lacks stays lost."""

_RECOVERED: Final = "/bpflint/recovered.h"
_PROBE: Final = "/bpflint/probe.c"

_MISSING_HEADER: Final = re.compile(r" file not found$")
_UNKNOWN_TYPE: Final = re.compile(r"unknown type name '(\w+)'")
_UNDECLARED: Final = re.compile(r"use of undeclared identifier '(\w+)'")
_INCOMPLETE: Final = re.compile(
    r"(?:(?:field|variable|definition) has incomplete type|to an incomplete type) '((?:struct|union) \w+)'"
)
_INTEGER: Final = re.compile(r"_*([usi]|le|be|u?int)(8|16|32|64)(_t)?$")
_COUNTED: Final = re.compile(r"\w+_t$|bool$|u(?:int|long|short|char)$")
_PROGRAM: Final = re.compile(r'\bSEC\(\s*"[^"\n]*"\s*\)([^{};]*)\{')
_CANDIDATE: Final = re.compile(r"\b(\w+)\s*\(\s*(\w*)")


def parse_unit(
    path: str,
    arguments: Sequence[str],
    *,
    pch: str | None = None,
    unsaved: Sequence[tuple[str, str]] = (),
    only_whole: bool = False,
    bodies: frozenset[str] | None = None,
    inputs: Inputs | None = None,
) -> Unit:
    """Parse `path` with clang's `arguments` into a unit. Never raises for what is in the file.

    `pch` is a precompiled header that these arguments fit; `unsaved` are (path, text) pairs that stand in for files.
    The unit's `status` is FAILED where nothing could be read, DEGRADED where a part was lost. With `only_whole` the
    work ends where a part was lost: such a unit has its problems and nothing else. Functions of the file that are not
    among `bodies` have empty ones. `inputs` gets to know what is read.
    """
    started = time.perf_counter()
    unit = Unit(path)
    try:
        _parse(unit, arguments, pch, unsaved, only_whole, bodies, inputs or Inputs())
    except LibclangError as error:
        _fail(unit, str(error))
    unit.seconds = time.perf_counter() - started
    return unit


def _parse(
    unit: Unit,
    arguments: Sequence[str],
    pch: str | None,
    unsaved: Sequence[tuple[str, str]],
    only_whole: bool,
    bodies: frozenset[str] | None,
    inputs: Inputs,
) -> None:
    text = _text(unit, unsaved)
    if text is None or not text.strip():
        return
    # Left to itself clang gives up a file after its twentieth error.
    flags = [*(("-include-pch", pch) if pch is not None else ()), *arguments, "-ferror-limit=0"]
    handle = libclang.parse(unit.path, flags, unsaved, _OPTIONS)
    if handle is None:
        _fail(unit, "clang could not parse this file")
        return
    inputs.note(handle, unsaved)
    errors = _errors(handle)
    if errors and only_whole:
        _report(unit, errors, text)
        return
    if errors:
        handle = _recover(unit.path, handle, errors, flags, unsaved, inputs)
    builder = UnitBuilder(handle, unit)
    builder.bodies = bodies
    probe = _Probe(flags, unsaved) if pch is not None else None
    if probe is not None:
        builder.find_hidden = probe.function
        builder.find_hidden_typedef = probe.typedef
    unit.lost = Lines(
        (error.span.path, error.span.line) for error in errors if not _MISSING_HEADER.search(error.message)
    )
    builder.build()
    unit.find_type = _type_finder(builder, probe)
    unit.lines = builder.lines
    unit.includes = builder.includes()
    _report(unit, errors, text)


def _report(unit: Unit, errors: list[Problem], text: str) -> None:
    """Record what clang could not make sense of, and which programs went with it."""
    # Missing headers explain the rest, and the user's own lines matter more than those of a header.
    distinct = {error.message: error for error in reversed(errors)}
    ordered = sorted(
        distinct.values(),
        key=lambda error: (
            not _MISSING_HEADER.search(error.message),
            error.span.path != unit.path,
            error.span.path,
            error.span.line,
        ),
    )
    unit.problems.extend(ordered[:_MAX_PROBLEMS])
    if len(ordered) > _MAX_PROBLEMS:
        unit.problems.append(Problem(ordered[_MAX_PROBLEMS].span, f"{len(ordered) - _MAX_PROBLEMS} more errors"))
    if errors:
        unit.status = Status.DEGRADED
        bodies = (function.span for function in unit.functions.values())
        unit.lacks_declarations = any(True for _ in outside(unit.lost, bodies))
        _name_lost_programs(unit, text)
        if not (unit.functions or unit.declarations or unit.globals):
            unit.status = Status.FAILED


def _text(unit: Unit, unsaved: Sequence[tuple[str, str]]) -> str | None:
    """The file's text; None where it cannot be analysed, which the unit then says."""
    for name, text in unsaved:
        if name == unit.path:
            data = text.encode("utf-8", "replace")
            break
    else:
        try:
            data = Path(unit.path).read_bytes()
        except OSError as error:
            _fail(unit, f"cannot be read: {error.strerror}")
            return None
    if b"\0" in data:
        _fail(unit, "is a binary file, not C source")
        return None
    return data.decode("utf-8", "replace")


def _fail(unit: Unit, message: str) -> None:
    unit.status = Status.FAILED
    unit.problems.append(Problem(Span(unit.path, 1, 1, 1, 1), message, fatal=True))


def _errors(handle: TranslationUnit) -> list[Problem]:
    """What clang could not make sense of.

    What it takes for an error only by default, such as a call of an undeclared function, is not among it: nothing is
    lost by it, and checks speak of it.
    """
    places = Places(handle, "")
    return [Problem(places.token_span(location), message, fatal) for fatal, message, location in handle.errors()]


def _recover(
    path: str,
    handle: TranslationUnit,
    errors: list[Problem],
    flags: Sequence[str],
    unsaved: Sequence[tuple[str, str]],
    inputs: Inputs,
) -> TranslationUnit:
    """The file parsed again with declarations for what it lacks, if that leaves fewer errors."""
    missing: dict[str, str] = {}
    left = errors
    for _ in range(_MAX_ROUNDS):
        before = len(missing)
        _add_missing(missing, left)
        if len(missing) == before:
            break
        declarations = (_RECOVERED, "\n".join(missing.values()) + "\n")
        again = libclang.parse(path, [*flags, "-include", _RECOVERED], [*unsaved, declarations], _OPTIONS)
        if again is None:
            break
        inputs.note(again, [*unsaved, declarations])
        remaining = _errors(again)
        if len(remaining) < len(left):
            handle, left = again, remaining
    return handle


def _add_missing(missing: dict[str, str], errors: list[Problem]) -> None:
    """Add declarations for the types and names that `errors` call unknown, by name."""
    for message in (error.message for error in errors):
        if len(missing) >= _MAX_RECOVERED:
            return
        if (match := _UNKNOWN_TYPE.search(message)) is not None:
            missing.setdefault(match.group(1), _guess(match.group(1)))
        elif (match := _UNDECLARED.search(message)) is not None:
            name = match.group(1)
            missing.setdefault(name, _guess(name) if _INTEGER.match(name) else f"extern int {name};")
        elif (match := _INCOMPLETE.search(message)) is not None:
            missing.setdefault(match.group(1), f"{match.group(1)} {{ long bpflint_unknown; }};")


def _guess(name: str) -> str:
    """A typedef that lets code that uses an unknown type be parsed: an integer where it is named like one."""
    match = _INTEGER.match(name)
    if match is not None:
        size = {"8": "char", "16": "short", "32": "int", "64": "long long"}[match.group(2)]
        sign = "signed" if match.group(1) in ("s", "i", "int") else "unsigned"
        return f"typedef {sign} {size} {name};"
    if _COUNTED.match(name):
        return f"typedef {'_Bool' if name == 'bool' else 'unsigned long'} {name};"
    return f"typedef struct {name} {{ }} {name};"


def _name_lost_programs(unit: Unit, text: str) -> None:
    """Say which programs of a file with errors did not come through."""
    for match in _PROGRAM.finditer(text):
        # `SEC("x") __annotation("...") int BPF_PROG(name, ...) {`: a word before or in parentheses is its name.
        found = [pair for pair in _CANDIDATE.findall(match.group(1)) if not pair[0].startswith("__")]
        names = [name for pair in found for name in pair if name]
        if "##" in match.group(1) or "\\\n" in match.group(1):
            continue  # the definition of a macro that makes programs
        if names and not any(name in unit.functions or name in unit.globals for name in names):
            line = text.count("\n", 0, match.start()) + 1
            name = found[-1][1] if found[-1][0].isupper() else found[-1][0]
            unit.problems.append(
                Problem(
                    Span(unit.path, line, 1, line, 2),
                    f"program {name!r} is not analysed: its declaration has errors, or it is compiled out",
                )
            )


class _Probe:
    """Looks up names that only the precompiled header has, through a file of a few lines for each."""

    def __init__(self, flags: Sequence[str], unsaved: Sequence[tuple[str, str]]) -> None:
        self._flags = flags
        self._unsaved = unsaved
        self._types: dict[str, Type | None] = {}

    def type(self, name: str) -> Type | None:
        """A struct, union or enum by its C name."""
        if name not in self._types:
            self._types[name] = self._find_type(name)
        return self._types[name]

    def _find_type(self, name: str) -> Type | None:
        if not re.fullmatch(r"(?:struct|union|enum) \w+", name):
            return None
        unit = self._parse(f"{name} *bpflint_probed;\n")
        found = unit.globals.get("bpflint_probed") if unit is not None else None
        target = found.type.target if found is not None else None
        return target if target is not None and target.complete else None

    def function(self, name: str) -> Declaration | None:
        """A function declaration by name."""
        unit = self._parse(f"void *bpflint_probe(void) {{ return (void *){name}; }}\n")
        return unit.declarations.get(name) if unit is not None else None

    def typedef(self, name: str) -> str | None:
        """What a typedef stands for, as clang writes it."""
        handle = libclang.parse(_PROBE, self._flags, [*self._unsaved, (_PROBE, f"{name} *bpflint_probed;\n")], _OPTIONS)
        if handle is None or any(handle.errors()):
            return None
        spelling = TypeTable(handle).canonical_spelling(handle.clang.children(handle.cursor)[-1])
        return spelling.removesuffix("*").strip()

    def _parse(self, source: str) -> Unit | None:
        handle = libclang.parse(_PROBE, self._flags, [*self._unsaved, (_PROBE, source)], _OPTIONS)
        if handle is None:
            return None
        builder = UnitBuilder(handle, Unit(_PROBE))
        builder.build()
        return builder.unit


def _type_finder(builder: UnitBuilder, probe: _Probe | None) -> Callable[[str], Type | None]:
    def find_type(name: str) -> Type | None:
        found = builder.find_type(name)
        return probe.type(name) if found is None and probe is not None else found

    return find_type
