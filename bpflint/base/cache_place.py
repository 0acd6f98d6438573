"""Where the user's cache lies, and whose it is.

What stands in it is believed, so nobody else may have put it there: a directory that another user owns or may write, or
that lies in one, is refused, and `refusal` says why.

Little is imported: a run in which nothing has changed needs this and should take no time.
"""

# Paths are strings, and os.path costs nothing.
# ruff: noqa: PTH103, PTH116, PTH118, PTH120

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

ENVIRONMENT: Final = "BPFLINT_CACHE_DIR"
_TOP: Final = ""

_known: dict[str, str | None] = {}
"""The directory of the cache and those in it, by name; None for one that cannot be used."""
_refused: list[str] = []


def refusal() -> str | None:
    """Why the cache is not used, a sentence; None if it is, or if there just is none."""
    directory()
    return _refused[0] if _refused else None


def directory() -> str | None:
    """The directory of the cache, created if need be, no symbolic link in it; None where it cannot be used."""
    if _TOP not in _known:
        _known[_TOP] = _find()
    return _known[_TOP]


def folder(name: str) -> str | None:
    """A directory within the cache, created if need be; None where it cannot be used."""
    if name not in _known:
        top = directory()
        _known[name] = None if top is None else _made(os.path.join(top, name))
    return _known[name]


def forget() -> None:
    """Look at the directories anew; for tests."""
    _known.clear()
    _refused.clear()


def _find() -> str | None:
    try:
        found = os.path.realpath(os.environ.get(ENVIRONMENT) or _usual())
        os.makedirs(found, exist_ok=True, mode=0o700)
        if not os.access(found, os.W_OK | os.X_OK):
            return None
        problem = _why_not_trusted(found)
    except (OSError, ValueError, RuntimeError):
        return None
    if problem:
        _refused.append(f"{found} is not used as a cache: {problem}")
        return None
    return found


def _usual() -> str:
    from platformdirs import user_cache_path

    return str(user_cache_path("bpflint"))


def _made(path: str) -> str | None:
    try:
        os.makedirs(path, 0o700, exist_ok=True)  # another process may make it at the same moment
        return path if _whose(path) is None else None
    except OSError:
        return None


def _why_not_trusted(directory: str) -> str | None:
    problem = _whose(directory)
    if problem:
        return problem
    above = directory
    while above != (above := os.path.dirname(above)):
        if problem := _whose_above(above):
            return problem
    for entry in os.scandir(directory):
        try:
            if not entry.is_file(follow_symlinks=False) and (problem := _whose(entry.path)):
                return f"{problem}: {entry.name}"
        except FileNotFoundError:
            continue  # another process has just removed it
    return None


def _whose(directory: str) -> str | None:
    """What is wrong with a directory of the cache: it has to be ours alone to write."""
    status = os.lstat(directory)
    if not stat.S_ISDIR(status.st_mode):
        return "it is not a directory"
    if not hasattr(os, "geteuid"):  # Windows, where the user's profile is the user's
        return None
    if status.st_uid != os.geteuid():
        return "it belongs to another user"
    if status.st_mode & stat.S_IWOTH or (status.st_mode & stat.S_IWGRP and not _is_trusted_group(status.st_gid)):
        return "others may write it"
    return None


def _whose_above(directory: str) -> str | None:
    """What is wrong with a directory above the cache: nobody else may put another one in the cache's place."""
    if not hasattr(os, "geteuid"):
        return None
    status = os.stat(directory)
    if status.st_uid not in (os.geteuid(), 0):
        return f"{directory} belongs to another user"
    if status.st_mode & stat.S_ISVTX:
        return None
    if status.st_mode & stat.S_IWOTH or (status.st_mode & stat.S_IWGRP and not _is_trusted_group(status.st_gid)):
        return f"others may write {directory}"
    return None


def _is_trusted_group(group: int) -> bool:
    """True for root's group, and for a group that the user is alone in, as many systems give every user."""
    if group == 0:
        return True
    import grp
    import pwd

    try:
        user = pwd.getpwuid(os.geteuid())
        entry = grp.getgrgid(group)
    except KeyError:
        return False
    return user.pw_gid == group and entry.gr_name == user.pw_name and set(entry.gr_mem) <= {user.pw_name}
