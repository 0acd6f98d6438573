"""Files as the command line meets them: finding those to lint, naming them in reports, writing whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Final


def plain_path(path: str) -> str:
    """The path without `.` and `..`. These are taken out of the text unless a link before a `..` leads elsewhere."""
    plain = os.path.normpath(path)
    real = os.path.realpath(path) if ".." in path else plain
    if real == plain or real == os.path.realpath(plain):
        return plain
    return real if Path(path).is_absolute() else os.path.relpath(real)


def relative_path(path: str) -> str:
    """`path` as reports name it: relative to the working directory, with `/`. Standard input keeps its name."""
    return path if not path or path.startswith("<") else os.path.relpath(path).replace(os.sep, "/")


def short_path(path: str) -> str:
    """`path` as people want to read it: relative where it lies below the working directory, else as it is."""
    relative = relative_path(path)
    return path if relative.startswith("..") else relative


def not_an_option(path: str) -> str:
    """`path`, written so that no program takes it for an option."""
    return f"./{path}" if path.startswith("-") else path


# The questions of Path and DirEntry raise OSError about links that lead in a circle, or through what is no directory or
# may not be looked into. A repository may hold such links by any name.


def exists(path: str | Path) -> bool:
    """Whether anything is at `path`, links followed."""
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: str | Path) -> bool:
    """Whether a regular file is at `path`, links followed."""
    return os.path.isfile(path)  # noqa: PTH113


def is_directory(path: str | Path) -> bool:
    """Whether a directory is at `path`, links followed."""
    return os.path.isdir(path)  # noqa: PTH112


def is_file_entry(entry: os.DirEntry[str]) -> bool:
    """The same of an entry of a directory."""
    return is_file(entry.path) if entry.is_symlink() else entry.is_file()


def is_directory_entry(entry: os.DirEntry[str]) -> bool:
    """The same of an entry of a directory."""
    return is_directory(entry.path) if entry.is_symlink() else entry.is_dir()


def real_path(path: str | Path) -> Path:
    """The absolute path without links, as far as they lead somewhere."""
    return Path(os.path.realpath(path))


MOST_BYTES: Final = 16 << 20
"""Larger sources are refused: no BPF program comes near, and they are a way to make a linter hang."""


def open_regular(path: str | Path) -> BufferedReader:
    """A regular file, opened for reading. Raises OSError, or ValueError for an impossible name."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return os.fdopen(handle, "rb")
    except OSError:
        os.close(handle)
        raise


def read_regular(path: str | Path, most_bytes: int) -> bytes:
    """The content of a regular file that is not too large.

    Others may never end, or keep a reader waiting. Raises OSError, or ValueError for an impossible name.
    """
    with open_regular(path) as file:
        # What is too large by its own account is not read at all.
        is_larger = os.fstat(file.fileno()).st_size > most_bytes
        data = b"" if is_larger else file.read(most_bytes + 1)
    if is_larger or len(data) > most_bytes:
        size = f"{most_bytes >> 20} MiB" if most_bytes >= 1 << 20 else f"{most_bytes >> 10} KiB"
        raise OSError(errno.EFBIG, f"it is larger than {size}")
    return data


def digest_of(data: bytes) -> str:
    """What tells whether a file has changed."""
    import hashlib  # not needed where nothing is linted

    return hashlib.blake2b(data, digest_size=20).hexdigest()


def files_below(top: str, enters: Callable[[str], bool]) -> Iterator[tuple[str, list[str]]]:
    """Each directory from `top` on with the names of its files; `enters` tells by its name which one to go into.

    No link to a directory is followed, and a tree may be deeper than Python's recursion. The unreadable is skipped.
    """
    work = [top]
    while work:
        directory = work.pop()
        files: list[str] = []
        inner: list[str] = []
        with contextlib.suppress(OSError), os.scandir(directory) as entries:
            for entry in entries:
                if not is_directory_entry(entry):
                    files.append(entry.name)
                elif not entry.is_symlink() and enters(entry.name):
                    inner.append(entry.name)
        work += [os.path.join(directory, name) for name in sorted(inner, reverse=True)]  # noqa: PTH118 - many thousands
        yield directory, files


def why_not(path: str) -> str | None:
    """Why the file at `path` cannot be linted, in a few words; None if it can."""
    try:
        if is_directory(path):
            return "is a directory"
        if not is_file(path):
            return "no such file" if not os.path.lexists(path) else "is not a regular file"
        with open(path, "rb") as stream:  # noqa: PTH123 - plain and fast
            head = stream.read(8192)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    except ValueError:
        return "is not a possible file name"
    if not head:
        return "is empty"
    if b"\0" in head:
        return "is a binary file, not C source"
    return None


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace `path` by `content`; on any error the old file stays as it was. It keeps its owner, mode and attributes.

    A file that has several names, or an owner that we may not give, is written to in place. So is what is not a regular
    file (a terminal, a pipe, /dev/stdout). Raises OSError.
    """
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    if exists(path) and not is_file(path):
        path.write_bytes(data)
        return
    target = real_path(path)
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if not exists(target):
            Path(temporary).chmod(0o666 & ~_umask())
        elif not _made_alike(temporary, target):
            target.write_bytes(data)  # there is room for it, as the copy shows
            Path(temporary).unlink()
            return
        Path(temporary).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _made_alike(copy: str, target: Path) -> bool:
    """Give `copy` the owner, the mode and the attributes of `target`; False if it cannot stand for it all the same."""
    status = target.stat()
    if status.st_nlink > 1:
        return False
    try:
        mine = Path(copy).stat()
        if (mine.st_uid, mine.st_gid) != (status.st_uid, status.st_gid):
            os.chown(copy, status.st_uid, status.st_gid)
        for name in os.listxattr(target) if hasattr(os, "listxattr") else ():
            os.setxattr(copy, name, os.getxattr(target, name))
        Path(copy).chmod(stat.S_IMODE(status.st_mode))
    except (AttributeError, OSError):
        return False
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
