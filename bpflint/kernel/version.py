"""Kernel releases, sets of them, and the targets a user names.

Only major and minor make a release: 6.12.117 is 6.12 here. A target keeps the patch level for the few stable kernels
that changed what programs may call (rules/stable_kernels.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from bpflint.base.errors import BpflintError

_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})(?:\.(\d{1,4}))?")
_ITEM = re.compile(r"\s*(?:(?P<op>>=|<=|>|<|=|==)\s*)?(?P<low>[^\s.][^\s]*?)\s*(?:\.\.\s*(?P<high>[^\s.][^\s]*)?)?\s*")
# What `uname -r` says: 6.12.41+deb13-amd64, 5.15.0-91-generic, 6.1.0-rc3, 5.14.0-427.el9.x86_64; and v6.6.
_RELEASE = re.compile(r"v?(\d{1,2}\.\d{1,3}(?:\.\d{1,4})?)(?:[-+_~.]\w[\w.+~-]{0,100})?", re.ASCII)
_DASH = re.compile(r"(v?\d{1,2}\.\d{1,3}(?:\.\d{1,4})?)\s*-\s*(v?\d{1,2}\.\d{1,3}(?:\.\d{1,4})?)", re.ASCII)
_HALF = re.compile(r"(?:[<>=]+\s*)?v?((\d{1,2})\.(\d{1,3}))\s*-\s*(\d{1,4})", re.ASCII)
_UP_TO = re.compile(r"\.\.\s*(v?\d\S*)", re.ASCII)
_PLUS = re.compile(r"(v?\d{1,2}\.\d{1,3}(?:\.\d{1,4})?)\+", re.ASCII)


LONG_TERM = ((5, 10), (5, 15), (6, 1), (6, 6), (6, 12), (6, 18))
"""The releases that kernel.org maintains for years. Source: https://www.kernel.org/category/releases.html."""


class TargetError(BpflintError):
    """A kernel target that cannot be understood, or that no known kernel satisfies."""


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A kernel release, such as 6.12."""

    major: int
    minor: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """`6.12` and `6.12.117` are 6.12. Raises ValueError on anything else."""
        version = _parse(text)
        if version is None:
            raise ValueError(f"{text!r} is not a kernel version such as 6.12")
        return version

    @property
    def code(self) -> int:
        """The number that KERNEL_VERSION() makes of it."""
        return (self.major << 16) + (self.minor << 8)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


@lru_cache(maxsize=256)
def _parse(text: str) -> Version | None:
    match = _VERSION.fullmatch(text)
    return Version(int(match[1]), int(match[2])) if match else None


class KnowsVersions(Protocol):
    """Anything that can say which releases it knows; `Facts` does."""

    @property
    def versions(self) -> tuple[Version, ...]: ...


@dataclass(frozen=True, slots=True)
class Target:
    """The kernels a program is meant for, as the user wrote them. `ranges` are (low, high), both ends included."""

    text: str
    ranges: tuple[tuple[Version | None, Version | None], ...]
    excluded: frozenset[Version] = frozenset()
    latest: bool = False
    """Whether the newest known release belongs to it."""
    patches: Mapping[Version, int] = field(default_factory=dict)
    """The patch levels of releases that are named alone, and once."""

    @classmethod
    def parse(cls, text: str) -> Target:
        """`6.6`, `>=6.1`, `6.1..6.12`, `6.1..`, `..6.12`, and several of them with commas between.

        Also as people write them: `v6.6`, `6.6+`, `6.6-6.12`, what `uname -r` says, `latest`, and `lts` for every
        long-term release. Raises TargetError on anything else.
        """
        ranges: list[tuple[Version | None, Version | None]] = []
        excluded: set[Version] = set()
        latest = False
        patches: dict[Version, set[int | None]] = {}
        for item in text.split(","):
            word = item.strip().lower()
            if word == "latest":
                latest = True
                continue
            if word == "lts":
                ranges += [(Version(*each), Version(*each)) for each in LONG_TERM]
                continue
            if half := _HALF.fullmatch(word):
                low_end, major, minor, number = half.groups()
                high_end = f"{major}.{number}" if int(number) > int(minor) else f"{int(major) + 1}.0"
                raise TargetError(
                    f"{item.strip()!r} can be read in two ways: write {low_end}..{high_end} for a range, or "
                    f"{low_end}.0-{number} for a kernel of a distribution"
                )
            low, high, op, is_range = _understand(item)
            if low is None or (is_range and op):
                if "/" in item:
                    raise TargetError(f"{text!r} is not a kernel target: a kernel's file is given as --kernel-profile")
                raise TargetError(
                    f"{text!r} is not a kernel target: write a version (6.6), a range (6.1..6.12), a bound (>=6.1), "
                    "'lts', 'latest', what uname -r says, or several of these with commas between (6.1,6.6,6.12)"
                )
            if high is not None and high < low:
                raise TargetError(f"the range {item.strip()!r} is empty: {low} is newer than {high}")
            match op:
                case ">=" | ">":
                    ranges.append((low, None))
                case "<=" | "<":
                    ranges.append((None, low))
                case _:
                    ranges.append((low, high if is_range else low))
            if op in ("<", ">"):
                excluded.add(low)
            if op is None or op in ("=", "=="):
                patches.setdefault(low, set()).add(None if is_range else _patch(item))
        levels = {release: next(iter(found)) for release, found in patches.items() if len(found) == 1}
        alone = {release: patch for release, patch in levels.items() if patch is not None}
        return cls(text, tuple(ranges), frozenset(excluded), latest, alone)

    def newer(self, facts: KnowsVersions) -> tuple[Version, ...]:
        """What the user named that is newer than every release `facts` knows; the newest of those stands in."""
        ends = {end for both in self.ranges for end in both if end is not None}
        return tuple(sorted(end for end in ends if end > facts.versions[-1]))

    def versions(self, facts: KnowsVersions) -> tuple[Version, ...]:
        """The known releases in this target, ascending.

        The newest stands for what is newer than all. Raises TargetError where an end that the user wrote is otherwise
        no release `facts` knows, or nothing is left.
        """
        known = facts.versions
        for end in (end for both in self.ranges for end in both if end is not None):
            if end not in known and end < known[-1]:
                why = "older than" if end < known[0] else "not among"
                raise TargetError(
                    f"kernel {end} in {self.text!r} is {why} the kernels bpflint knows ({known[0]} to {known[-1]})"
                )
        chosen = tuple(
            version
            for version in known
            if version not in self.excluded
            and any(
                (low is None or min(low, known[-1]) <= version) and (high is None or version <= high)
                for low, high in self.ranges
            )
        )
        if self.latest and known[-1] not in chosen:
            chosen = (*chosen, known[-1])
        if not chosen:
            raise TargetError(f"no known kernel is in {self.text!r}: bpflint knows {known[0]} to {known[-1]}")
        return chosen


def _understand(item: str) -> tuple[Version | None, Version | None, str | None, bool]:
    """One item of a target: its lower and upper end, its comparison, and whether it is a range."""
    dash, plus, up_to = (each.fullmatch(item.strip()) for each in (_DASH, _PLUS, _UP_TO))
    if dash:
        return _release(dash[1]), _release(dash[2]), None, True
    if plus:
        return _release(plus[1]), None, ">=", False
    if up_to:
        return _release(up_to[1]), None, "<=", False
    match = _ITEM.fullmatch(item)
    if match is None:
        return None, None, None, False
    high = _release(match["high"]) if match["high"] else None
    low = _release(match["low"]) if high is not None or not match["high"] else None
    return low, high, match["op"], ".." in item


def _release(text: str) -> Version | None:
    match = _RELEASE.fullmatch(text)
    return _parse(match[1]) if match else None


def _patch(item: str) -> int | None:
    """The patch level of a kernel that is named alone: 87 of `6.6.87`.

    Distributions leave it at 0 whatever they have taken in: `6.1.0-18-amd64` says nothing of it.
    """
    text = item.strip().lstrip("= ")
    match = _RELEASE.fullmatch(text)
    version = _VERSION.fullmatch(match[1]) if match else None
    if match is None or version is None or not version[3]:
        return None
    level = int(version[3])
    return level if level or match.end(1) == len(text) else None


def parse_range(text: str) -> tuple[Version, Version | None]:
    """`6.10` is 6.10 alone, `6.10..` that and later ones, `6.2..6.11` both ends included. Raises ValueError."""
    low, dots, high = text.partition("..")
    if not dots:
        return Version.parse(low), Version.parse(low)
    first, last = Version.parse(low), Version.parse(high) if high else None
    if last is not None and last < first:
        raise ValueError(f"the range {text!r} is empty")
    return first, last


def runs(versions: Iterable[Version], releases: Sequence[Version]) -> list[tuple[Version, Version]]:
    """The versions as ranges (both ends included) of consecutive releases."""
    chosen = set(versions)
    found: list[tuple[Version, Version]] = []
    adjacent = False
    for release in releases:
        if release in chosen:
            found[-1:] = [(found[-1][0], release)] if adjacent else [*found[-1:], (release, release)]
            chosen.discard(release)
        adjacent = bool(found) and found[-1][1] == release
    found.extend((version, version) for version in sorted(chosen))
    return found


def describe_versions(versions: Iterable[Version], releases: Sequence[Version]) -> str:
    """A set of kernels as people write it: `<6.10`, `>=7.0`, `6.10..6.19`, `6.1, 6.12`; `any` for all, `none`.

    `releases` are all releases there are, ascending; what touches either of their ends is taken to go on beyond.
    """
    chosen = set(versions)
    if not chosen:
        return "none"
    if chosen.issuperset(releases):
        return "any"
    parts: list[str] = []
    for low, high in runs(chosen, releases):
        if low == releases[0]:
            after = releases[releases.index(high) + 1]
            parts.append(f"<{after}")
        elif high == releases[-1]:
            parts.append(f">={low}")
        else:
            parts.append(str(low) if low == high else f"{low}..{high}")
    return ", ".join(parts)
