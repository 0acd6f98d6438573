"""Lines of a manual page as a list in Markdown: on the site, and where an editor shows what is under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def listed(lines: Iterable[str]) -> Iterator[str]:
    """The lines as items; one that goes on from the one before is indented, and stays so."""
    for line in lines:
        yield f"  {line.strip()}" if line.startswith(" ") else f"- {_marked(line)}"


def _marked(line: str) -> str:
    """Flags and links as Markdown; `__sz` and its like must not turn into bold text, nor `>=6.10` into a quotation."""
    word, colon, rest = line.partition(": ")
    if colon and word.replace("_", "").isalnum() and "_" in word:
        return f"`{word}`: {rest}"
    if line.startswith("https://"):
        return f"<{line}>"
    return f"\\{line}" if line.startswith(">") else line
