"""Patterns of paths as in .gitignore, for settings."""

from __future__ import annotations

from fnmatch import fnmatchcase


def matches(pattern: str, path: str) -> bool:
    """True if the pattern names `path` or a directory above it, as in .gitignore.

    `*` and `?` stop at a slash, `**` stands for any number of directories. A pattern without a slash may match at
    any depth. Takes time linear in both, whatever a hostile pattern looks like.
    """
    wanted = [part for part in pattern.split("/") if part not in ("", ".")]
    if not wanted:
        return False
    if "/" not in pattern.rstrip("/"):
        wanted.insert(0, "**")
    have = [part for part in path.split("/") if part != "."]
    reached = {0}
    for part in wanted:
        if part == "**":
            reached = set(range(min(reached, default=len(have) + 1), len(have) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(have) and fnmatchcase(have[at], part)}
    return any(at > 0 for at in reached)
