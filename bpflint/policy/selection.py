"""Which rules apply to which file, and at which level, by what the settings select and ignore."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from bpflint.base.errors import ConfigError
from bpflint.policy.patterns import matches
from bpflint.policy.rules import PROFILES, Catalog, Rule
from bpflint.policy.settings import Settings


class Selection:
    """Which rules apply, to which file. The more specific selector wins; `ignore` wins a tie.

    Raises ConfigError, once, with every selector that means no rule.
    """

    def __init__(self, settings: Settings, catalog: Catalog) -> None:
        self._settings = settings
        self._catalog = catalog
        given = [
            (name, selector) for name in ("select", "extend_select", "ignore") for selector in getattr(settings, name)
        ]
        given += [("severity", selector) for selector, _ in settings.severity]
        given += [("per_file_ignores", selector) for _, some in settings.per_file_ignores for selector in some]
        problems = [
            settings.naming(name, catalog.complaint(selector))
            for name, selector in given
            if not catalog.matching(selector)
        ]
        if problems:
            raise ConfigError(list(dict.fromkeys(problems)))

    @cached_property
    def rules(self) -> frozenset[str]:
        """Ids of the rules that apply to a file without ignores of its own."""
        return self._applying(self._settings.ignore)

    @cached_property
    def unignored(self) -> frozenset[str]:
        """Ids of the rules that would apply if no rule were ignored."""
        return self._applying(())

    def applies(self, rule_id: str, path: str) -> bool:
        """True if findings of this rule are wanted in `path`."""
        return rule_id in self.rules_for(path)

    def rules_for(self, path: str) -> frozenset[str]:
        """Ids of the rules that apply to `path`."""
        extra = tuple(
            selector
            for pattern, selectors in self._settings.per_file_ignores
            if matches(pattern, self._settings.relative(path))
            for selector in selectors
        )
        return self._applying(self._settings.ignore + extra) if extra else self.rules

    def level(self, rule_id: str) -> str | None:
        """The level that the settings give to this rule; the most specific selector wins, then the last."""
        rule = self._catalog.find(rule_id)
        if rule is None:
            return None
        levels = [(self._specificity(rule, selector), level) for selector, level in self._settings.severity]
        best = max((strength for strength, _ in levels), default=0)
        return next((level for strength, level in reversed(levels) if strength == best), None) if best else None

    def _applying(self, ignore: Sequence[str]) -> frozenset[str]:
        return frozenset(rule.id for rule in self._catalog if self._wants(rule, ignore))

    def _wants(self, rule: Rule, ignore: Sequence[str]) -> bool:
        if rule.stage == "removed":
            return False
        ignored = self._strength(rule, ignore)
        if self._strength(rule, self._settings.extend_select) > ignored:
            return True
        if self._settings.select:
            return self._strength(rule, self._settings.select) > ignored
        return not ignored and _in_profile(rule, self._settings.profile)

    def _strength(self, rule: Rule, selectors: Iterable[str]) -> int:
        """How specifically the best of `selectors` means `rule`: 0 not at all, 1 by `all`, else by length."""
        return max((self._specificity(rule, selector) for selector in selectors), default=0)

    def _specificity(self, rule: Rule, selector: str) -> int:
        if rule not in self._catalog.matching(selector):
            return 0
        if selector.strip().lower() == "all":
            return 1
        return 100 if rule.answers_to(selector.strip()) else 1 + len(selector.strip())


def _in_profile(rule: Rule, profile: str) -> bool:
    names: tuple[str, ...] = PROFILES
    return names.index(rule.profile) <= names.index(profile)
