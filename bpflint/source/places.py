"""Where things stand in the source: libclang's locations as spans of the text that a person wrote.

A place inside a macro expansion is the place of the macro's use, and an argument of a macro is where it is written.
Columns count characters, not bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from ctypes import byref, c_char, c_size_t, c_uint, c_void_p
from functools import cached_property
from typing import Final

from bpflint.base.files import plain_path
from bpflint.base.span import Span
from bpflint.source.libclang import INCLUSION_VISITOR, CXCursor, CXSourceLocation, TranslationUnit

_MACRO: Final = 0x8000_0000
"""Set in a raw location inside a macro expansion."""

_LARGE: Final = 1 << 18
"""Bytes of a file whose lines are better counted by clang: a generated vmlinux.h, where few places are asked for."""

_LONGEST: Final = 256
"""Bytes of an identifier that matter."""

_NEWLINE: Final = re.compile(rb"\n")
_IDENTIFIER: Final = re.compile(rb"[A-Za-z_]\w*")


class SourceFile:
    """One file of the unit. Its text is read when somebody asks for it: vmlinux.h alone has four million bytes."""

    def __init__(self, path: str, contents: int, size: int, *, is_main: bool, is_system: bool) -> None:
        self.path = path
        self.size = size
        self.is_main = is_main
        self.is_vmlinux = path.endswith(".h") and path.rpartition("/")[2].startswith("vmlinux")
        self.is_foreign = is_system or self.is_vmlinux
        """Whether it is not the person's, as a header of the system or vmlinux.h. One with programs in it is."""
        self._contents = contents

    @cached_property
    def text(self) -> bytes:
        return bytes((c_char * self.size).from_address(self._contents)) if self.size else b""

    def slice(self, start: int, stop: int) -> bytes:
        """The bytes of a range."""
        stop = min(stop, self.size)
        return bytes((c_char * (stop - start)).from_address(self._contents + start)) if 0 <= start < stop else b""

    @cached_property
    def is_ascii(self) -> bool:
        return self.text.isascii()

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line."""
        return [0, *(match.end() for match in _NEWLINE.finditer(self.text))]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(line.rstrip("\r") for line in self.text.decode("utf-8", "replace").removesuffix("\n").split("\n"))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte offset."""
        line = bisect_right(self.starts, offset)
        start = self.starts[line - 1]
        if self.is_ascii:
            return line, offset - start + 1
        return line, len(self.text[start:offset].decode("utf-8", "replace")) + 1

    def identifier(self, offset: int) -> str:
        """The identifier that begins at `offset`, "" if none does."""
        found = _IDENTIFIER.match(self.slice(offset, offset + _LONGEST))
        return found.group().decode() if found else ""


class Places:
    """Decodes the locations of one translation unit."""

    def __init__(self, unit: TranslationUnit, path: str) -> None:
        self._unit = unit
        self._clang = unit.clang
        self._path = path
        self._names: dict[str, SourceFile] = {}
        self.files: dict[str, SourceFile] = {}
        """By path."""
        self._bases: list[int] = []
        self._ranges: list[tuple[int, int, SourceFile]] = []
        self._macros: dict[int, tuple[SourceFile, int]] = {}
        self._nowhere = SourceFile("", 0, 0, is_main=False, is_system=True)
        self._latest = 1, 0, self._nowhere
        """The first and last raw location of the file that was met last, unless it is a large one."""
        self._spans: dict[tuple[int, int], Span] = {}
        """By the raw locations of both ends: an expression and what is implied around it stand in one place."""

    def span(self, cursor: CXCursor) -> Span:
        """The extent of a cursor."""
        extent = self._clang.getCursorExtent(cursor)
        ends = extent.begin, extent.end
        known = self._spans.get(ends)
        if known is None:
            known = self._spans[ends] = self.span_of(extent.first, extent.second, *ends)
        return known

    def span_of(self, first: int | None, second: int | None, begin: int, end: int) -> Span:
        low, high, file = self._latest
        if low <= begin < end <= high:  # as most are
            line, column = file.position(begin - low)
            end_line, end_column = file.position(end - low)
            return Span(file.path, line, column, end_line, end_column)
        file, start = self.locate(first, second, begin)
        last_file, stop = self.locate(first, second, end)
        if last_file is not file or stop <= start:
            # Begin and end come from different expansions: the token where it begins.
            line, column = self._position(file, start, first, second, begin)
            return Span(file.path, line, column, line, column + (len(file.identifier(start)) or 1))
        line, column = self._position(file, start, first, second, begin)
        end_line, end_column = self._position(file, stop, first, second, end)
        return Span(file.path, line, column, end_line, end_column)

    def _position(
        self, file: SourceFile, offset: int, first: int | None, second: int | None, raw: int
    ) -> tuple[int, int]:
        if file.size <= _LARGE:
            return file.position(offset)
        line, column = c_uint(), c_uint()
        location = CXSourceLocation(first, second, raw)
        self._clang.getFileLocation(location, None, byref(line), byref(column), None)
        return line.value, column.value

    def place(self, cursor: CXCursor) -> tuple[SourceFile, int]:
        """The file and byte offset of a cursor's own location (the name, for a declaration)."""
        location = self._clang.getCursorLocation(cursor)
        return self.locate(location.first, location.second, location.raw)

    def name_span(self, cursor: CXCursor) -> Span:
        """The span of the identifier at a declaration's location."""
        return self.token_span(self._clang.getCursorLocation(cursor))

    def token_span(self, location: CXSourceLocation) -> Span:
        file, start = self.locate(location.first, location.second, location.raw)
        line, column = self._position(file, start, location.first, location.second, location.raw)
        return Span(file.path, line, column, line, column + (len(file.identifier(start)) or 1))

    def in_macro(self, cursor: CXCursor) -> bool:
        return bool(self._clang.getCursorExtent(cursor).begin & _MACRO)

    def locate(self, first: int | None, second: int | None, raw: int) -> tuple[SourceFile, int]:
        """The file and byte offset of a raw location."""
        if raw & _MACRO:
            known = self._macros.get(raw)
            if known is None:
                known = self._macros[raw] = self._ask(CXSourceLocation(first, second, raw))
            return known
        index = bisect_right(self._bases, raw) - 1
        if index >= 0:
            base, end, file = self._ranges[index]
            if raw <= end:
                if file.size <= _LARGE:
                    self._latest = base, end, file
                return file, raw - base
        file, offset = self._ask(CXSourceLocation(first, second, raw))
        if file.size:
            base = raw - offset
            index = bisect_right(self._bases, base)
            self._bases.insert(index, base)
            self._ranges.insert(index, (base, base + file.size, file))
        return file, offset

    def included(self) -> list[SourceFile]:
        """The files that the unit includes, directly or not, in order."""
        locations: list[CXSourceLocation] = []
        clang = self._clang

        def visit(file: int, _stack: object, depth: int, _data: object) -> None:
            if depth:
                locations.append(clang.getLocationForOffset(self._unit.handle, file, 0))

        clang.getInclusions(self._unit.handle, INCLUSION_VISITOR(visit), None)
        return [self.locate(each.first, each.second, each.raw)[0] for each in locations]

    def _ask(self, location: CXSourceLocation) -> tuple[SourceFile, int]:
        handle, line, column, offset = c_void_p(), c_uint(), c_uint(), c_uint()
        self._clang.getFileLocation(location, byref(handle), byref(line), byref(column), byref(offset))
        if not handle.value:
            return self._nowhere, 0
        name = self._clang.file_name(handle)
        file = self._names.get(name)
        if file is None:
            is_main = name == self._path
            is_system = not is_main and bool(self._clang.Location_isInSystemHeader(location))
            size = c_size_t()
            contents = self._clang.getFileContents(self._unit.handle, handle, byref(size))
            file = SourceFile(
                name if is_main else plain_path(name),
                contents or 0,
                size.value if contents else 0,
                is_main=is_main,
                is_system=is_system,
            )
            self._names[name] = self.files[file.path] = file
        return file, offset.value
