"""The rules as a user knows them: identity, policy and the page that explains each, read from rules/checks/*.md.

A page is YAML front matter followed by fixed sections. The loader reads every page before it complains, so that one
run shows all mistakes, each with file and line. It knows nothing of how a rule is checked. A run loads the compiled
form of the pages (bpflint/base/compiled_rules.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, cast

from bpflint.base import compiled_rules
from bpflint.base.compiled_rules import Compiled
from bpflint.base.errors import CatalogError, did_you_mean
from bpflint.base.finding import Level

Confidence = Literal["high", "medium", "low"]
Profile = Literal["default", "pedantic", "audit"]
Merge = Literal["any", "all"]
Fails = Literal["load", "run"]

FORMAT: Final = 1
"""Changes with what the compiled form holds of a page."""

PAGES: Final = "https://bpflint.readthedocs.io/rules/"
"""Where the rule pages are published; a rule's page is this and its name."""

SECTIONS: Final = (
    "What it does",
    "Why it matters",
    "Example",
    "Do this instead",
    "When it is silent",
    "Known misses",
    "References",
)
PROFILES: Final[tuple[Profile, ...]] = ("default", "pedantic", "audit")
STATUSES: Final = ("preview", "stable", "deprecated", "removed")

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "level": ("error", "warning", "note"),
    "confidence": ("high", "medium", "low"),
    "profile": PROFILES,
    "merge": ("any", "all"),
    "fails": ("load", "run"),
}
_REQUIRED: Final = ("id", "name", "level", "confidence", "profile", "status")
_OPTIONAL: Final = ("merge", "fails", "needs", "summary", "aliases", "kernels")
_ID: Final = re.compile(r"(KF|BP)\d{3}")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HEADING: Final = re.compile(r"^## +(.+?) *$")
_FENCE: Final = re.compile(r"^ {0,3}(```+|~~~+)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `status` maps a stage of its life to the version of bpflint that began it."""

    id: str
    name: str
    level: Level
    confidence: Confidence
    profile: Profile
    status: Mapping[str, str]
    summary: str
    """One sentence, plain text, without a full stop."""
    merge: Merge = "any"
    fails: Fails = "load"
    """When an error of this rule shows: the program does not load, or it loads and fails when it runs."""
    needs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Former ids and names, still understood in options and comments."""
    sections: Mapping[str, str] = field(default_factory=dict)
    """Markdown by heading, in the order of SECTIONS."""
    path: Path = Path()

    @property
    def docs(self) -> str:
        """The published page."""
        return f"{PAGES}{self.name}.html"

    @property
    def stage(self) -> str:
        """The latest stage that `status` names: preview, stable, deprecated or removed."""
        return max(self.status, key=STATUSES.index)

    @property
    def markdown(self) -> str:
        """The whole page without its front matter."""
        return "\n\n".join(f"## {heading}\n\n{text}" for heading, text in self.sections.items())

    def answers_to(self, word: str) -> bool:
        """True if `word` is this rule's id, name or a former one, in any case."""
        word = word.lower()
        return word in (self.id.lower(), self.name) or any(word == alias.lower() for alias in self.aliases)


class Catalog:
    """Every rule, by id. Iterates in the order of ids."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}
        self._words = {
            word.lower(): rule for rule in self._rules.values() for word in (*rule.aliases, rule.name, rule.id)
        }

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)

    def find(self, word: str) -> Rule | None:
        """The rule with this id, name or former name, in any case."""
        return self._words.get(word.strip().lower())

    def __getitem__(self, rule_id: str) -> Rule:
        return self._rules[rule_id]

    def matching(self, selector: str) -> tuple[Rule, ...]:
        """The rules a selector means: an id or name, the beginning of an id (`KF4`), or `all`."""
        word = selector.strip().lower()
        if word == "all":
            return tuple(self)
        exact = self.find(word)
        if exact:
            return (exact,)
        if not word:
            return ()
        return tuple(rule for rule in self if rule.id.lower().startswith(word))

    def complaint(self, selector: str) -> str:
        """What to say of a selector that means no rule, with the nearest that does."""
        words = [word for rule in self for word in (rule.id, rule.name)]
        return f"no rule is called {selector!r}{did_you_mean(selector, words)} ('bpflint rules' lists them)"


def load_catalog(directory: Path | None = None) -> Catalog:
    """Read every page of `directory`, bpflint's own rules/checks if None. The result is cached.

    Raises CatalogError naming every mistake in every page.
    """
    if directory is None:
        directory = compiled_rules.rules_directory() / "checks"
    return _load(directory)


@lru_cache(maxsize=8)
def _load(directory: Path) -> Catalog:
    content = compiled_rules.load(directory, _hash_of(directory), lambda: compile_pages(directory))
    return Catalog([_decode(directory, data) for data in content["rules"]])


def compile_pages(directory: Path) -> Compiled:
    """The compiled form of all pages of a directory. Raises CatalogError naming every mistake in every page."""
    rules: list[Rule] = []
    problems: list[str] = []
    for path in _pages(directory):
        try:
            rules.append(read_page(path))
        except CatalogError as error:
            problems += error.problems
    taken: dict[str, Rule] = {}
    for rule in rules:
        for word in (rule.id, rule.name, *rule.aliases):
            other = taken.setdefault(word.lower(), rule)
            if other is not rule:
                problems.append(f"{rule.path}:1: {word!r} is also {other.path.name}")
    if problems:
        raise CatalogError(problems)
    return {"hash": _hash_of(directory), "rules": [_encode(rule) for rule in rules]}


def _pages(directory: Path) -> list[Path]:
    return sorted(directory.glob("*.md"))


def _hash_of(directory: Path) -> str:
    return compiled_rules.hash_of(directory, _pages(directory), f"rule pages {FORMAT}")


def _encode(rule: Rule) -> dict[str, Any]:
    data = {one.name: getattr(rule, one.name) for one in fields(rule)}
    return {**data, "level": rule.level.name, "path": rule.path.name}


def _decode(directory: Path, data: Mapping[str, Any]) -> Rule:
    tuples = {name: tuple(data[name]) for name in ("needs", "aliases")}
    return Rule(**{**data, **tuples, "level": Level[data["level"]], "path": directory / data["path"]})


def read_page(path: Path) -> Rule:
    """Read one page. Raises CatalogError with every mistake in it."""
    page = _Page(path)
    front, body_line = page.front_matter()
    sections = page.sections(body_line)
    if page.problems:
        raise CatalogError(page.problems)
    summary = str(front.get("summary") or _first_sentence(sections["What it does"]))
    return Rule(
        id=front["id"],
        name=front["name"],
        level=Level[front["level"].upper()],
        confidence=cast(Confidence, front["confidence"]),
        profile=cast(Profile, front["profile"]),
        status={stage: str(version) for stage, version in front["status"].items()},
        summary=_plain(summary).rstrip("."),
        merge=cast(Merge, front.get("merge", "any")),
        fails=cast(Fails, front.get("fails", "load")),
        needs=tuple(map(str, front.get("needs") or ())),
        aliases=tuple(map(str, front.get("aliases") or ())),
        sections=sections,
        path=path,
    )


class _Page:
    """One page while it is read; collects what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[str] = []
        try:
            self.lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"{path}:1: cannot be read: {error}") from error

    def wrong(self, line: int, message: str) -> None:
        self.problems.append(f"{self.path}:{line}: {message}")

    def front_matter(self) -> tuple[dict[str, Any], int]:
        """The checked front matter, and the 1-based line at which the body starts."""
        if not self.lines or self.lines[0].rstrip() != "---":
            raise CatalogError(f"{self.path}:1: expected front matter between two lines of '---'")
        try:
            end = next(number for number, line in enumerate(self.lines[1:], 1) if line.rstrip() == "---")
        except StopIteration:
            raise CatalogError(f"{self.path}:1: the front matter has no closing '---'") from None
        front = self._parse_yaml("\n".join(self.lines[1:end]))
        self._check(front)
        return front, end + 2

    def _parse_yaml(self, text: str) -> dict[str, Any]:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            front = yaml.load(text, Loader=loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 2 if mark else 1
            raise CatalogError(f"{self.path}:{line}: {getattr(error, 'problem', None) or 'not YAML'}") from error
        if not isinstance(front, dict):
            raise CatalogError(f"{self.path}:2: expected 'key: value' lines")
        return front

    def _line_of(self, key: str) -> int:
        return next((n for n, line in enumerate(self.lines, 1) if line.startswith(f"{key}:")), 1)

    def _check(self, front: dict[str, Any]) -> None:
        for key in _REQUIRED:
            if key not in front:
                self.wrong(1, f"'{key}' is missing")
        for key in map(str, front):
            if key not in _REQUIRED + _OPTIONAL:
                self.wrong(self._line_of(key), f"unknown key {key!r}{did_you_mean(key, _REQUIRED + _OPTIONAL)}")
        for key, pattern, like in (("id", _ID, "KF401"), ("name", _NAME, "leaked-reference")):
            if key in front and not (isinstance(front[key], str) and pattern.fullmatch(front[key])):
                self.wrong(self._line_of(key), f"'{key}' is {front[key]!r}; it should look like {like}")
        for key, allowed in _CHOICES.items():
            if key in front and front[key] not in allowed:
                self.wrong(self._line_of(key), f"'{key}' is {front[key]!r}; it should be one of {', '.join(allowed)}")
        status = front.get("status")
        if "status" in front and not (isinstance(status, dict) and status and set(status) <= set(STATUSES)):
            self.wrong(self._line_of("status"), f"'status' should map {', '.join(STATUSES)} to versions")
        for key in ("needs", "aliases"):
            if not isinstance(front.get(key, []), list):
                self.wrong(self._line_of(key), f"'{key}' should be a list")
        if isinstance(front.get("name"), str) and front["name"] != self.path.stem:
            self.wrong(self._line_of("name"), f"'name' is {front['name']!r} but the file is {self.path.name}")

    def sections(self, start: int) -> dict[str, str]:
        """Markdown by heading, from the 1-based line `start` on."""
        found: dict[str, list[str]] = {}
        current: list[str] | None = None
        fence = ""
        for number, line in enumerate(self.lines[start - 1 :], start):
            mark = _FENCE.match(line)
            if mark and (not fence or line.strip().startswith(fence)):
                fence = "" if fence else mark[1]
            heading = None if fence else _HEADING.match(line)
            if heading is None:
                if current is not None:
                    current.append(line)
                continue
            title = heading[1]
            if title not in SECTIONS:
                self.wrong(number, f"unknown section {title!r}{did_you_mean(title, SECTIONS)}")
            elif title in found:
                self.wrong(number, f"a second section {title!r}")
            current = found.setdefault(title, [])
        texts = {title: "\n".join(lines).strip("\n") for title, lines in found.items()}
        for title in SECTIONS:
            if not texts.get(title, "").strip():
                self.wrong(start, f"section {title!r} is missing or empty")
        return {title: texts[title] for title in SECTIONS if title in texts}


def _first_sentence(text: str) -> str:
    paragraph = " ".join(text.strip().split("\n\n")[0].split())
    return re.split(r"(?<=\.)\s", paragraph, maxsplit=1)[0]


def _plain(markdown: str) -> str:
    """One line of Markdown without its marks: code quotes stay, links and emphasis go."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"\*\*([^*]+)\*\*", r"\1", text)
