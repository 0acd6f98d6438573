"""What the compiler has read for one file, told by the compiler itself.

`includes.py` follows the text of `#include` lines, and so misses what macros, continued lines and `#include_next` lead
to; the compiler does not. It keeps the contents that it has parsed, so a header that was saved meanwhile shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ctypes import c_char
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from bpflint.base.files import digest_of
from bpflint.source.libclang import TranslationUnit

_NOT_FOUND: Final = re.compile(r"'([^']+)' file not found$")
_QUESTION: Final = re.compile(rb"__has_(?:include|include_next|embed)\b")
_NAMED: Final = re.compile(rb"""[ \t]*\([ \t]*["<]([^">\n]+)[">]""")
_IS_IT_KNOWN: Final = re.compile(rb"(?:defined[ \t]*\(?|#[ \t]*(?:ifdef|ifndef|undef))[ \t]*$")
# Patterns that begin with what must be there are found ten times as fast as those that begin with where it stands.
_SPLICE: Final = re.compile(rb"(?:\\|\?\?/)[ \t]*\r?\n")
_SPLICED_WORD: Final = re.compile(rb"\\(?<=\w\\)[ \t]*\r?\n\w")
_EMBEDS: Final = re.compile(rb"__has_embed\b|(?:#|%:|\?\?=)[\s\\]*(?:embed\b|/\*)")
"""A comment behind the sign may have the word behind it."""


@dataclass(slots=True, eq=False)
class Inputs:
    """The files that were read, and what else an answer of the front end depends on."""

    read: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """What each file held, by its path as the compiler spells it and by digest: more than one if it was changed."""
    missing: set[str] = field(default_factory=set)
    """Names of headers that were not found, as written or as macros gave them."""
    shares_licence: bool | None = None
    """What was said when somebody asked whether the sources of the project are linked into one object."""
    own_kfuncs: dict[str, str] | None = None
    """What was said when somebody asked for the kfuncs that the project's modules register."""

    def note(self, unit: TranslationUnit, unsaved: Sequence[tuple[str, str]]) -> None:
        """Add what a parse has read, but for what it was given in place of files."""
        given = {name for name, _ in unsaved}
        for path, address, size in unit.contents():
            if path not in given:
                content = bytes((c_char * size).from_address(address)) if size else b""
                self.read.setdefault(path, {})[digest_of(content)] = content
        self.missing.update(found[1] for _, message, _ in unit.errors() if (found := _NOT_FOUND.search(message)))


@lru_cache(maxsize=1024)  # the files of a run share most of their headers
def asked_names(text: bytes) -> tuple[str, ...] | None:
    """The headers that a text asks for with `__has_include`; None where their names cannot be read off it.

    So it is too where the content of another file becomes part of the program: `#embed`.
    """
    if _SPLICED_WORD.search(text) or b"??/" in text:
        text = _SPLICE.sub(b"", text)
    if b"embed" in text and _EMBEDS.search(text):
        return None
    names = list(_names(text)) if b"__has_" in text else []
    return None if None in names else tuple(name for name in names if name is not None)


def _names(text: bytes) -> Iterator[str | None]:
    for question in _QUESTION.finditer(text):
        if _IS_IT_KNOWN.search(text, max(question.start() - 80, 0), question.start()):
            continue
        named = _NAMED.match(text, question.end())
        yield named[1].decode(errors="surrogateescape") if named is not None else None
