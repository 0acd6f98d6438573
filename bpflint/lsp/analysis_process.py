"""The server's end of the process that lints (see analysis.py): started when needed, and again when it has died."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from typing import Any, Final

ABANDON: Final = getattr(signal, "SIGUSR1", None)
"""The signal that the answer to the request at hand is not wanted any more; None where systems have no such."""
LONGEST_ANSWER_BYTES: Final = 64 << 20
PATIENCE_S: Final = 120.0
"""The slowest known file takes a few seconds."""


class AnalysisProcess:
    """One request at a time; the newest text of a document is what the caller asks about."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._starting: asyncio.Future[Process] | None = None
        self._busy = asyncio.Lock()
        self._ids = itertools.count(1)
        self._has_answered = False
        self._abandoned: asyncio.Future[dict[str, Any]] | None = None
        """An exchange that nobody waits for, which has to end before the next one begins."""

    async def warm_up(self) -> None:
        """Start the process, which then loads what it needs, so that the first answer does not wait for it."""
        async with self._busy:
            with contextlib.suppress(OSError):
                await self._started()

    async def ask(
        self,
        path: str,
        text: str,
        settings: Mapping[str, Any],
        *,
        fresh: bool = True,
        partly: bool = False,
        tell: Callable[[dict[str, Any]], None] = lambda _answer: None,
        is_new: bool = False,
    ) -> dict[str, Any]:
        """What linting `text` gave. An answer with "error" says why there is none.

        `fresh` is to look at the disk anew. `partly` allows to look only at what has changed of a large document;
        the answer then says "partly". `tell` is told what needs no path to be followed, before one is; `is_new` says
        that nothing of the document is shown yet. When the caller is cancelled, the work ends.
        """
        async with self._busy:
            if self._abandoned is not None:
                _, busy = await asyncio.wait({self._abandoned}, timeout=PATIENCE_S)
                self._abandoned = None
                if busy:
                    await self.stop()
            request = {
                "id": next(self._ids),
                "path": path,
                "text": text,
                "settings": dict(settings),
                "fresh": fresh,
                "partly": partly,
                "new": is_new,
            }
            exchange = asyncio.ensure_future(self._exchange(request, tell))
            try:
                return await asyncio.wait_for(asyncio.shield(exchange), PATIENCE_S)
            except asyncio.CancelledError:
                self._abandon(exchange)
                raise
            except TimeoutError:
                await self.stop()
                return _failure(f"the analysis took longer than {PATIENCE_S:.0f} seconds")
            except (OSError, ValueError, EOFError) as error:
                await self.stop()
                return _failure(f"the analysis ended: {error}")

    async def _exchange(self, request: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        process = await self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request).encode() + b"\n")
        await process.stdin.drain()
        while True:
            line = await process.stdout.readline()
            if not line:
                raise EOFError("no answer")
            self._has_answered = True
            answer: dict[str, Any] = json.loads(line)
            if not answer.get("ahead"):
                return answer
            if self._abandoned is None:
                tell(answer)

    async def _started(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._has_answered = False
            if self._starting is None:
                self._starting = asyncio.ensure_future(_start())
            try:
                # Whoever waits may be cancelled; asyncio would wait for ever for the end of a process that began then.
                self._process = await asyncio.shield(self._starting)
            except OSError:
                self._starting = None
                raise
            self._starting = None
        return self._process

    def _abandon(self, exchange: asyncio.Future[dict[str, Any]]) -> None:
        exchange.add_done_callback(lambda done: done.cancelled() or done.exception())  # so that nobody complains of it
        self._abandoned = exchange
        # One that has not answered yet may not know the signal yet.
        if self._process is not None and self._has_answered:
            with contextlib.suppress(ProcessLookupError):
                if ABANDON is None:
                    self._process.kill()
                else:
                    self._process.send_signal(ABANDON)

    async def stop(self) -> None:
        """End the process, if there is one."""
        if self._starting is not None:
            with contextlib.suppress(OSError):
                self._process = await self._starting
            self._starting = None
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _start() -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # no modules from the working directory: that is the repository, of a stranger perhaps
        "-m",
        "bpflint.lsp.analysis",
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        limit=LONGEST_ANSWER_BYTES,
    )


def _failure(reason: str) -> dict[str, Any]:
    return {"findings": [], "programs": [], "problems": [], "error": reason}
