"""Files as services that show a repository name them: relative to its root, wherever the run was started.

GitHub and GitLab know a file by its place in the repository alone. People, editors and reviewdog start from the working
directory, so the other forms keep to that.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from bpflint.base.boundary import repository_root
from bpflint.base.files import exists
from bpflint.report.outcome import Outcome

_UNQUOTED = "/-._~+,=@"


class RepositoryPaths:
    """The names of files in the repository at `root`."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)
        self._names: dict[str, str] = {}

    def name(self, path: str) -> str:
        """`path` relative to the root with `/`, or absolute if it lies outside. Standard input keeps its name."""
        if _is_no_file(path):
            return path
        if path not in self._names:
            self._names[path] = self._find(path)
        return self._names[path]

    def holds(self, path: str) -> bool:
        """True if the file lies in the repository."""
        return not _is_no_file(path) and not Path(self.name(path)).is_absolute()

    def uri(self, path: str) -> str:
        """The name as a percent-encoded URI, `file:` outside; bytes that are not UTF-8 are encoded as they are."""
        name = self.name(path)
        uri = quote(name.encode("utf-8", "surrogateescape"), safe=_UNQUOTED)
        if Path(name).is_absolute():
            return f"file:///{uri.lstrip('/')}"
        return uri or "./"

    def root_uri(self) -> str:
        """The root as a URI, with the slash at the end that SARIF asks for."""
        raw = self._root.replace(os.sep, "/").strip("/").encode("utf-8", "surrogateescape")
        return f"file:///{quote(raw, safe=_UNQUOTED + ':')}/" if raw else "file:///"

    def _find(self, path: str) -> str:
        """Services know no links: a file goes by where it is, unless that is outside and its name is not."""
        real, plain = os.path.realpath(path), os.path.abspath(path)  # noqa: PTH100 - resolves no links
        for each in (real, plain):
            if Path(each).is_relative_to(self._root):
                return os.path.relpath(each, self._root).replace(os.sep, "/")
        return real.replace(os.sep, "/")


def root_of(outcome: Outcome) -> str:
    """The repository of a run: that of the working directory if it holds a file, else that of the first file in one.

    Where there is no repository, the working directory serves.
    """
    here = Path(os.path.realpath(repository_root(Path.cwd())))
    files = sorted(Path(os.path.realpath(report.path)) for report in outcome.reports if not _is_no_file(report.path))
    roots = [here] if any(file.is_relative_to(here) for file in files) else []
    roots += [repository_root(file.parent) for file in files]
    return str(next((root for root in roots if exists(root / ".git")), Path.cwd()))


def _is_no_file(path: str) -> bool:
    return not path or path.startswith("<")
