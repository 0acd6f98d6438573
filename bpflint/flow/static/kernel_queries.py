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
    or 1. The walk along the paths asks more: what does a "callee" look like (see kernel_view.py), has the verifier
    the "change" called `name`, which function is the "releaser" of a struct (as a number), what is its "size", and has
    a kfunc a "flag" (`bpf_iter_num_new KF_SPINLOCK_SAFE`)?

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


def _are_given(heard: AnswersUsed, answers: Answers) -> bool:
    return all(answers(question) == answer for question, answer in heard.items())


class QueryCache:
    """Results for one unit, by name, each with the answers that it hangs on."""

    def __init__(self) -> None:
        self._results: dict[Hashable, list[tuple[AnswersUsed, object]]] = {}

    def find(self, name: Hashable, answers: Answers) -> tuple[AnswersUsed, object] | None:
        """A result that a kernel with these answers would come to as well."""
        for heard, result in self._results.get(name, ()):
            if _are_given(heard, answers):
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
        self.heard: AnswersUsed = {}
        """All that was ever asked."""

    def ask(self, question: Query) -> int | None:
        answer = self._answers(question)
        (self._listening[-1] if self._listening else self.heard)[question] = answer
        return answer

    def would_answer(self, heard: AnswersUsed) -> bool:
        """Whether this kernel answers all of these questions in the same way."""
        return _are_given(heard, self._answers)

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
        known = self._known.get(name)
        if known is None:
            known = self._kept.find(name, self._answers)
            if known is None:
                with self.listen() as heard:
                    result = find()
                if worth():
                    self._kept.add(name, heard, result)
                    self._known[name] = heard, result
                return result
            self._known[name] = known
            self._tell(known[0])
        elif self._listening or self._behind is not None:
            self._tell(known[0])
        return cast(Result, known[1])

    def remember(self, name: Hashable, heard: AnswersUsed, result: object) -> None:
        """Keeps a result that was found elsewhere, with the questions that were asked there."""
        self._kept.add(name, heard, result)
        self._known[name] = heard, result
        self._tell(heard)

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
        if heard:
            (self._listening[-1] if self._listening else self.heard).update(heard)
        if self._behind is not None:
            for question in heard:
                self._behind.ask(question)
