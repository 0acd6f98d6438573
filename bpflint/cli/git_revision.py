"""What git keeps of a revision: the commit that a branch began at, old contents, and what files were called.

Git is only asked for what its store and its index hold. It looks at no file of the working tree, so nothing that a
repository configures is run: no filter, no hook, no file system monitor, no other diff program, no transport.

It is asked from the directory that holds the `.git`. From one below it, git would rather take that very directory for a
repository if it holds `HEAD`, `objects` and `refs`: a pull request can bring those, and with them a history and a
configuration of its own.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bpflint.base.boundary import repository_root
from bpflint.base.errors import BpflintError
from bpflint.base.files import MOST_BYTES, exists

_GIT: Final = (
    "git",
    "-c",
    "core.fsmonitor=",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "safe.bareRepository=explicit",
)
_QUIET: Final = {
    "GIT_ALLOW_PROTOCOL": "",  # unlike protocol.allow, no configuration can take it back
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_ELSEWHERE: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX")
"""Where a hook of git finds its own repository, which need not be that of the files: those may be of a submodule."""
_TIMEOUT_S: Final = 30
_MORE: Final = "`git fetch --unshallow` gets the rest (`fetch-depth: 0` in actions/checkout, `GIT_DEPTH: 0` in GitLab)"
_RENAMES: Final = ("diff-index", "--cached", "--find-renames", "--diff-filter=R", "--name-status", "-z")


@dataclass(frozen=True)
class GitRevision:
    """Where the history of HEAD and a revision meet, as the repository at `root` has it."""

    root: Path
    commit: str
    prefix: str
    """`root` below the top of the repository, with a slash at its end; empty where it is the top."""
    old_names: dict[str, str]
    """What renamed files were called, by what the index calls them; both below the top of the repository."""

    def contents(self, file: Path) -> bytes | None:
        """What a file below `root` held, None if it was not there or is no source by its size.

        Raises BpflintError where the clone left that out.
        """
        path = self.prefix + file.relative_to(self.root).as_posix()
        spec = f"{self.commit}:{self.old_names.get(path, path)}"
        size = _answer(self.root, "cat-file", "-s", spec)
        if size is not None and int(size) > MOST_BYTES:  # what takes little room in a repository may be endless
            return None
        done = _git(self.root, "cat-file", "blob", spec)
        if done.returncode and _answer(self.root, "rev-parse", "--verify", "--quiet", spec) is not None:
            raise BpflintError(_partial(file, self.commit))
        return None if done.returncode else done.stdout


def home_of(directory: Path) -> Path:
    """The directory that git is asked from about the files in `directory`, links resolved."""
    return repository_root(Path(os.path.realpath(directory)))


def find_revision(root: Path, revision: str) -> GitRevision:
    """What a repository knows of a revision, asked from what `home_of` gives.

    Raises BpflintError if there is no such revision, or not enough history to tell what came after it.
    """
    prefix = _answer(root, "rev-parse", "--show-prefix")
    if prefix is None:
        raise BpflintError(f"--since {revision}: {_no_repository(root)}")
    tip = _commit(root, revision)
    if tip is None:
        raise BpflintError(f"--since {revision}: {_unknown(root, revision)}")
    start = _answer(root, "merge-base", tip, "HEAD")
    if start is None and _is_shallow(root):
        raise BpflintError(
            f"--since {revision}: this shallow clone does not reach back to where it and HEAD part; {_MORE}"
        )
    commit = start or tip
    renamed = _git(root, *_RENAMES, commit, "--")
    if renamed.returncode:
        raise BpflintError(_partial(root, commit))
    fields = os.fsdecode(renamed.stdout).split("\0")
    return GitRevision(root, commit, prefix, dict(zip(fields[2::3], fields[1::3], strict=False)))


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
    command = [*_GIT, "-C", str(directory), *arguments]
    unheeded = _ELSEWHERE if exists(directory / ".git") else ()
    environment = {name: value for name, value in os.environ.items() if name not in unheeded}
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**environment, **_QUIET},
            timeout=_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise BpflintError(f"--since: git cannot be asked: {getattr(error, 'strerror', None) or error}") from error
