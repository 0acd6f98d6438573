"""Where libclang is: the library of the clang package, or else the system's. And how it is loaded."""

from __future__ import annotations

import contextlib
import ctypes
import glob
import importlib.util
import os
import platform
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bpflint.base.files import is_file

_NAMES: Final = ("libclang.so", "libclang.dylib", "libclang.dll")
_SYSTEM: Final = (
    "/usr/lib/llvm*/lib",
    "/usr/lib/llvm*/lib64",
    "/usr/lib64",
    "/usr/lib/*-linux-*",
    "/usr/lib",
    "/opt/homebrew/opt/llvm*/lib",
    "/usr/local/opt/llvm*/lib",
)
"""Where systems keep theirs."""
_VERSION: Final = re.compile(r"^libclang(?:-(\d+))?\.(?:so|dylib)(?:\.(\d+))?")


def find_library() -> str:
    """The path of the shared library. Raises OSError where there is none."""
    # Importing clang.cindex takes longer than parsing a file, and the wheel keeps its library in a known place.
    package = importlib.util.find_spec("clang")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for name in _NAMES:
            file = Path(folder) / "native" / name
            if is_file(file):
                return str(file)
    found = _of_the_system()
    if found is None:
        named = os.environ.get("LIBCLANG_PATH")
        places = f"{named}, which LIBCLANG_PATH names" if named else "the usual places"
        raise OSError(f"its wheel brings none for {platform.machine()}, and there is none in {places}")
    return found


def load_library(path: str) -> ctypes.CDLL:
    """The library at `path`. Raises OSError.

    The wheel's is linked with the RPATH `$ORIGIN/../lib:`, whose empty entry is the working directory: a `libdl.so.2`
    that lies in a linted repository would be loaded, and run, in place of the system's. So it is loaded from its own
    directory.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - follows no link
    with _working_in(os.path.dirname(path)):  # noqa: PTH120
        return ctypes.CDLL(path)


@contextlib.contextmanager
def _working_in(directory: str) -> Iterator[None]:
    """Have `directory` for the working directory. Stays where it is if there is no way back: nothing is found there."""
    if not hasattr(os, "fchdir"):
        yield
        return
    try:
        before = os.open(".", getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY)
    except OSError:
        yield
        return
    try:
        os.chdir(directory)
        yield
    finally:
        os.fchdir(before)
        os.close(before)


def _of_the_system() -> str | None:
    """The library in the directory that LIBCLANG_PATH names (or that file), else the newest of the system."""
    named = os.environ.get("LIBCLANG_PATH")
    if named and is_file(named):
        return named
    directories = [named] if named else [place for pattern in _SYSTEM for place in glob.glob(pattern)]  # noqa: PTH207
    files = [str(file) for directory in directories for file in sorted(Path(directory).glob("libclang*"))]
    versions = {file: found for file in files if (found := _VERSION.match(Path(file).name))}
    return max(versions, key=lambda file: _number(file, versions[file]), default=None)


def _number(file: str, name: re.Match[str]) -> int:
    """The version by the name of a library, else by that of a directory around it (`/usr/lib/llvm-19/lib`)."""
    around = re.search(r"llvm@?-?(\d+)", file)
    return int(name[1] or name[2] or (around[1] if around else 0))
