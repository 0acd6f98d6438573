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
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from bpflint.base.fork_pool import CAN_FORK
from bpflint.base.lifetime import live_with
from bpflint.engine.memory import MOST_BYTES, limit_memory
from bpflint.engine.patience import LOOK_S, Watch

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
class _Worker(Generic[Item]):
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
    # Forked workers share the facts that are loaded already.
    context = get_context("fork") if CAN_FORK else get_context("spawn")
    pending = iter(range(len(items)))
    results: dict[int, Result | Lost] = {}
    workers: list[_Worker[Item]] = []

    def start() -> _Worker[Item]:
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(function, encode, theirs, memory_bytes, os.getpid()), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def feed(worker: _Worker[Item]) -> bool:
        worker.index = next(pending, -1)
        if worker.index < 0:
            return False
        worker.watch = Watch(worker.process.pid or 0, timeout_s)
        worker.pipe.send(items[worker.index])
        return True

    def retire(worker: _Worker[Item], reason: str) -> None:
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        results[worker.index] = Lost(reason)
        workers.remove(worker)
        fresh = start()
        if feed(fresh):
            workers.append(fresh)
        else:
            _stop(fresh)

    def give_up() -> None:
        for index in (*(worker.index for worker in workers), *pending):
            results[index] = Lost("the time for the whole run was over before")
        for worker in workers:
            _stop(worker)
        workers.clear()

    def answers() -> Iterator[Result | Lost]:
        try:
            yield from in_order()
        finally:
            for worker in workers:
                worker.process.kill()
                worker.process.join()

    def in_order() -> Iterator[Result | Lost]:
        for index in range(len(items)):
            while index not in results:
                now = time.monotonic()
                if now >= ends:
                    give_up()
                    break
                ready = wait([worker.pipe for worker in workers], min(ends - now, LOOK_S))
                for worker in list(workers):
                    if worker.pipe in ready:
                        try:
                            results[worker.index] = decode(worker.pipe.recv_bytes(MAX_ANSWER_BYTES))
                        except (EOFError, OSError):
                            worker.process.join(1)
                            retire(worker, _death(worker.process.exitcode))
                            continue
                        except ValueError:
                            retire(worker, "the parser sent an answer that is none")
                            continue
                        if not feed(worker):
                            workers.remove(worker)
                            _stop(worker)
                    elif worker.watch and (reason := worker.watch.look()) and not worker.pipe.poll():
                        retire(worker, reason)
            yield results.pop(index)

    for _ in range(min(jobs, len(items))):
        worker = start()
        workers.append(worker)
        feed(worker)
    return answers()


def _stop(worker: _Worker[Any]) -> None:
    # Idle, so there is nothing to wait for; it would not see the pipe close, since younger siblings hold a copy of it.
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _death(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"the parser crashed (signal {-exitcode})"
    return "the parser crashed"


def _serve(
    function: Callable[[Item], Result],
    encode: Callable[[Result], bytes],
    pipe: Connection[Any, Any],
    memory_bytes: int,
    parent: int,
) -> None:
    live_with(parent)
    with contextlib.suppress(OSError), open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - plain and fast
        # What libclang says when it crashes quotes names of files and arguments as they are.
        os.dup2(nowhere.fileno(), 2)
    limit_memory(memory_bytes)
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
