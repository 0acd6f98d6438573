"""`--watch`: lint again whenever a source, a header or the settings change.

Looks at the times of files; what did not change costs a look into the cache of reports.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpflint.base import run_caches
from bpflint.base.errors import BpflintError, complain
from bpflint.base.files import files_below, is_directory
from bpflint.cli.options import INTERRUPTED, TROUBLE
from bpflint.engine.inputs import inputs_of
from bpflint.report.outcome import plural

if TYPE_CHECKING:
    from bpflint.cli.session import Session

INTERVAL_S: Final = 0.5
_MOST_OF_TIME: Final = 4
"""Between two looks passes so many times what a look takes: large trees must not keep a processor busy."""
MOST_FILES: Final = 20_000
"""Files whose times are looked at; in larger trees changes of the rest go unseen, which is said."""
_WATCHED: Final = (".c", ".h", ".inc", ".toml", "compile_commands.json")
_CLEAR: Final = "\x1b[H\x1b[2J"

Stamps = dict[str, tuple[int, int] | None]
"""The time and size of files by path, None for one that is not there."""


def files_at(paths: Iterable[str]) -> set[str]:
    """Every file that may matter to what was named on the command line, there or not.

    Those below a directory, those beside a file, and settings above both.
    """
    trees: dict[str, Callable[[str], bool]] = {}
    for path in map(os.path.abspath, paths):
        if is_directory(path):
            trees[path] = _is_looked_into
        else:
            trees.setdefault(os.path.dirname(path), lambda _: False)  # noqa: PTH120
    settings = [name for top in trees for name in inputs_of(f"{top}/any.c", ())]
    found = (
        os.path.join(directory, name)  # noqa: PTH118 - many thousands of them
        for top, enters in trees.items()
        for directory, names in files_below(top, enters)
        for name in names
        if name.endswith(_WATCHED)
    )
    return {*settings, *islice(found, MOST_FILES)}


def _is_looked_into(directory: str) -> bool:
    return not directory.startswith(".")


def _stamps(files: Iterable[str]) -> Stamps:
    found: Stamps = {}
    for path in files:
        try:
            status = os.stat(path)  # noqa: PTH116
        except (OSError, ValueError):
            found[path] = None
        else:
            found[path] = status.st_mtime_ns, status.st_size
    return found


def keep_linting(lint: Callable[[], tuple[int, Iterable[str]]], paths: Iterable[str], files: Iterable[str]) -> int:
    """Calls `lint` now and after each change, until Ctrl-C; returns the code of the last run that ended.

    `lint` returns a code, and the files that decided what was said. These are looked at, and `files`, and what lies at
    `paths`. Settings that are wrong for the moment are told and do not end it.
    """
    paths, given, code = list(paths), {*map(os.path.abspath, files)}, INTERRUPTED
    others = given
    try:
        while True:
            before = _stamps(files_at(paths) | others)
            run_caches.forget()
            if sys.stdout.isatty():
                sys.stdout.write(_CLEAR)
            try:
                code, inputs = lint()
                others = given.union(map(os.path.abspath, inputs))
            except BpflintError as error:
                code = TROUBLE
                for problem in error.problems:
                    complain(problem)
            sys.stdout.flush()
            # What was not looked at before could not be known to matter.
            known = {**_stamps(others), **before}
            seen = sum(each is not None for each in known.values())
            complain(f"watching {plural(seen, 'file')}{' of more' if seen >= MOST_FILES else ''}; Ctrl-C ends")
            wait_for_change(known, lambda: files_at(paths))
    except KeyboardInterrupt:
        return code


def wait_for_change(known: Stamps, look: Callable[[], set[str]]) -> None:
    """Returns when a file is not as in `known`, or `look` sees one that is not known."""
    took = 0.0
    while True:
        time.sleep(max(INTERVAL_S, _MOST_OF_TIME * took))
        started = time.monotonic()
        if _stamps(known) != known or not look() <= known.keys():
            return
        took = time.monotonic() - started


def inputs(session: Session) -> list[str]:
    """The files that decided what a run said, besides those of its sources' directories."""
    found: dict[str, None] = {}
    for report in session.outcome.reports:
        found.update(dict.fromkeys(inputs_of(str(Path(report.path).absolute()), report.includes)))
    for job in session.collection.jobs:
        settings = job.settings
        for path in (settings.config_file, settings.kernel_profile, settings.baseline, settings.vmlinux):
            found.update({str(path): None} if path else {})
        found.update({str(path): None for directory in settings.rules for path in sorted(directory.glob("*.yaml"))})
    return list(found)
