"""What bpflint tells a user: a finding, the story behind it, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cache

from bpflint.base.span import Span


class Level(IntEnum):
    """How sure a finding is to hurt. Ordered, so `finding.level >= Level.WARNING` reads as it should."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the story: an earlier call, a branch taken, a declaration."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text of `span` by `text`; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend the finding. `safe` edits do not change what the program does where it loads today."""

    description: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What a check yields: where and what. Identity, level and kernels are added by the engine.

    `message` is lower case, without a full stop, and names the user's own variables; `help` is one line of cure.
    `steps` tells the path in the order it happens. `level` is set only where a check is less sure than its rule.
    `key` tells findings of one rule at one place apart.
    """

    span: Span
    message: str
    help: str = ""
    steps: tuple[Step, ...] = ()
    fix: Fix | None = None
    level: Level | None = None
    function: str = ""
    programs: tuple[str, ...] = ()
    docs: str = ""
    """A page about the kfunc in question; the rule's own page if empty."""
    key: str = ""
    at_most: Level | None = Level.ERROR
    """The level to report it at, at most; None: only the program's row says so. For what a loader may leave out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as it is reported. `kernels` is the range it holds for (`<6.10`, `>=7.0`), None for all."""

    rule: str
    name: str
    level: Level
    span: Span
    message: str
    help: str = ""
    docs: str = ""
    function: str = ""
    programs: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    fix: Fix | None = None
    kernels: str | None = None
    variants: tuple[str, ...] = ()
    """The ways to build the file that have it, where others do not."""


def reading_order(finding: Finding) -> tuple[str, int, int, str]:
    """By file and place."""
    return finding.span.path, finding.span.line, finding.span.column, finding.rule


class SilencedBy(StrEnum):
    """What silences a finding."""

    COMMENTS = "comments"
    CONFIGURATION = "configuration"
    BASELINE = "the baseline"


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that is not reported."""

    by: SilencedBy
    rule: str
    span: Span
    message: str

    @classmethod
    def of(cls, finding: Finding, by: SilencedBy) -> Silenced:
        return cls(by, finding.rule, finding.span, finding.message)


@dataclass(slots=True)
class FileReport:
    """What became of one file: its status, what was lost, its findings, and what each program needs."""

    path: str
    status: str = "ok"
    seconds: float = 0.0
    problems: list[Step] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    programs: list[ProgramReport] = field(default_factory=list)
    gave_up: list[Step] = field(default_factory=list)
    """Functions whose analysis was cut short by a bound; nothing was concluded from them."""
    assumed: list[str] = field(default_factory=list)
    """What had to be guessed about the build, each in a few words."""
    silenced: list[Silenced] = field(default_factory=list)
    digest: str = ""
    """What `digest_of` says of the bytes that were linted."""
    includes: list[str] = field(default_factory=list)
    """The files of the project that it includes."""
    asked: dict[str, str] | None = field(default=None, compare=False)
    """What the disk was asked for it, with the answers, if it stays as it is while these do (`base/disk_trace.py`)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a program does not load on a kernel."""

    rule: str
    line: int
    message: str
    path: str = ""


@dataclass(slots=True)
class ProgramReport:
    """On which kernels one program loads, and what limits it. `kernels` maps "6.1" to (loads, reasons)."""

    path: str
    name: str
    line: int
    section: str
    program_type: str
    minimum: str | None = None
    maximum: str | None = None
    limit: Reason | None = None
    """What sets the minimum."""
    kernels: dict[str, tuple[bool | None, list[Reason]]] = field(default_factory=dict)
    cut_short: bool = False
    """True if its paths were too many to be followed to the end: what it does there may be refused as well."""

    not_asked: list[str] = field(default_factory=list)
    """The known releases that the run was not asked about: no range reaches across them."""

    def set_limits(self) -> None:
        """Reads `minimum`, `maximum` and `limit` off `kernels`, which are ascending.

        The minimum is the oldest kernel that surely takes it, if older ones do not: what nobody knows is no limit.
        """
        answers = [(version, *self.kernels[version]) for version in self.kernels]
        able = [at for at, (_, loads, _) in enumerate(answers) if loads]
        self.minimum = self.maximum = self.limit = None
        if not able:
            return
        refused = [reasons for _, loads, reasons in answers[: able[0]] if loads is False]
        if refused:
            self.minimum = answers[able[0]][0]
            self.limit = refused[-1][0] if refused[-1] else None
        if any(loads is False for _, loads, _ in answers[able[-1] :]):
            self.maximum = answers[able[-1]][0]

    @property
    def releases(self) -> list[str]:
        """Every known release, whether asked about or not, ascending."""
        return ascending([*self.kernels, *self.not_asked])

    @property
    def ranges(self) -> list[str]:
        """The kernels on which it surely loads, without holes: `["6.12..7.0", "7.3"]`."""
        return self.kernels_with(True)

    def kernels_with(self, answer: bool | None) -> list[str]:
        """The kernels with this answer, neighbours joined."""
        runs: list[list[str]] = [[]]
        for version in self.releases:
            if version in self.kernels and self.kernels[version][0] is answer:
                runs[-1].append(version)
            elif runs[-1]:
                runs.append([])
        return [run[0] if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs if run]


def ascending(releases: Iterable[str]) -> list[str]:
    """Releases in their order: 6.9 before 6.12."""
    return sorted(releases, key=_in_order)


@cache
def _in_order(release: str) -> tuple[list[int], str]:
    """Where a release stands among others. There are few, and every program asks for all of them."""
    return [int(part) for part in release.split(".") if part.isdecimal()], release
