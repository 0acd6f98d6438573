"""What git keeps of a revision: the commit that a branch began at, old contents, and what files were called.

Git is only asked for what its store and its index hold. It looks at no file of the working tree, so nothing that a
repository configures is run: no filter, no hook, no file system monitor, no other diff program, no transport.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bpflint.base.errors import BpflintError
from bpflint.base.files import MOST_BYTES

_GIT: Final = ("git", "-c", "core.fsmonitor=", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never")
_TIMEOUT_S: Final = 30
_MORE: Final = "`git fetch --unshallow` gets the rest (`fetch-depth: 0` in actions/checkout, `GIT_DEPTH: 0` in GitLab)"
_RENAMES: Final = ("diff-index", "--cached", "--find-renames", "--diff-filter=R", "--name-status", "-z")


@dataclass(frozen=True)
class GitRevision:
    """Where the history of HEAD and a revision meet, as the repository around `directory` has it."""

    directory: Path
    commit: str
    prefix: str
    """`directory` below the top of the repository, with a slash at its end; empty for the top."""
    old_names: dict[str, str]
    """What renamed files were called, by what the index calls them; both below the top of the repository."""

    def contents(self, name: str) -> bytes | None:
        """What the file that is now `name` in `directory` held, None if it was not there or is no source by its size.

        Raises BpflintError where the clone left that out.
        """
        path = self.prefix + name
        spec = f"{self.commit}:{self.old_names.get(path, path)}"
        size = _answer(self.directory, "cat-file", "-s", spec)
        if size is not None and int(size) > MOST_BYTES:  # what takes little room in a repository may be endless
            return None
        done = _git(self.directory, "cat-file", "blob", spec)
        if done.returncode and _answer(self.directory, "rev-parse", "--verify", "--quiet", spec) is not None:
            raise BpflintError(_partial(self.directory / name, self.commit))
        return None if done.returncode else done.stdout


def find_revision(directory: Path, revision: str) -> GitRevision:
    """Raises BpflintError if there is no such revision, or not enough history to tell what came after it."""
    prefix = _answer(directory, "rev-parse", "--show-prefix")
    if prefix is None:
        raise BpflintError(f"--since {revision}: {_no_repository(directory)}")
    tip = _commit(directory, revision)
    if tip is None:
        raise BpflintError(f"--since {revision}: {_unknown(directory, revision)}")
    start = _answer(directory, "merge-base", tip, "HEAD")
    if start is None and _is_shallow(directory):
        raise BpflintError(
            f"--since {revision}: this shallow clone does not reach back to where it and HEAD part; {_MORE}"
        )
    commit = start or tip
    renamed = _git(directory, *_RENAMES, commit, "--")
    if renamed.returncode:
        raise BpflintError(_partial(directory, commit))
    fields = os.fsdecode(renamed.stdout).split("\0")
    return GitRevision(directory, commit, prefix, dict(zip(fields[2::3], fields[1::3], strict=False)))


def _no_repository(directory: Path) -> str:
    said = os.fsdecode(_git(directory, "rev-parse", "--show-prefix").stderr)
    if "dubious ownership" in said:
        return f"git does not trust the repository of {directory}, whose owner is another (safe.directory)"
    return f"there is no such git revision in {directory}, which is in no git repository"


def _unknown(directory: Path, revision: str) -> str:
    missing = f"there is no such git revision in {directory}"
    if _commit(directory, f"refs/remotes/origin/{revision}") is not None:
        return f"{missing}; did you mean 'origin/{revision}'?"
    return f"{missing}, a shallow clone; {_MORE}" if _is_shallow(directory) else missing


def _partial(place: Path, commit: str) -> str:
    return f"--since: this partial clone lacks old contents of {place}; `git diff --stat {commit[:12]}` fetches them"


def _is_shallow(directory: Path) -> bool:
    return _answer(directory, "rev-parse", "--is-shallow-repository") == "true"


def _commit(directory: Path, revision: str) -> str | None:
    return _answer(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")


def _answer(directory: Path, *arguments: str) -> str | None:
    """The line that git writes, None if it does not succeed."""
    done = _git(directory, *arguments)
    return None if done.returncode else os.fsdecode(done.stdout).removesuffix("\n")


def _git(directory: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Raises BpflintError if there is no git, or it does not come to an end."""
    quiet = {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    command = [*_GIT, "-C", str(directory), *arguments]
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, **quiet},
            timeout=_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise BpflintError(f"--since: git cannot be asked: {getattr(error, 'strerror', None) or error}") from error
