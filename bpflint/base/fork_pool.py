"""Shares out the work on one large file among idle processors.

The helpers are forked copies of this process: they have everything at hand, and only their results travel back. Where
one dies, or sends what cannot be read, its part is done here; so helpers make a run faster and nothing else.

Results travel as pickles, which could run code. They come through a pipe that only a copy of this very process holds,
forked after the parser has done its work, so whoever could put something else in could do the same here. This is for
workers; what a worker answers to the process that started it goes through `report_codec`.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from bpflint.base.lifetime import live_with

Item = TypeVar("Item")
Result = TypeVar("Result")

CAN_FORK: Final = sys.platform == "linux"
"""On macOS the system's libraries may have started threads, which do not survive a fork."""

_NUMBER: Final = struct.Struct("=I")
_MAX_SHARED: Final = 1000
"""Items that are shared out; the rest is done here. A pipe holds at least as many numbers without a reader."""


class Shares(Generic[Item, Result]):
    """`work(item)` for many items, begun by up to `processes - 1` forked helpers as soon as this object is made.

    Results may refer to the objects `shared`: these are sent by their address, which is the same on both sides.
    """

    def __init__(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        processes: int,
        shared: Iterable[object] = (),
    ) -> None:
        self._work = work
        self._items = items
        self._known = {id(one): one for one in shared}
        self._numbers = _Queue(min(len(items), _MAX_SHARED))
        self._helpers: list[_Helper] = []
        with contextlib.suppress(OSError):  # with no more processes to be had, this one does the work
            for _ in range(processes - 1):
                self._helpers.append(_Helper(work, items, self._numbers, self._known))

    def finish(self, wanted: Collection[Item]) -> dict[Item, Result]:
        """The results for the items that are wanted; this process takes part in what is left of them."""
        results: dict[Item, Result] = {}
        try:
            while (number := self._numbers.take()) is not None:
                if (item := self._items[number]) in wanted:
                    results[item] = self._work(item)
        except BaseException:
            self.cancel()
            raise
        self._numbers.close()
        for helper in self._helpers:
            results.update((self._items[number], result) for number, result in helper.results(self._known).items())
        return {item: results[item] if item in results else self._work(item) for item in wanted}

    def cancel(self) -> None:
        """Ends the helpers; nobody wants their results."""
        self._numbers.close()
        for helper in self._helpers:
            helper.end()


class _Queue:
    """Numbers that several processes take in turn: a pipe gives each of them to one reader."""

    def __init__(self, count: int) -> None:
        self._end, start = os.pipe()
        os.write(start, b"".join(map(_NUMBER.pack, range(count))))
        os.close(start)

    def take(self) -> int | None:
        taken = os.read(self._end, _NUMBER.size)
        return int(_NUMBER.unpack(taken)[0]) if taken else None

    def close(self) -> None:
        os.close(self._end)


class _Helper:
    """A forked copy of this process, and the pipe that its results come through."""

    def __init__(
        self,
        work: Callable[[Any], object],
        items: Sequence[object],
        numbers: _Queue,
        known: Mapping[int, object],
    ) -> None:
        self._pipe, theirs = os.pipe()
        parent = os.getpid()
        try:
            self._pid = os.fork()
        except OSError:
            os.close(self._pipe)
            os.close(theirs)
            raise
        if self._pid:
            os.close(theirs)
            return
        try:  # this is the copy, which must not return into the code of whoever called
            live_with(parent)
            os.close(self._pipe)
            done: dict[int, object] = {}
            while (number := numbers.take()) is not None:
                done[number] = work(items[number])
            data = io.BytesIO()
            _Sender(data, known).dump(done)
            with os.fdopen(theirs, "wb") as pipe:
                pipe.write(data.getbuffer())
        finally:
            os._exit(0)

    def end(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.close(self._pipe)
        os.waitpid(self._pid, 0)

    def results(self, known: Mapping[int, object]) -> dict[int, Any]:
        """What the helper did, by number; empty if it failed."""
        with os.fdopen(self._pipe, "rb") as pipe:
            data = pipe.read()
        os.waitpid(self._pid, 0)
        try:
            results: dict[int, Any] = _Receiver(data, known).load()
        except (pickle.UnpicklingError, EOFError, KeyError):
            return {}
        return results


class _Sender(pickle.Pickler):
    def __init__(self, file: io.BytesIO, known: Mapping[int, object]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._known = known

    def persistent_id(self, obj: object) -> int | None:
        return id(obj) if id(obj) in self._known else None


class _Receiver(pickle.Unpickler):
    def __init__(self, data: bytes, known: Mapping[int, object]) -> None:
        super().__init__(io.BytesIO(data))
        self._known = known

    def persistent_load(self, pid: int) -> object:
        return self._known[pid]
