"""What `python -m bpflint` does in a process of its own, without the time that it takes to begin."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from bpflint.base import cache
from bpflint.cli.main import main


def bpflint(
    *arguments: str,
    cwd: str | Path = ".",
    env: Mapping[str, str] | None = None,
    stdin: str | Path = "",
    before: Callable[[], object] = lambda: None,
    timeout: int = 120,
) -> subprocess.CompletedProcess[str]:
    """Run it with these arguments to its end. Raises TimeoutExpired where it does not end."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        if isinstance(stdin, str):
            given.write(stdin.encode())
            given.seek(0)
            read = os.dup(given.fileno())
        else:
            read = os.open(stdin, os.O_RDONLY)
        child = start(arguments, (read, output.fileno(), errors.fileno()), cwd, env, before)
        os.close(read)
        code = _wait(child, timeout, arguments)
        texts = []
        for file in (output, errors):
            file.seek(0)
            texts.append(file.read().decode())
    return subprocess.CompletedProcess(["bpflint", *arguments], code, *texts)


def start(
    arguments: Sequence[str],
    files: tuple[int, int, int],
    cwd: str | Path = ".",
    env: Mapping[str, str] | None = None,
    before: Callable[[], object] = lambda: None,
) -> int:
    """Begin a process with these for its input, output and errors; the number of the process.

    It is a fork of this one, in which all is loaded. `before` runs in it first, and may limit it.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    faulthandler.disable()  # who limits it expects it to crash
    code = 3
    try:
        for number, file in enumerate(files):
            os.dup2(file, number)
        sys.stdin, sys.stdout, sys.stderr = (
            open(number, mode)  # noqa: SIM115, PTH123
            for number, mode in enumerate("rww")
        )
        os.chdir(cwd)
        if env is not None:
            os.environ.clear()
            os.environ.update(env)
        cache.forget()
        before()
        code = main(arguments)
        sys.stdout.flush()
    except BaseException:
        traceback.print_exc()
    finally:  # come what may: nothing of the tests goes on here
        with contextlib.suppress(OSError):
            sys.stderr.flush()
        os._exit(code)


def _wait(child: int, timeout: int, arguments: Sequence[str]) -> int:
    def late(_number: int, _frame: object) -> NoReturn:
        raise subprocess.TimeoutExpired(["bpflint", *arguments], timeout)

    previous = signal.signal(signal.SIGALRM, late)
    signal.alarm(timeout)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except subprocess.TimeoutExpired:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
