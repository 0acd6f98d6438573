"""A session with the language server: the texts that tests open, and what an editor sends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from lsprotocol import types
from pytest_lsp import LanguageClient

LEAK = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;

SEC("tp_btf/task_newtask")
int leaks(u64 *ctx)
{
    /* 𝄞 */ struct task_struct *task = bpf_task_from_pid(1);
    if (!task)
        return 0;
    return 1;
}

char _license[] SEC("license") = "GPL";
"""
CURED = LEAK.replace("return 1;", "bpf_task_release(task);\n    return 1;").replace(
    "\nSEC(", "extern void bpf_task_release(struct task_struct *p) __ksym;\n\nSEC(", 1
)

OPEN: list[str] = []
"""The documents of the test that runs."""


async def opened(client: LanguageClient, path: Path, text: str) -> str:
    """Open a document and wait for what the server says of it."""
    uri = path.as_uri()
    OPEN.append(uri)
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "c", 1, text)))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return uri


async def changed(client: LanguageClient, uri: str, text: str, version: int) -> None:
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version, uri), [types.TextDocumentContentChangeWholeDocument(text)]
        )
    )
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)


async def until(client: LanguageClient, condition: Callable[[], bool]) -> None:
    """Wait until what the server says fulfils a condition: on a slow machine it tells a part first."""
    async with asyncio.timeout(60):
        while not condition():
            await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)


async def closed(client: LanguageClient, uri: str) -> None:
    """Close a document and wait until nothing is said of it any more."""
    OPEN.remove(uri)
    client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)


async def all_closed(client: LanguageClient) -> None:
    """Leave the server to the next test as it was in the beginning."""
    while OPEN:
        await closed(client, OPEN[-1])
    client.diagnostics.clear()
