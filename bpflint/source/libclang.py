"""The part of libclang's C interface that lowering needs, called directly.

The classes of `clang.cindex` cost ten times as much per cursor as the plain functions do, and lack the kinds of
operators. So this module declares its own structures and reads trees with one callback a cursor.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    byref,
    c_char_p,
    c_double,
    c_int,
    c_longlong,
    c_size_t,
    c_uint,
    c_ulong,
    c_ulonglong,
    c_void_p,
)
from functools import cache
from typing import Any, Final

from bpflint.base.build_date import VARIABLE, build_date
from bpflint.base.span import Span
from bpflint.source import parse_time
from bpflint.source.libclang_library import find_library, load_library
from bpflint.source.types import Type


class CXCursor(Structure):
    _fields_ = (("kind", c_int), ("xdata", c_int), ("decl", c_void_p), ("stmt", c_void_p), ("unit", c_void_p))


class CXType(Structure):
    _fields_ = (("kind", c_int), ("ast", c_void_p), ("unit", c_void_p))


class CXString(Structure):
    _fields_ = (("data", c_void_p), ("flags", c_uint))


class CXSourceLocation(Structure):
    _fields_ = (("first", c_void_p), ("second", c_void_p), ("raw", c_uint))


class CXSourceRange(Structure):
    _fields_ = (("first", c_void_p), ("second", c_void_p), ("begin", c_uint), ("end", c_uint))


class CXUnsavedFile(Structure):
    _fields_ = (("name", c_char_p), ("contents", c_char_p), ("length", c_ulong))


VISITOR: Final = CFUNCTYPE(c_int, CXCursor, CXCursor, c_void_p)
FIELD_VISITOR: Final = CFUNCTYPE(c_int, CXCursor, c_void_p)
INCLUSION_VISITOR: Final = CFUNCTYPE(None, c_void_p, POINTER(CXSourceLocation), c_uint, c_void_p)

_BREAK: Final = 0
_CONTINUE: Final = 1
_RECURSE: Final = 2

FIRST_EXPRESSION: Final = 100
LAST_STATEMENT: Final = 299

_FUNCTIONS: Final[dict[str, tuple[Any, tuple[Any, ...]]]] = {
    "clang_createIndex": (c_void_p, (c_int, c_int)),
    "clang_disposeIndex": (None, (c_void_p,)),
    "clang_parseTranslationUnit2": (
        c_int,
        (c_void_p, c_char_p, POINTER(c_char_p), c_int, POINTER(CXUnsavedFile), c_uint, c_uint, POINTER(c_void_p)),
    ),
    "clang_disposeTranslationUnit": (None, (c_void_p,)),
    "clang_getTranslationUnitCursor": (CXCursor, (c_void_p,)),
    "clang_getClangVersion": (CXString, ()),
    "clang_getCString": (c_char_p, (CXString,)),
    "clang_disposeString": (None, (CXString,)),
    "clang_visitChildren": (c_uint, (CXCursor, VISITOR, c_void_p)),
    "clang_getCursorSpelling": (CXString, (CXCursor,)),
    "clang_getCursorType": (CXType, (CXCursor,)),
    "clang_getCursorReferenced": (CXCursor, (CXCursor,)),
    "clang_getCursorDefinition": (CXCursor, (CXCursor,)),
    "clang_isCursorDefinition": (c_uint, (CXCursor,)),
    "clang_getCanonicalCursor": (CXCursor, (CXCursor,)),
    "clang_getCursorSemanticParent": (CXCursor, (CXCursor,)),
    "clang_getCursorLocation": (CXSourceLocation, (CXCursor,)),
    "clang_getCursorExtent": (CXSourceRange, (CXCursor,)),
    "clang_getCursorBinaryOperatorKind": (c_int, (CXCursor,)),
    "clang_getCursorUnaryOperatorKind": (c_int, (CXCursor,)),
    "clang_getCursorPrintingPolicy": (c_void_p, (CXCursor,)),
    "clang_PrintingPolicy_setProperty": (None, (c_void_p, c_int, c_uint)),
    "clang_PrintingPolicy_dispose": (None, (c_void_p,)),
    "clang_getCursorPrettyPrinted": (CXString, (CXCursor, c_void_p)),
    "clang_Cursor_hasAttrs": (c_uint, (CXCursor,)),
    "clang_Cursor_isAnonymous": (c_uint, (CXCursor,)),
    "clang_Cursor_getStorageClass": (c_int, (CXCursor,)),
    "clang_getCursorLinkage": (c_int, (CXCursor,)),
    "clang_Cursor_getVarDeclInitializer": (CXCursor, (CXCursor,)),
    "clang_Cursor_getOffsetOfField": (c_longlong, (CXCursor,)),
    "clang_getFieldDeclBitWidth": (c_int, (CXCursor,)),
    "clang_getEnumConstantDeclValue": (c_longlong, (CXCursor,)),
    "clang_getEnumDeclIntegerType": (CXType, (CXCursor,)),
    "clang_getTypedefDeclUnderlyingType": (CXType, (CXCursor,)),
    "clang_Cursor_Evaluate": (c_void_p, (CXCursor,)),
    "clang_EvalResult_getKind": (c_int, (c_void_p,)),
    "clang_EvalResult_getAsLongLong": (c_longlong, (c_void_p,)),
    "clang_EvalResult_isUnsignedInt": (c_uint, (c_void_p,)),
    "clang_EvalResult_getAsUnsigned": (c_ulonglong, (c_void_p,)),
    "clang_EvalResult_getAsDouble": (c_double, (c_void_p,)),
    "clang_EvalResult_dispose": (None, (c_void_p,)),
    "clang_getCanonicalType": (CXType, (CXType,)),
    "clang_getPointeeType": (CXType, (CXType,)),
    "clang_getResultType": (CXType, (CXType,)),
    "clang_getNumArgTypes": (c_int, (CXType,)),
    "clang_getArgType": (CXType, (CXType, c_uint)),
    "clang_isFunctionTypeVariadic": (c_uint, (CXType,)),
    "clang_getArrayElementType": (CXType, (CXType,)),
    "clang_getArraySize": (c_longlong, (CXType,)),
    "clang_getTypeDeclaration": (CXCursor, (CXType,)),
    "clang_getTypeSpelling": (CXString, (CXType,)),
    "clang_getAddressSpace": (c_uint, (CXType,)),
    "clang_isConstQualifiedType": (c_uint, (CXType,)),
    "clang_isVolatileQualifiedType": (c_uint, (CXType,)),
    "clang_Type_getSizeOf": (c_longlong, (CXType,)),
    "clang_Type_getNamedType": (CXType, (CXType,)),
    "clang_Type_getModifiedType": (CXType, (CXType,)),
    "clang_Type_visitFields": (c_uint, (CXType, FIELD_VISITOR, c_void_p)),
    "clang_getFile": (c_void_p, (c_void_p, c_char_p)),
    "clang_getFileName": (CXString, (c_void_p,)),
    "clang_getFileContents": (c_void_p, (c_void_p, c_void_p, POINTER(c_size_t))),
    "clang_getLocationForOffset": (CXSourceLocation, (c_void_p, c_void_p, c_uint)),
    "clang_getFileLocation": (
        None,
        (CXSourceLocation, POINTER(c_void_p), POINTER(c_uint), POINTER(c_uint), POINTER(c_uint)),
    ),
    "clang_Location_isInSystemHeader": (c_int, (CXSourceLocation,)),
    "clang_getInclusions": (None, (c_void_p, INCLUSION_VISITOR, c_void_p)),
    "clang_getNumDiagnostics": (c_uint, (c_void_p,)),
    "clang_getDiagnostic": (c_void_p, (c_void_p, c_uint)),
    "clang_disposeDiagnostic": (None, (c_void_p,)),
    "clang_getDiagnosticSeverity": (c_int, (c_void_p,)),
    "clang_getDiagnosticOption": (CXString, (c_void_p, c_void_p)),
    "clang_getDiagnosticSpelling": (CXString, (c_void_p,)),
    "clang_getDiagnosticLocation": (CXSourceLocation, (c_void_p,)),
}

_ERROR: Final = 3
"""CXDiagnostic_Error; fatal is one more."""

_TERSE_OUTPUT: Final = 17
"""Index of the printing policy's property that leaves out function bodies."""


class Node:
    """A cursor with its children, as one visit found them."""

    __slots__ = ("children", "cursor", "kind", "reference", "span", "type")

    def __init__(self, cursor: CXCursor, kind: int) -> None:
        self.cursor = cursor
        self.kind = kind
        self.children: list[Node] = []
        self.reference: CXCursor | None = None
        """What the node refers to, once asked for; likewise its type and span."""
        self.type: Type | None = None
        self.span: Span | None = None

    def expressions(self) -> list[Node]:
        """The children that are expressions or statements, references to types and members left out."""
        return [child for child in self.children if FIRST_EXPRESSION <= child.kind <= LAST_STATEMENT]


class Clang:
    """The functions of the shared library, as attributes without their `clang_` prefix.

    `missing` names those that the library does not have.
    """

    def __init__(self, path: str) -> None:
        library = load_library(path)
        self.missing: set[str] = set()
        for name, (result, arguments) in _FUNCTIONS.items():
            try:
                function = getattr(library, name)
            except AttributeError:
                self.missing.add(name)
                continue
            function.restype = result
            function.argtypes = arguments
            setattr(self, name.removeprefix("clang_"), function)

    def __getattr__(self, name: str) -> Any:
        # Only reached for what the library lacks; `load` refuses such a library before anything is called.
        raise AttributeError(f"this libclang has no clang_{name}")

    def text(self, string: CXString) -> str:
        """The text of a CXString, which is disposed of."""
        return self._bytes(string).decode("utf-8", "replace")

    def file_name(self, file: int | c_void_p) -> str:
        """The name of a CXFile, as Python names files: its bytes need not be text."""
        return os.fsdecode(self._bytes(self.getFileName(file)))

    def _bytes(self, string: CXString) -> bytes:
        raw: bytes | None = self.getCString(string)
        self.disposeString(string)
        return raw or b""

    def spelling(self, cursor: CXCursor) -> str:
        return self.text(self.getCursorSpelling(cursor))

    @property
    def version(self) -> str:
        return self.text(self.getClangVersion())

    def children(self, cursor: CXCursor) -> list[CXCursor]:
        """The direct children of `cursor`."""
        found: list[CXCursor] = []
        append = found.append

        def visit(child: CXCursor, _parent: CXCursor, _data: object) -> int:
            append(child)
            return _CONTINUE

        self.visitChildren(cursor, VISITOR(visit), None)
        return found

    def fields(self, record: CXType) -> list[CXCursor]:
        """The members of a record type, anonymous ones included."""
        found: list[CXCursor] = []

        def visit(field: CXCursor, _data: object) -> int:
            found.append(field)
            return _CONTINUE

        self.Type_visitFields(record, FIELD_VISITOR(visit), None)
        return found

    def tree(
        self,
        cursor: CXCursor,
        limit: int = 2_000_000,
        *,
        looked_for: frozenset[int] = frozenset(),
        found: Callable[[Node, list[Node]], None] = lambda _node, _around: None,
    ) -> Node:
        """Everything below `cursor`. At most `limit` cursors are read; what lies behind them is left out.

        `found` is told each node of a kind that is `looked_for`, in source order, with the nodes around it.
        """
        root = Node(cursor, cursor.kind)
        nodes = [root]
        keys = [_identity(cursor)]
        left = limit

        def visit(child: CXCursor, parent: CXCursor, _data: object) -> int:
            nonlocal left
            left -= 1
            if left < 0:
                return _BREAK
            wanted = parent.stmt if parent.kind >= FIRST_EXPRESSION else parent.decl
            while keys[-1] != wanted and len(keys) > 1:
                keys.pop()
                nodes.pop()
            kind = child.kind
            node = Node(child, kind)
            nodes[-1].children.append(node)
            if kind in looked_for:
                found(node, nodes)
            nodes.append(node)
            keys.append(child.stmt if kind >= FIRST_EXPRESSION else child.decl)
            return _RECURSE

        self.visitChildren(cursor, VISITOR(visit), None)
        return root

    def evaluate(self, cursor: CXCursor) -> int | None:
        """The value of a constant integer expression, None where it is not one."""
        result = self.Cursor_Evaluate(cursor)
        if not result:
            return None
        value: int | None = None
        if self.EvalResult_getKind(result) == 1:
            unsigned = self.EvalResult_isUnsignedInt(result)
            value = self.EvalResult_getAsUnsigned(result) if unsigned else self.EvalResult_getAsLongLong(result)
        self.EvalResult_dispose(result)
        return value


class LibclangError(Exception):
    """libclang cannot be loaded, or is too old."""


class TranslationUnit:
    """One parsed file. Cursors and types are valid as long as this object lives."""

    def __init__(self, clang: Clang, index: int, handle: int) -> None:
        self.clang = clang
        self.handle = handle
        self._index = index
        self.cursor: CXCursor = clang.getTranslationUnitCursor(handle)
        self._policies: dict[bool, int] = {}

    def __del__(self) -> None:
        for policy in self._policies.values():
            self.clang.PrintingPolicy_dispose(policy)
        self.clang.disposeTranslationUnit(self.handle)
        self.clang.disposeIndex(self._index)

    def pretty(self, cursor: CXCursor, *, body: bool = False) -> str:
        """The declaration as clang prints it, macros expanded and attributes included."""
        policy = self._policies.get(body)
        if policy is None:
            policy = self._policies[body] = self.clang.getCursorPrintingPolicy(cursor)
            if not body:
                self.clang.PrintingPolicy_setProperty(policy, _TERSE_OUTPUT, 1)
        return self.clang.text(self.clang.getCursorPrettyPrinted(cursor, policy))

    def contents(self) -> Iterator[tuple[str, int, int]]:
        """Path, address and size of the text of each file that was read, those of a precompiled header left out."""
        files: list[int] = []

        def visit(file: int, _stack: object, _depth: int, _data: object) -> None:
            files.append(file)

        self.clang.getInclusions(self.handle, INCLUSION_VISITOR(visit), None)
        size = c_size_t()
        for file in dict.fromkeys(files):
            address = self.clang.getFileContents(self.handle, file, byref(size))
            yield self.clang.file_name(file), address or 0, size.value if address else 0

    def errors(self) -> Iterator[tuple[bool, str, CXSourceLocation]]:
        """Whether it is fatal, message and place of each error. Warnings that clang takes for errors are left out."""
        clang = self.clang
        for number in range(clang.getNumDiagnostics(self.handle)):
            diagnostic = clang.getDiagnostic(self.handle, number)
            severity: int = clang.getDiagnosticSeverity(diagnostic)
            if severity >= _ERROR and not clang.text(clang.getDiagnosticOption(diagnostic, None)):
                yield (
                    severity > _ERROR,
                    clang.text(clang.getDiagnosticSpelling(diagnostic)),
                    clang.getDiagnosticLocation(diagnostic),
                )
            clang.disposeDiagnostic(diagnostic)


def parse(
    path: str, arguments: Sequence[str], unsaved: Sequence[tuple[str, str]] = (), options: int = 0
) -> TranslationUnit | None:
    """Parse one file; None where libclang gives no tree at all. Declarations of a precompiled header are hidden."""
    clang = load()
    index = clang.createIndex(1, 0)
    encoded = [os.fsencode(argument) for argument in arguments]
    argv = (c_char_p * max(len(encoded), 1))(*encoded)
    files = (CXUnsavedFile * max(len(unsaved), 1))()
    for slot, (name, contents) in zip(files, unsaved, strict=False):
        data = contents.encode("utf-8", "surrogateescape")
        slot.name, slot.contents, slot.length = os.fsencode(name), data, len(data)
    handle = c_void_p()
    with parse_time.bounded():
        failed = clang.parseTranslationUnit2(
            index, os.fsencode(path), argv, len(encoded), files, len(unsaved), options, byref(handle)
        )
    if failed or not handle.value:
        clang.disposeIndex(index)
        return None
    return TranslationUnit(clang, index, handle.value)


_INSTALL: Final = (
    "install that of your system (libclang1-19 of Debian and Ubuntu, clang-libs of Fedora, clang19-libclang of "
    "Alpine), or name its directory by LIBCLANG_PATH"
)
"""What helps: the wheels of libclang are not made for every machine (musl on arm64, ppc64le, s390x, riscv64)."""


@cache
def load() -> Clang:
    """The library of the `clang` package, or else of the system. Raises LibclangError where there is none."""
    if build_date() is None:
        os.environ.pop(VARIABLE, None)  # clang reads no file where this is no date
    try:
        path = find_library()
        clang = Clang(path)
    except OSError as error:
        raise LibclangError(f"libclang cannot be loaded ({error}): {_INSTALL}") from error
    if clang.missing:
        lacking = f"{path} is too old, it lacks {min(clang.missing)}"
        raise LibclangError(f"{lacking}; version 17 or later is needed: {_INSTALL}")
    return clang


def _identity(cursor: CXCursor) -> int | None:
    """What tells a cursor from its neighbours: the declaration, or the statement or attribute."""
    value: int | None = cursor.stmt if cursor.kind >= FIRST_EXPRESSION else cursor.decl
    return value
