"""A baseline: the findings a project has decided to live with for now, so that only new ones count.

An entry is a count for a fingerprint of rule, file, function and the text of the line, blanks aside. Line numbers take
no part, so entries survive edits elsewhere in the file; a changed line brings its finding back. Files are named as seen
from the baseline, so that it does not matter where bpflint is started.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bpflint.base.boundary import repository_root
from bpflint.base.errors import ConfigError
from bpflint.base.files import exists, read_regular, write_atomically
from bpflint.base.finding import FileReport, Finding, Silenced, SilencedBy
from bpflint.base.sources import Sources
from bpflint.base.span import Span

VERSION: Final = 2
_MAX_BYTES: Final = 16 << 20


@dataclass(slots=True)
class Baseline:
    """How many findings of each fingerprint are still to be accepted. Applying it uses entries up."""

    left: Counter[str]
    names: FileNames
    accepted: set[tuple[str, str, Span, str]] = field(default_factory=set)
    """Findings met so far: each file that includes a header tells of what is in it, which counts once."""

    def filter(self, report: FileReport, sources: Sources) -> FileReport:
        """`report` without the findings that the baseline accepts."""
        kept: list[Finding] = []
        silenced = list(report.silenced)
        for finding in report.findings:
            same = (finding.rule, finding.function, finding.span, finding.message)
            if same in self.accepted:
                silenced.append(Silenced.of(finding, SilencedBy.BASELINE))
                continue
            key = fingerprint(finding, sources, self.names)
            if self.left[key] > 0:
                self.left[key] -= 1
                self.accepted.add(same)
                silenced.append(Silenced.of(finding, SilencedBy.BASELINE))
            else:
                kept.append(finding)
        return replace(report, findings=kept, silenced=silenced)

    @property
    def stale(self) -> int:
        """Accepted findings that were not met; after a complete run, those that are gone."""
        return sum(self.left.values())


class FileNames:
    """What files are called in a baseline: the way to them from the directory that holds it.

    A baseline that is kept apart, outside a file's repository, has the way from the repository's root instead.
    """

    def __init__(self, baseline: Path) -> None:
        self._home = os.path.realpath(baseline.absolute().parent)
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        if path not in self._known:
            self._known[path] = self._name(path)
        return self._known[path]

    def _name(self, path: str) -> str:
        if not path or path.startswith("<"):
            return path
        file = Path(os.path.realpath(Path(path).parent)) / Path(path).name
        root = repository_root(file.parent)
        is_apart = exists(root / ".git") and not Path(self._home).is_relative_to(root)
        is_above = file.is_relative_to(self._home)
        return os.path.relpath(file, root if is_apart and not is_above else self._home).replace(os.sep, "/")


def fingerprint(finding: Finding, sources: Sources, names: FileNames) -> str:
    """What stays the same about a finding while the file around it changes."""
    line = "".join(sources.line(finding.span.path, finding.span.line).split())
    parts = (finding.rule, names.of(finding.span.path), finding.function, line)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def read_baseline(path: Path) -> Baseline:
    """Read a file that `write_baseline` wrote. Raises ConfigError if it is something else."""
    try:
        document = json.loads(read_regular(path, _MAX_BYTES))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: is not a baseline: {error}") from error
    except MemoryError:
        raise ConfigError(f"{path}: needs more memory than there is") from None
    try:
        if document["version"] != VERSION:
            raise ConfigError(f"{path}: is a baseline of version {document['version']!r}; write it again")
        counts = Counter({str(entry["fingerprint"]): int(entry["count"]) for entry in document["findings"]})
        return Baseline(counts, FileNames(path))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ConfigError(f"{path}: is not a baseline; 'bpflint --write-baseline {path} ...' makes one") from error


def write_baseline(path: Path, findings: Iterable[Finding], sources: Sources) -> int:
    """Write the findings to `path`, whole or not at all; returns how many. Raises OSError."""
    counts: Counter[str] = Counter()
    examples: dict[str, Finding] = {}
    names = FileNames(path)
    for finding in findings:
        key = fingerprint(finding, sources, names)
        counts[key] += 1
        examples.setdefault(key, finding)
    entries = [
        {
            "rule": finding.rule,
            "path": names.of(finding.span.path),
            "function": finding.function,
            "fingerprint": key,
            "count": counts[key],
        }
        for key, finding in examples.items()
    ]
    entries.sort(key=lambda entry: (str(entry["path"]), str(entry["rule"]), str(entry["fingerprint"])))
    write_atomically(path, json.dumps({"version": VERSION, "findings": entries}, indent=2) + "\n")
    return sum(counts.values())
