"""`--watch`: lint again whenever a source, a header or the settings change.

Looks at the times of files; what did not change costs a look into the cache of reports.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from bpflint.base.errors import BpflintError, complain
from bpflint.base.files import files_below
from bpflint.cli.options import CLEAN, TROUBLE

INTERVAL_S: Final = 0.5
MOST_FILES: Final = 20_000
"""Files whose times are looked at; in larger trees changes of the rest go unseen, which is said."""
_WATCHED: Final = (".c", ".h", ".inc", ".toml", "compile_commands.json")
_CLEAR: Final = "\x1b[H\x1b[2J"

Snapshot = dict[str, tuple[int, int]]


def keep_linting(lint: Callable[[], int], paths: Iterable[str]) -> int:
    """Calls `lint` now and after each change below `paths`, until Ctrl-C; returns the last code.

    Settings that are wrong for the moment are told and do not end it.
    """
    roots = sorted({str(Path(path) if Path(path).is_dir() else Path(path).parent) for path in paths})
    code = CLEAN
    try:
        known = snapshot(roots)
        while True:
            if sys.stdout.isatty():
                sys.stdout.write(_CLEAR)
            try:
                code = lint()
            except BpflintError as error:
                code = TROUBLE
                for problem in error.problems:
                    complain(problem)
            sys.stdout.flush()
            complain(f"watching {len(known)} files{' of more' if len(known) >= MOST_FILES else ''}; Ctrl-C ends")
            known = wait_for_change(known, roots)
    except KeyboardInterrupt:
        return code


def wait_for_change(known: Snapshot, roots: list[str]) -> Snapshot:
    """Returns when something is not as in `known`."""
    while True:
        time.sleep(INTERVAL_S)
        now = snapshot(roots)
        if now != known:
            return now


def snapshot(roots: Iterable[str]) -> Snapshot:
    """The time and size of every file that may matter below `roots`. Links to directories are not followed."""
    found: Snapshot = {}
    for root in roots:
        for directory, files in files_below(root, lambda name: not name.startswith(".")):
            for name in files:
                if name.endswith(_WATCHED):
                    path = os.path.join(directory, name)  # noqa: PTH118 - many thousands of them
                    try:
                        status = os.stat(path)  # noqa: PTH116
                    except OSError:
                        continue
                    found[path] = status.st_mtime_ns, status.st_size
                    if len(found) >= MOST_FILES:
                        return found
    return found
