"""Runs a function over items in worker processes, so that one bad item costs one answer and not the run.

The parser is C++ code fed with files from strangers: it may crash, hang or eat the memory. A worker that does is
ended, its item is answered with a `Lost`, and a new worker goes on with the rest.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from bpflint.base.fork_pool import CAN_FORK
from bpflint.base.lifetime import live_with
from bpflint.engine.memory import MOST_BYTES, limit_memory
from bpflint.engine.time_limit import LOOK_S, Watch
from bpflint.source import parse_time

Item = TypeVar("Item")
Result = TypeVar("Result")

MAX_ANSWER_BYTES = 256 << 20
"""More is no answer. The largest known, on an object with 240 programs, takes a few million."""

ITEMS_BETWEEN_COLLECTIONS = 16


@dataclass(frozen=True, slots=True)
class Lost:
    """No result: the worker died (`reason` says how) or took too long."""

    reason: str


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection[Any, Any]
    index: int = -1
    watch: Watch | None = None


def run_isolated(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    jobs: int,
    timeout_s: float,
    ends: float = math.inf,
    memory_bytes: int = MOST_BYTES,
    encode: Callable[[Result], bytes],
    decode: Callable[[bytes], Result],
) -> Iterator[Result | Lost]:
    """`function(item)` for every item, in order, computed by up to `jobs` processes, which begin at once.

    An item that takes more than `timeout_s` seconds of a processor, or whose worker dies, gives a `Lost`; so do all not
    there when the clock (`time.monotonic`) shows `ends`. A worker may use `memory_bytes`. Results travel as the
    bytes that `encode` makes of them; `decode` raises ValueError for others. It must run nothing that they hold, since
    a parser that was taken over may have written them.
    """
    work = partial(_serve, function, encode, memory_bytes=memory_bytes, parent=os.getpid())
    workers = _Workers(work, items, decode, timeout_s)
    for _ in range(min(jobs, len(items))):
        workers.add()
    return workers.answers(ends)


class _Workers(Generic[Item, Result]):
    """The processes that still have an item each, and the results that nobody took yet."""

    def __init__(
        self,
        work: Callable[[Connection[Any, Any]], None],
        items: Sequence[Item],
        decode: Callable[[bytes], Result],
        timeout_s: float,
    ) -> None:
        # Forked workers share the facts that are loaded already.
        self._context = get_context("fork") if CAN_FORK else get_context("spawn")
        self._work = work
        self._items = items
        self._decode = decode
        self._timeout_s = timeout_s
        self._pending = iter(range(len(items)))
        self._results: dict[int, Result | Lost] = {}
        self._workers: list[_Worker] = []

    def add(self) -> None:
        """Begin a worker, which goes on until no item is left."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=self._work, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        self._feed(worker)

    def answers(self, ends: float) -> Iterator[Result | Lost]:
        """The results in order, each as soon as it is there."""
        try:
            for index in range(len(self._items)):
                while index not in self._results:
                    self._wait(ends)
                yield self._results.pop(index)
        finally:
            for worker in self._workers:
                worker.process.kill()
                worker.process.join()

    def _feed(self, worker: _Worker) -> None:
        """Give a worker the next item, or let it go if there is none."""
        worker.index = next(self._pending, -1)
        if worker.index < 0:
            self._workers.remove(worker)
            _stop(worker)
        else:
            worker.watch = Watch(worker.process.pid or 0, self._timeout_s)
            worker.pipe.send(self._items[worker.index])

    def _wait(self, ends: float) -> None:
        """Wait a little for results, and look after those who work on them."""
        now = time.monotonic()
        if now >= ends:
            self._give_up()
            return
        ready = wait([worker.pipe for worker in self._workers], min(ends - now, LOOK_S))
        for worker in list(self._workers):
            if worker.pipe in ready:
                self._receive(worker)
            elif worker.watch and (reason := worker.watch.look()) and not worker.pipe.poll():
                self._replace(worker, reason)

    def _receive(self, worker: _Worker) -> None:
        try:
            self._results[worker.index] = self._decode(worker.pipe.recv_bytes(MAX_ANSWER_BYTES))
        except (EOFError, OSError):
            worker.process.join(1)
            self._replace(worker, _death(worker.process.exitcode))
        except ValueError:
            self._replace(worker, "the parser sent an answer that is none")
        else:
            self._feed(worker)

    def _replace(self, worker: _Worker, reason: str) -> None:
        """Another one goes on where a worker died, or has to."""
        _stop(worker)
        self._results[worker.index] = Lost(reason)
        self._workers.remove(worker)
        self.add()

    def _give_up(self) -> None:
        for index in (*(worker.index for worker in self._workers), *self._pending):
            self._results[index] = Lost("the time for the whole run was over before")
        for worker in self._workers:
            _stop(worker)
        self._workers.clear()


def _stop(worker: _Worker) -> None:
    # Idle, so there is nothing to wait for; it would not see the pipe close, since younger siblings hold a copy of it.
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _death(exitcode: int | None) -> str:
    if exitcode is not None and parse_time.SIGNAL is not None and exitcode == -parse_time.SIGNAL:
        return f"the parser took longer than {parse_time.MOST_S:.0f} seconds of a processor"
    if exitcode is not None and exitcode < 0:
        return f"the parser crashed (signal {-exitcode})"
    return "the parser crashed"


def _serve(
    function: Callable[[Item], Result],
    encode: Callable[[Result], bytes],
    pipe: Connection[Any, Any],
    *,
    memory_bytes: int,
    parent: int,
) -> None:
    live_with(parent)
    with contextlib.suppress(OSError), open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - plain and fast
        # What libclang says when it crashes quotes names of files and arguments as they are.
        os.dup2(nowhere.fileno(), 2)
    limit_memory(memory_bytes)
    parse_time.end_process_when_over()
    # An item makes many objects and few cycles; looking for them all the time costs a fifth of the run.
    gc.freeze()
    gc.disable()
    for count in itertools.count(1):
        try:
            item = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        pipe.send_bytes(encode(function(item)))
        if count % ITEMS_BETWEEN_COLLECTIONS == 0:
            gc.collect()
