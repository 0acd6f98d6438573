"""One session over standard input and output: what an editor sends reaches the server in order, whatever it is.

pygls has a loop for this, which dies of an `exit` at another moment than the last, waits for editors that are gone and
prints tracebacks. Here each message that cannot be used costs one line in the editor's log; a request gets an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from bpflint.base.errors import complain
from bpflint.lsp.server import BpflintServer

MOST_BYTES: Final = 64 << 20
"""Of one message. A document of more than 16 MiB is refused anyhow."""
_LONGEST_HEADER_BYTES: Final = 1 << 12
_LENGTH: Final = b"content-length:"
_INVALID_REQUEST: Final = -32600
_INVALID_PARAMS: Final = -32602


class _BrokenError(Exception):
    """What comes is no message, and nobody knows where the next one begins."""


def serve(server: BpflintServer, requests: BinaryIO, answers: BinaryIO) -> int:
    """Serve one editor until it says goodbye or is gone; the exit code that the protocol wants."""
    log = _Log()
    for name in ("pygls", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [log], False
    return asyncio.run(_serve(server, requests, answers))


async def _serve(server: BpflintServer, requests: BinaryIO, answers: BinaryIO) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_tell)
    messages: asyncio.Queue[bytes | None] = asyncio.Queue()
    writer = _Writer(answers, lambda: messages.put_nowait(None))
    server.protocol.set_writer(writer)

    def read() -> None:
        body: bytes | None = b""
        with contextlib.suppress(RuntimeError):  # the session is over
            while body is not None:
                try:
                    body = _message(requests)
                except (OSError, ValueError, _BrokenError) as error:
                    complain(f"the editor sent what is no message: {error}")
                    body = None
                loop.call_soon_threadsafe(messages.put_nowait, body)

    # Nobody waits for a thread like this one, which may be reading for ever.
    threading.Thread(target=read, daemon=True).start()
    session = _Session(server, writer)
    while (body := await messages.get()) is not None and session.take(body):
        pass
    await server.end()
    loop.set_exception_handler(lambda _loop, _context: None)  # what is under way ends with the session
    return 0 if session.is_shut_down else 1


class _Session:
    """Hands messages on to the server, as far as they make sense at that moment."""

    def __init__(self, server: BpflintServer, writer: _Writer) -> None:
        self._server = server
        self._writer = writer
        self.is_shut_down = False

    def take(self, body: bytes) -> bool:
        """False where it is the last message."""
        try:
            plain = json.loads(body)
        except (ValueError, RecursionError) as error:
            complain(f"the editor sent what is no JSON: {type(error).__name__}")
            return True
        if (
            not isinstance(plain, dict)
            or plain.get("jsonrpc") != "2.0"
            or not isinstance(plain.get("id", 0), int | str)
        ):
            complain("the editor sent JSON that is no message")
            return True
        method = plain.get("method")
        if method == types.EXIT:
            return False
        if self.is_shut_down:
            if "id" in plain:
                self._refuse(plain, _INVALID_REQUEST, "the server was told to shut down")
            return True
        if method == types.SHUTDOWN:
            self.is_shut_down = True
            self._server.drop_requests()
        if method in (types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DID_CLOSE) and not self._is_open(plain):
            complain(f"{method} of a document that is not open")
            return True
        try:
            self._server.protocol.handle_message(self._server.protocol.structure_message(plain))
        except (JsonRpcException, AttributeError, TypeError, ValueError, KeyError) as error:
            self._refuse(plain, _INVALID_PARAMS, str(error))
        return True

    def _is_open(self, plain: dict[str, Any]) -> bool:
        params = plain.get("params")
        document = params.get("textDocument") if isinstance(params, dict) else None
        uri = document.get("uri") if isinstance(document, dict) else None
        return isinstance(uri, str) and self._server.is_open(uri)

    def _refuse(self, plain: dict[str, Any], code: int, reason: str) -> None:
        """Who asked something is told; of anything else only the log is."""
        if "method" in plain and isinstance(plain.get("id"), int | str):
            error = {"code": code, "message": reason}
            body = json.dumps({"jsonrpc": "2.0", "id": plain["id"], "error": error}).encode()
            self._writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        else:
            complain(f"the editor sent a message that cannot be used: {reason}")


class _Writer:
    """Standard output; where nobody reads it any more, the session is over."""

    def __init__(self, answers: BinaryIO, gone: Callable[[], None]) -> None:
        self._answers = answers
        self._gone = gone

    def write(self, data: bytes) -> None:
        try:
            self._answers.write(data)
            self._answers.flush()
        except (OSError, ValueError):
            self._gone()

    def close(self) -> None:
        """The process closes it."""


class _Log(logging.Handler):
    """Warnings of libraries in a line each."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().split("\n", 1)[0]
        error = record.exc_info[1] if record.exc_info else None
        complain(f"{text} ({type(error).__name__}: {error})" if error is not None else text)


def _tell(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    if not isinstance(error, asyncio.CancelledError):
        complain(f"{context.get('message', '')} ({type(error).__name__}: {error})")


def _message(requests: BinaryIO) -> bytes | None:
    """The next message, None where there are no more. Raises _BrokenError for what is none."""
    length = None
    while True:
        header = requests.readline(_LONGEST_HEADER_BYTES)
        if not header.endswith(b"\n"):
            if len(header) == _LONGEST_HEADER_BYTES:
                raise _BrokenError("a header without end")
            return None
        if not header.strip():
            if length is not None:
                break
        elif header.lower().startswith(_LENGTH):
            digits = header[len(_LENGTH) :].strip()
            if not digits.isdigit() or len(digits) > len(str(MOST_BYTES)) or int(digits) > MOST_BYTES:
                raise _BrokenError("a length that no message has")
            length = int(digits)
    body = requests.read(length)
    return body if len(body) == length else None
