"""Reads what a repository supplies besides sources: settings, rules, baselines, compilation databases.

They come from strangers like the sources do, but are read in the main process. So only regular files are read, of a
limited size, that a link does not take out of the repository; and what could cost more than its size suggests is read
in a child process with limits of its own.
"""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from bpflint.base.boundary import repository_root
from bpflint.base.errors import BpflintError
from bpflint.base.files import read_regular
from bpflint.base.fork_pool import CAN_FORK
from bpflint.base.lifetime import live_with

Data = TypeVar("Data")

_DEEPEST: Final = 32
_KEYS: Final = re.compile(
    r"""(?<![\w"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){32}"""  # _DEEPEST
)
_SECONDS: Final = 20
_MEMORY_BYTES: Final = 1 << 30


def read_supplied(path: Path, most_bytes: int) -> bytes:
    """The content of a regular file of a repository. Raises OSError, whose `strerror` says why not."""
    try:
        check_inside(path)
        return read_regular(path, most_bytes)
    except ValueError as error:
        raise OSError(errno.EINVAL, "it is no possible file name") from error


def check_inside(path: Path) -> None:
    """Raises OSError if a link leads from `path` out of the repository that its directory belongs to."""
    real = os.path.realpath(path)
    root = repository_root(Path(os.path.realpath(path.parent)))
    if not Path(real).is_relative_to(root):
        raise OSError(errno.EACCES, "it is a link that leads out of the repository")


def parse_toml(text: str) -> dict[str, Any]:
    """The document in `text`. Raises ValueError.

    A dotted key costs a parser the square of its parts: 48 kB of `a.a.a` would take 2 GB.
    """
    import tomllib

    if deep := _KEYS.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise ValueError(f"a key has more than {_DEEPEST} parts (at line {line})")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def in_bounds(what: str, read: Callable[[], Data]) -> Data:
    """`read()`, done by a child process whose time and memory are limited. The data has to be what JSON can hold.

    Raises BpflintError, saying `what` could not be read, if the child exceeds its limits; and what `read` raises.
    Where a copy of this process could not be trusted to run, `read` is called here.
    """
    if not CAN_FORK or threading.active_count() > 1:
        return read()
    ours, theirs = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if not child:
        os.close(ours)
        _answer(read, theirs, parent)
    os.close(theirs)
    try:
        with os.fdopen(ours, "rb") as pipe:
            answer = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    try:
        kind, *values = json.loads(answer)
    except ValueError:
        how = f"stopped by signal {status & 0x7F}" if status & 0x7F not in (0, signal.SIGXCPU, signal.SIGKILL) else ""
        limit = how or f"takes more than {_SECONDS} seconds, or {_MEMORY_BYTES >> 30} GiB"
        raise BpflintError(f"{what}: cannot be read: {limit}") from None
    if kind == "data":
        return values[0]  # type: ignore[no-any-return]
    raise BpflintError(values[0])


def _answer(read: Callable[[], Any], pipe: int, parent: int) -> None:
    """What the child does; it never returns into the code of whoever called."""
    try:
        live_with(parent)
        _limit()
        try:
            answer: list[Any] = ["data", read()]
        except BpflintError as error:
            answer = ["problems", error.problems]
        with os.fdopen(pipe, "wb") as file:
            file.write(json.dumps(answer).encode("ascii"))
    finally:
        os._exit(0)


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 1))
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = mapped + _MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
