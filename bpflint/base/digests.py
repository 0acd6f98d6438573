"""A digest of several pieces of data, which tells whether any of them, or their bounds, are others than before.

Little is imported, since a run that says what the one before it said begins here.
"""

from __future__ import annotations

import hashlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

DIGEST_LETTERS: Final = 40
"""Of a digest in hexadecimal."""


def digest(parts: Iterable[bytes]) -> str:
    """The digest of `parts`, in hexadecimal."""
    state = hashlib.blake2b(digest_size=DIGEST_LETTERS // 2)
    for part in parts:
        state.update(b"%d:" % len(part))
        state.update(part)
    return state.hexdigest()


def digest_of_texts(texts: Iterable[str]) -> str:
    """The same of texts, which may hold bytes that are no UTF-8."""
    return digest(text.encode("utf-8", "surrogateescape") for text in texts)
