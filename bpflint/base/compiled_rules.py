"""The compiled form of rules/: JSON that a run loads in place of the files that it was made of.

Parsing YAML takes longer than linting a small file. The compiled form names the hash of what it was made of and is
taken only if that is the hash of the files as they are now: it can be missing or old, but never wrong. A wheel brings
it along (hatch_build.py); for a checkout the first run leaves it in the user's cache.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bpflint.base import cache

Compiled = dict[str, Any]
"""What is compiled, and under "hash" what it was made of."""

COMPILED = "compiled.json"
"""The name of the file in a wheel, beside the files that it was made of."""

_FOLDER = "rules"
_MAX_CACHED_BYTES = 16 << 20


def rules_directory() -> Path:
    """The rules that come with bpflint: in the package where installed, else in the checkout."""
    packaged = Path(__file__).resolve().parent.parent / "_rules"
    return packaged if packaged.is_dir() else packaged.parent.parent / "rules"


def hash_of(directory: Path, files: Sequence[Path], form: str) -> str:
    """Names the content of these files of `directory`; `form` says what the code makes of them, and changes with it."""
    digest = hashlib.blake2b(f"bpflint {form}".encode(), digest_size=20)
    for path in files:
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(directory).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def load(directory: Path, expected: str, make: Callable[[], Compiled]) -> Compiled:
    """The compiled form with the hash `expected`: from `directory`, from the cache, or else what `make` gives."""
    try:
        shipped = _decode((directory / COMPILED).read_bytes(), expected)
    except OSError:
        shipped = None
    if shipped is not None:
        return shipped
    folder = cache.cache_folder(_FOLDER)
    path = folder / f"{expected}.json" if folder is not None else None
    cached = _decode(cache.load(path) or b"", expected) if path is not None else None
    if cached is not None:
        return cached
    compiled = make()
    if folder is not None and path is not None:
        cache.prune(folder, _MAX_CACHED_BYTES)
        cache.store(path, text_of(compiled).encode())
    return compiled


def _decode(data: bytes, expected: str) -> Compiled | None:
    """The compiled form in `data`; None where that is no such form, or one of other files."""
    try:
        compiled = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return compiled if isinstance(compiled, dict) and compiled.get("hash") == expected else None


def text_of(compiled: Compiled) -> str:
    """The compiled form as it is stored."""
    return json.dumps(compiled, separators=(",", ":")) + "\n"
