"""The server's end of the process that lints (see analysis.py): started when needed, and again when it has died."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from typing import Any, Final

LONGEST_ANSWER_BYTES: Final = 64 << 20


class AnalysisProcess:
    """One request at a time; the newest text of a document is what the caller asks about."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._busy = asyncio.Lock()
        self._ids = itertools.count(1)

    async def ask(self, path: str, text: str, settings: Mapping[str, Any]) -> dict[str, Any]:
        """What linting `text` gave. An answer with "error" says why there is none."""
        async with self._busy:
            request = {"id": next(self._ids), "path": path, "text": text, "settings": dict(settings)}
            try:
                return await self._exchange(request)
            except (OSError, ValueError, EOFError) as error:
                await self.stop()
                return {"findings": [], "programs": [], "problems": [], "error": f"the analysis ended: {error}"}

    async def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bpflint.lsp.analysis",
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                limit=LONGEST_ANSWER_BYTES,
            )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(request).encode() + b"\n")
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            raise EOFError("no answer")
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
