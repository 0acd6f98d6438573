"""Whatever an editor sends, and in whatever order: no traceback, an answer to each question, and an end."""

from __future__ import annotations

import io
import json
import os
import re
from typing import Any

import pytest
from editing import LEAK

from bpflint.lsp.server import make_server
from bpflint.lsp.session import MOST_BYTES, serve

Message = dict[str, Any] | bytes

ZERO = {"line": 0, "character": 0}
FAR = {"line": 10**9, "character": 10**9}
BELOW = {"line": -1, "character": -1}
URI = "file:///nowhere/a.bpf.c"
EXIT = {"method": "exit"}
BEGIN: list[Message] = [
    {"id": 1, "method": "initialize", "params": {"capabilities": {"workspace": {"configuration": True}}}},
    {"method": "initialized", "params": {}},
]
OPEN = {
    "method": "textDocument/didOpen",
    "params": {"textDocument": {"uri": URI, "languageId": "c", "version": 1, "text": LEAK}},
}
CLOSE = {"method": "textDocument/didClose", "params": {"textDocument": {"uri": URI}}}


def shutdown(number: int = 99) -> Message:
    return {"id": number, "method": "shutdown"}


def change(start: object = ZERO, end: object = ZERO) -> Message:
    changes = [{"range": {"start": start, "end": end}, "text": "x"}]
    document = {"uri": URI, "version": 2}
    return {"method": "textDocument/didChange", "params": {"textDocument": document, "contentChanges": changes}}


def hover(position: object, uri: str = URI) -> Message:
    params = {"textDocument": {"uri": uri}, "position": position}
    return {"id": 5, "method": "textDocument/hover", "params": params}


def actions(uri: str = URI) -> Message:
    params = {"textDocument": {"uri": uri}, "range": {"start": FAR, "end": ZERO}, "context": {"diagnostics": []}}
    return {"id": 5, "method": "textDocument/codeAction", "params": params}


def framed(message: Message) -> bytes:
    body = message if isinstance(message, bytes) else json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def session(*messages: Message, then: bytes = b"") -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the answers."""
    answers = io.BytesIO()
    code = serve(make_server(), io.BytesIO(b"".join(map(framed, messages)) + then), answers)
    bodies = re.split(rb"Content-Length: \d+\r\n(?:Content-Type: [^\r]*\r\n)?\r\n", answers.getvalue())[1:]
    return code, [json.loads(body) for body in bodies]


ORDERS: dict[str, tuple[int, list[Message]]] = {
    "exit": (1, [EXIT]),
    "exit without shutdown": (1, [*BEGIN, OPEN, EXIT]),
    "exit before shutdown is answered": (0, [*BEGIN, OPEN, shutdown(), EXIT]),
    "shutdown first": (0, [shutdown(), EXIT]),
    "shutdown twice": (0, [*BEGIN, OPEN, shutdown(), shutdown(100), OPEN, EXIT]),
    "initialized twice": (0, [*BEGIN, *BEGIN, shutdown(), EXIT]),
    "opened before the beginning": (0, [OPEN, *BEGIN, shutdown(), EXIT]),
    "closed while it is linted": (0, [*BEGIN, OPEN, CLOSE, OPEN, CLOSE, CLOSE, shutdown(), EXIT]),
    "changed, not opened": (0, [*BEGIN, change(), shutdown(), EXIT]),
    "cancelled": (0, [*BEGIN, {"method": "$/cancelRequest", "params": {"id": 7}}, shutdown(), EXIT]),
    "shutdown cancelled": (0, [*BEGIN, shutdown(), {"method": "$/cancelRequest", "params": {"id": 99}}, EXIT]),
    "nothing more": (1, [*BEGIN, OPEN]),
    "nothing at all": (1, []),
}


@pytest.mark.parametrize(("code", "messages"), ORDERS.values(), ids=ORDERS)
def test_any_order(code: int, messages: list[Message], capfd: pytest.CaptureFixture[str]) -> None:
    done, answers = session(*messages)
    said = capfd.readouterr().err
    assert done == code
    assert "Traceback" not in said
    assert said.count("\n") == said.count("bpflint: ") <= 1
    asked = [each["id"] for each in messages if isinstance(each, dict) and "id" in each]
    assert {each["id"] for each in answers if "method" not in each and each.get("id")} >= set(asked) - {99}


PLACES: list[object] = [BELOW, FAR, {"line": 1.5}, None, []]
ODD: list[Message] = [
    *(hover(position) for position in PLACES),
    *(change(start, end) for start in (BELOW, FAR, ZERO) for end in (BELOW, FAR, ZERO, None)),
    *(hover(ZERO, uri) for uri in ("file:///dev/zero", "file:///", "http://a/b", "\0%00%ff", "")),
    *(actions(uri) for uri in ("file:///dev/zero", "\0", URI)),
    {"method": "workspace/didChangeConfiguration", "params": {"settings": [1]}},
    {"method": "workspace/didChangeConfiguration", "params": {"settings": {"bpflint": {"kernel": [1], "select": 7}}}},
    {"method": "workspace/didChangeWatchedFiles", "params": {"changes": [{"uri": "file:///%00", "type": 1}]}},
    {"id": 5, "method": "workspace/executeCommand", "params": {"command": "rm"}},
    {"id": 5, "method": "none/such"},
    {"id": [5], "method": "shutdown"},
    {"id": 5, "method": {}},
    {"id": "x", "result": 3},
    {"id": "x", "error": 3},
    {"method": "$/cancelRequest"},
    {"method": "exit now"},
    *(b"hello", b"42", b"[]", b"null", b"{}", b'{"jsonrpc": "1.0"}', b"[" * 200_000, b"\xff"),
]


def test_odd_messages_cost_a_line_each(capfd: pytest.CaptureFixture[str]) -> None:
    """A document that is not open is not read: it may be /dev/zero."""
    for message in ODD:
        code, answers = session(*BEGIN[:1], OPEN, message, {"id": 6, "method": "none/such"}, shutdown(), EXIT)
        said = capfd.readouterr().err
        assert code == 0
        assert "Traceback" not in said
        assert said.count("\n") == said.count("bpflint: ") <= 6, said
        asked = isinstance(message, dict) and message.get("id") == 5
        assert ({6, 5} if asked else {6}) <= {each.get("id") for each in answers if "method" not in each}


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Le",
        b'Content-Length: 500\r\n\r\n{"js',
        b"Content-Length: 9" + b"9" * 30 + b"\r\n\r\n{",
        b"Content-Length: %d\r\n\r\n{" % (MOST_BYTES + 1),
        b"Content-Length: -5\r\n\r\n{",
        b"x" * 100_000,
        b"Content-Length: 2\r\n\r\n{}" * 3,
    ],
)
def test_it_ends_in_the_middle_of_a_message(rest: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    assert session(*BEGIN, OPEN, then=rest)[0] == 1
    assert "Traceback" not in capfd.readouterr().err


def test_an_editor_that_is_gone_ends_it(capfd: pytest.CaptureFixture[str]) -> None:
    """Standard input may stay open then: another process has it."""
    requests, theirs = os.pipe()
    unread, answers = os.pipe()
    os.close(unread)
    os.write(theirs, b"".join(map(framed, [*BEGIN, OPEN])))
    with os.fdopen(requests, "rb") as reads, os.fdopen(answers, "wb", buffering=0) as writes:
        assert serve(make_server(), reads, writes) == 1
        os.close(theirs)
    assert capfd.readouterr().err == ""


def test_settings_that_an_editor_does_not_have() -> None:
    """It answers the question for them with no item, or with an error."""
    given: list[dict[str, object]] = [{"result": []}, {"result": [None]}, {"error": {"code": -1, "message": "no"}}]
    for answer in given:
        assert session(*BEGIN, {"id": "?", **answer}, shutdown(), EXIT)[0] == 0
