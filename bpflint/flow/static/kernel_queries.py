"""What conditions ask of a kernel, and results that can be kept for every other kernel which gives the same answers.

A unit is judged on two dozen kernels that answer almost everything alike. So a result is kept with the questions that
were asked on the way to it, and is taken over by every kernel that answers these in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple, TypeVar, cast

Result = TypeVar("Result")


DEFAULT: Final = "default"


class Query(NamedTuple):
    """A question to a kernel.

    `about` is "function", "enumerator", "type" or "field": does the kernel have what is called `name`? "number": which
    has the helper of that enumerator? Or "version": does `version name code` hold (`>=`, the code of 6.6)? Or "other":
    any other constant that the loader takes from the kernel's BTF, which `name` tells from others; "truth" if it is 0
    or 1. The walk along the paths asks more: has the
    verifier the "change" called `name`, and which function is the "releaser" of a struct (as a number)?

    "default" is no question to the kernel, but to who asks: does the constant `name`, which a loader may set, count as
    the `code` that the file sets it to?
    """

    about: str
    name: str
    code: int = 0


Answers = Callable[[Query], int | None]
"""What one kernel answers; None where nobody knows. Truth is 1 or 0."""

AnswersUsed = dict[Query, int | None]
"""Questions that were asked, with their answers."""


class QueryCache:
    """Results for one unit, by name, each with the answers that it hangs on."""

    def __init__(self) -> None:
        self._results: dict[Hashable, list[tuple[AnswersUsed, object]]] = {}

    def find(self, name: Hashable, answers: Answers) -> tuple[AnswersUsed, object] | None:
        """A result that a kernel with these answers would come to as well."""
        for heard, result in self._results.get(name, ()):
            if all(answers(question) == answer for question, answer in heard.items()):
                return heard, result
        return None

    def add(self, name: Hashable, heard: AnswersUsed, result: object) -> None:
        self._results.setdefault(name, []).append((heard, result))


class KernelQueries:
    """One kernel that is asked, and what was learnt of it."""

    def __init__(self, answers: Answers, kept: QueryCache, behind: KernelQueries | None = None) -> None:
        """`behind` is the kernel as it is, where this one is made up of it: who listens there hears all."""
        self._answers = answers
        self._behind = behind
        self._kept = kept
        self._known: dict[Hashable, tuple[AnswersUsed, object]] = {}
        self._listening: list[AnswersUsed] = []

    def ask(self, question: Query) -> int | None:
        answer = self._answers(question)
        if self._listening:
            self._listening[-1][question] = answer
        return answer

    @contextmanager
    def listen(self) -> Iterator[AnswersUsed]:
        """Gives all that is asked inside."""
        heard: AnswersUsed = {}
        self._listening.append(heard)
        try:
            yield heard
        finally:
            self._listening.pop()
            self._tell(heard)

    def keep(self, name: Hashable, find: Callable[[], Result], *, worth: Callable[[], bool] = lambda: True) -> Result:
        """The result called `name`, found once for all kernels that answer alike; kept if `worth()` then says so."""
        known = self._known.get(name) or self._kept.find(name, self._answers)
        if known is None:
            with self.listen() as heard:
                result = find()
            if worth():
                self._kept.add(name, heard, result)
                self._known[name] = heard, result
            return result
        self._known[name] = known
        self._tell(known[0])
        return cast(Result, known[1])

    def remember(self, name: Hashable, heard: AnswersUsed, result: object) -> None:
        """Keeps a result that was found elsewhere, with the questions that were asked there."""
        self._kept.add(name, heard, result)
        self._known[name] = heard, result

    def with_defaults(self) -> KernelQueries:
        """The same kernel, and constants hold what the file sets them to, whatever a loader may do."""

        def answers(question: Query) -> int | None:
            return question.code if question.about == DEFAULT else self._answers(question)

        return KernelQueries(answers, self._kept)

    def settled(self, value: int) -> KernelQueries:
        """The same kernel, with `value` for an answer where there is none."""

        def answers(question: Query) -> int | None:
            answer = self.ask(question)
            if answer is not None or question.about == DEFAULT:
                return answer
            return value if question.about == "other" else int(value != 0)

        return KernelQueries(answers, self._kept, self)

    def _tell(self, heard: AnswersUsed) -> None:
        if heard and self._listening:
            self._listening[-1].update(heard)
        if self._behind is not None:
            for question in heard:
                self._behind.ask(question)
