"""What the disk was asked, and what it said: the means to tell later, quickly, that a run would say the same again.

While it listens, every question that Python code asks goes through here: what a path is, what a directory holds, and
each file that is opened. The answer is noted before whoever asked gets it, so what changes afterwards shows when the
question is asked again. Nothing has to be declared, so nothing can be forgotten; where it cannot be told what was
asked, or whether the answer will last, that is noted. What the compiler reads is not heard; the reports that are kept
know of it and ask for it.

No more is imported than every Python has loaded anyhow: a run in which nothing has changed should take no time.
"""

# This stands between Python and os.stat, so it cannot use pathlib. The types are for checkers alone.
# ruff: noqa: PTH100, PTH119, PTH120

from __future__ import annotations

import builtins
import io
import os
import stat
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from typing import Any, Final

UNSURE: Final = "?"
"""The answer to a question that cannot be asked again, or whose answer may not last."""
_ABSENT: Final = "-"
_DIRECTORY: Final = "d"
_STATUS: Final = "s"
"""How a question begins: what is at a path."""
_LINK: Final = "l"
"""What is at a path, if it is not followed where it is a link."""
_LISTING: Final = "n"
"""The names in a directory."""
_PASSING: Final = ("/proc/", "/dev/", "/sys/fs/")
"""What is below changes all the time, and decides how a run goes, not what it says."""
_CLOCK_NS: Final = 100_000_000
"""How far the times of files may lag behind the clock."""


class Trace:
    """The questions of a run, each with what was said to it first."""

    def __init__(self, deaf: Iterable[str]) -> None:
        """Nothing is noted of what lies in one of the directories `deaf`."""
        self.answers: dict[str, str] = {}
        self._deaf = tuple(f"{each.rstrip(os.sep)}{os.sep}" for each in deaf) + _PASSING
        self._newest_ns = time.time_ns() - _CLOCK_NS

    def note(self, kind: str, path: Any, answer: Callable[[str], str]) -> None:
        """Note what is said to a question, if it is the first time."""
        name = os.fsdecode(path)
        question = kind + name
        if question not in self.answers and not name.startswith(self._deaf):
            self.answers[question] = answer(name)

    def since(self, known: int) -> dict[str, str]:
        """What was asked after the first `known` questions."""
        return dict(list(self.answers.items())[known:])

    def take_in(self, answers: Mapping[str, str]) -> None:
        """Add what another process heard."""
        add(self.answers, answers)

    def note_status(self, kind: str, path: Any, status: os.stat_result) -> None:
        """Note what is at a path."""
        # A file so new could be changed once more without its time showing that.
        is_new = stat.S_ISREG(status.st_mode) and status.st_ctime_ns > self._newest_ns
        self.note(kind, path, lambda name: UNSURE if is_new else _described(status, kind, name))


_heard: Trace | None = None
_REAL = (os.stat, os.lstat, os.scandir, os.listdir, os.readlink, os.open, io.open)
_stat, _lstat, _scandir, _listdir, _readlink, _os_open, _open = _REAL


def add(known: dict[str, str], answers: Mapping[str, str]) -> None:
    """Add what was said to somebody else; where that is something else, it changed meanwhile."""
    for question, answer in answers.items():
        if known.setdefault(question, answer) != answer:
            known[question] = UNSURE


def ask(question: str) -> str:
    """What the disk says now."""
    kind, path = question[:1], question[1:]
    try:
        if kind == _LISTING:
            return _names(path)
        return _described(_lstat(path) if kind == _LINK else _stat(path), kind, path)
    except (OSError, ValueError):
        return _ABSENT


def after_writing(answers: Mapping[str, str], paths: Collection[str]) -> dict[str, str]:
    """`answers`, as they are if nothing has changed but that files were written at the absolute `paths`.

    What was asked about these files themselves is left out.
    """
    names: dict[str, set[str]] = {}
    for path in paths:
        names.setdefault(os.path.dirname(path), set()).add(os.path.basename(path))
    kept = {}
    for question, answer in answers.items():
        path = os.path.abspath(question[1:])
        if question[0] != _LISTING:
            kept.update({question: answer} if path not in paths else {})
        elif path in names:
            before, after = (set(each.split("\n")) - {""} for each in (answer, ask(question)))
            kept[question] = "\n".join(sorted(after)) if before ^ after <= names[path] else UNSURE
        else:
            kept[question] = answer
    return kept


def listen(deaf: Iterable[str]) -> Trace:
    """Note from now on what is asked, in this process and in copies of it; what lies in one of `deaf` is left out."""
    global _heard
    _heard = Trace(deaf)
    os.stat, os.lstat, os.scandir, os.listdir = _heard_stat, _heard_lstat, _heard_scandir, _heard_listdir
    os.readlink, os.open = _heard_readlink, _heard_os_open
    io.open = builtins.open = _heard_open
    return _heard


def stop() -> None:
    """Listen no longer."""
    global _heard
    _heard = None
    os.stat, os.lstat, os.scandir, os.listdir, os.readlink, os.open, io.open = _REAL
    builtins.open = io.open


def heard() -> Trace | None:
    """What was heard so far; None if nobody listens."""
    return _heard


def _described(status: os.stat_result, kind: str, path: str) -> str:
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size} {status.st_ino}"
    if kind == _LINK and stat.S_ISLNK(mode):
        return f"-> {_readlink(path)}"
    return _DIRECTORY if stat.S_ISDIR(mode) else f"kind {stat.S_IFMT(mode)}"


def _names(path: str) -> str:
    with _scandir(path) as entries:
        names = sorted(
            f"{each.name}{'/' if _is_directory(each) else ''}{'@' if each.is_symlink() else ''}" for each in entries
        )
    return "\n".join(names)


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle, for one: the other names are an answer all the same
        return False


def _heard_stat(path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> os.stat_result:
    kind = _STATUS if follow_symlinks else _LINK
    return _noted(kind, path, dir_fd, lambda: _stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks))


def _heard_lstat(path: Any, *, dir_fd: int | None = None) -> os.stat_result:
    return _noted(_LINK, path, dir_fd, lambda: _lstat(path, dir_fd=dir_fd))


def _noted(kind: str, path: Any, dir_fd: int | None, read: Callable[[], os.stat_result]) -> os.stat_result:
    """`read()`, noted as the answer to a question."""
    if _heard is None or isinstance(path, int):  # a file that somebody opened, which was noted
        return read()
    if dir_fd is not None:
        _heard.note(kind, path, lambda _: UNSURE)
        return read()
    try:
        status = read()
    except (OSError, ValueError):
        _heard.note(kind, path, lambda _: _ABSENT)
        raise
    _heard.note_status(kind, path, status)
    return status


def _heard_scandir(path: Any = ".") -> Any:
    _note_names(path)
    return _scandir(path)


def _heard_listdir(path: Any = ".") -> Any:
    _note_names(path)
    return _listdir(path)


def _note_names(path: Any) -> None:
    if _heard is not None:
        is_open = isinstance(path, int)
        _heard.note(_LISTING, str(path) if is_open else path, lambda name: UNSURE if is_open else ask(_LISTING + name))


def _heard_readlink(path: Any, *, dir_fd: int | None = None) -> Any:
    _note_file(_LINK, path, dir_fd)
    return _readlink(path, dir_fd=dir_fd)


def _heard_os_open(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    if flags & (os.O_WRONLY | os.O_RDWR) == 0:
        _note_file(_STATUS, path, dir_fd)
    return _os_open(path, flags, mode, dir_fd=dir_fd)


def _heard_open(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
    if not set(mode) & set("wax+"):
        _note_file(_STATUS, file)
    return _open(file, mode, *rest, **named)


def _note_file(kind: str, path: Any, dir_fd: int | None = None) -> None:
    try:
        _noted(kind, path, dir_fd, lambda: (_lstat if kind == _LINK else _stat)(path, dir_fd=dir_fd))
    except (OSError, ValueError):
        return  # whoever asked is told the same
