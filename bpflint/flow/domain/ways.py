"""Under which answers to open tests a path is taken, and whether something happens whatever the answers are.

A test is open where the verifier may know its outcome and the interpreter does not: a constant that the loader sets,
what an unknown call returned. Each has a number; a way is a chain of answers, and where equal paths join, the one that
goes on stands for all of them. What is seen on ways of which one must be taken is certain.

Answers are taken as independent of each other, and what grows beyond a bound is left out: both may only miss that
something is certain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from typing import Final

MAX_TERMS: Final = 32
"""Different sets of answers that are kept for one way."""
MAX_ANSWERS: Final = 12
"""Answers in one set."""
MAX_SOURCES: Final = 64
"""Ways that are kept of those that join in one."""
MAX_SPLITS: Final = 500
"""Steps of deciding whether sets of answers leave nothing out."""

Term = frozenset[int]
"""Answers that are given together: the number of a test for yes, its negative for no."""
_ALWAYS: Final[frozenset[Term]] = frozenset({frozenset()})


class Way:
    """The ways that lead to here: all of `sources`, and then the answer (0: none).

    One is unlikely if it is only taken once a loader has set something.
    """

    __slots__ = ("answer", "sources", "terms", "unlikely")

    def __init__(self, sources: list[Way], answer: int = 0, *, unlikely: bool = False) -> None:
        self.sources = sources
        self.answer = answer
        self.unlikely: bool = unlikely or any(source.unlikely for source in sources)
        self.terms: frozenset[Term] | None = None
        """What is_certain() has worked out, once the walk is over."""

    def join(self, other: Way) -> None:
        """Another way leads here, too."""
        if len(self.sources) < MAX_SOURCES and other is not self and other not in self.sources:
            self.sources.append(other)
            self.unlikely &= other.unlikely


CERTAIN: Final = Way([])
"""The way on which nothing was left open."""
CERTAIN.terms = _ALWAYS


def is_certain(ways: Iterable[Way], presumed: Set[int] = frozenset(), undecided: Set[int] = frozenset()) -> bool:
    """True if one of these ways is taken, whatever the answers are. Asked when no way is going to be added.

    `presumed` are answers that are taken as given, and of `undecided` tests both answers are followed then.
    """
    terms: set[Term] = set()
    for way in ways:
        terms |= _terms(way)
    if presumed or undecided:
        both = {*undecided, *(-test for test in undecided)}
        terms = {term - presumed - both for term in terms if not any(-answer in presumed for answer in term)}
    return _leave_nothing_out(_simplified(terms), [MAX_SPLITS])


def _terms(way: Way) -> frozenset[Term]:
    stack, begun = [way], set[Way]()
    while stack:
        one = stack[-1]
        if one.terms is None and one not in begun:
            begun.add(one)
            # What is begun leads round a loop: it adds nothing to what leads into the loop.
            stack += [source for source in one.sources if source.terms is None and source not in begun]
            continue
        stack.pop()
        if one.terms is None:
            one.terms = _found(one)
    assert way.terms is not None
    return way.terms


def _found(way: Way) -> frozenset[Term]:
    terms: set[Term] = set()
    for source in way.sources:
        terms |= source.terms or frozenset()
    if way.answer:
        terms = {term | {way.answer} for term in terms if -way.answer not in term}
    return frozenset(_simplified(terms))


def _simplified(terms: set[Term]) -> set[Term]:
    """The same, or less, in fewer terms."""
    work = list(terms)
    while work:
        term = work.pop()
        if term in terms:
            for answer in term:
                opposite = term - {answer} | {-answer}
                if opposite in terms:
                    terms -= {term, opposite}
                    terms.add(term - {answer})
                    work.append(term - {answer})
                    break
    kept: set[Term] = set()
    for term in sorted(terms, key=lambda each: (len(each), sorted(each))):
        if len(term) <= MAX_ANSWERS and len(kept) < MAX_TERMS and not any(one <= term for one in kept):
            kept.add(term)
    return kept


def _leave_nothing_out(terms: set[Term], left: list[int]) -> bool:
    if frozenset() in terms:
        return True
    left[0] -= 1
    if not terms or left[0] < 0:
        return False
    asked = Counter(abs(answer) for term in terms for answer in term)
    test = max(asked, key=lambda each: (asked[each], -each))
    return all(
        _leave_nothing_out({term - {answer} for term in terms if -answer not in term}, left) for answer in (test, -test)
    )
