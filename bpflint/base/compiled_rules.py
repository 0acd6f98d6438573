"""The compiled form of rules/: JSON beside the files that it was made of, which a run loads in their place.

Parsing YAML takes longer than linting a small file. The compiled form names the hash of what it was made of and is
taken only if that is the hash of the files as they are now: it can be missing or old, but never wrong.
`tools/compile_rules.py` writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bpflint.base.files import write_atomically

Compiled = dict[str, Any]
"""What is compiled, and under "hash" what it was made of."""

COMPILED = "compiled.json"
"""The name of the file."""


def hash_of(directory: Path, files: Sequence[Path], form: str) -> str:
    """Names the content of these files of `directory`; `form` says what the code makes of them, and changes with it."""
    digest = hashlib.blake2b(f"bpflint {form}".encode(), digest_size=20)
    for path in files:
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(directory).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def load(directory: Path, expected: str, make: Callable[[], Compiled]) -> Compiled:
    """The compiled form in `directory` if it has the hash `expected`, else what `make` gives."""
    try:
        compiled = json.loads((directory / COMPILED).read_bytes())
    except (OSError, ValueError):
        compiled = None
    return compiled if isinstance(compiled, dict) and compiled.get("hash") == expected else make()


def write(directory: Path, compiled: Compiled) -> None:
    """Writes the compiled form, whole or not at all."""
    write_atomically(directory / COMPILED, text_of(compiled))


def text_of(compiled: Compiled) -> str:
    """What `write` writes."""
    return json.dumps(compiled, separators=(",", ":")) + "\n"
