"""Which documents the server looks at, and when it looks again without being told."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import pytest_lsp
from editing import LEAK, all_closed, closed, opened
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

pytestmark = pytest.mark.asyncio(loop_scope="module")
SERVER = ClientServerConfig(server_command=[sys.executable, "-m", "bpflint", "lsp"])


@pytest_lsp.fixture(config=SERVER, scope="module", loop_scope="module")  # type: ignore[untyped-decorator]
async def session(lsp_client: LanguageClient) -> AsyncIterator[None]:
    """A client that answers questions about settings, as VS Code does, and watches no files, as Neovim on Linux."""
    workspace = types.WorkspaceClientCapabilities(configuration=True)
    await lsp_client.initialize_session(types.InitializeParams(types.ClientCapabilities(workspace=workspace)))
    yield
    await lsp_client.shutdown_session()


@pytest_asyncio.fixture(loop_scope="module")
async def client(session: LanguageClient) -> AsyncIterator[LanguageClient]:
    """A server serves all tests here; each has documents of its own."""
    yield session
    await all_closed(session)


@pytest.fixture(autouse=True)
def repository_of_its_own(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()


def codes(client: LanguageClient, uri: str) -> list[object]:
    return [each.code for each in client.diagnostics[uri]]


async def test_files_that_decide_are_watched_by_the_server(client: LanguageClient, tmp_path: Path) -> None:
    """Those that are included, wherever they are, and settings that are new."""
    names = ("part.c", "part.inc", "own.h", "outside/part.c", "bpflint.toml")
    for folder, name in zip("abcde", names, strict=True):
        await mended_on_disk(client, tmp_path / folder, name)


async def mended_on_disk(client: LanguageClient, folder: Path, name: str) -> None:
    """Open a document with a leak that a change of another file mends."""
    path = folder / "project" / name if "/" not in name else folder / name
    for directory in (folder / "project", path.parent):
        directory.mkdir(exist_ok=True, parents=True)
    (folder / ".git").mkdir()
    is_included = path.suffix != ".toml"
    included = os.path.relpath(path, folder / "project")
    text = LEAK.replace("    return 1;\n", f'#include "{included}"\n') if is_included else LEAK
    if is_included:
        path.write_text("    return 1;\n", encoding="utf-8")
    uri = await opened(client, folder / "project" / "leak.bpf.c", text)
    assert codes(client, uri) == ["KF403"]
    mended = "    bpf_task_release(task);\n    return 1;\n" if is_included else 'ignore = ["KF403"]\n'
    path.write_text(mended, encoding="utf-8")
    await asyncio.wait_for(client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), 20)
    assert not client.diagnostics[uri]
    await closed(client, uri)


async def test_what_is_no_bpf_program_by_itself_is_left_alone(client: LanguageClient, tmp_path: Path) -> None:
    """Editors send every C file of a project: what cannot be understood of those is nobody's worry."""
    texts = {
        "loader.c": '#include <bpf/libbpf.h>\n#include "x.skel.h"\nint main(void) { return 0; }\n',
        "util.c": '#include "util.h"\nint add(int a, int b) { return unknown(a) + b; }\n',
        "common.h": "struct event { u32 pid; };\n",
    }
    for name, text in texts.items():
        uri = await opened(client, tmp_path / name, text)
        assert not client.diagnostics[uri], name


async def test_what_the_project_excludes_is_left_alone(client: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "bpflint.toml").write_text('exclude = ["gone"]\n', encoding="utf-8")
    (tmp_path / "gone").mkdir()
    uri = await opened(client, tmp_path / "gone" / "leak.bpf.c", LEAK)
    assert not client.diagnostics[uri]


async def test_a_part_is_judged_as_what_includes_it(client: LanguageClient, tmp_path: Path) -> None:
    head, body = LEAK.split("SEC(", 1)
    for name in ("part.c", "part.inc"):
        folder = tmp_path / name
        (folder / ".git").mkdir(parents=True)
        (folder / "whole.bpf.c").write_text(f'{head}#include "{name}"\n', encoding="utf-8")
        uri = await opened(client, folder / name, f"SEC({body}")
        (diagnostic,) = client.diagnostics[uri]
        assert (diagnostic.code, diagnostic.range.start.line) == ("KF403", 6), name


async def test_a_header_shows_what_its_source_makes_of_it(client: LanguageClient, tmp_path: Path) -> None:
    """The finding stands in the header, once that is open, and has its actions there."""
    head, body = LEAK.split("SEC(", 1)
    header = tmp_path / "own.h"
    header.write_text(f"SEC({body}", encoding="utf-8")
    at_header = await opened(client, header, f"SEC({body}")
    assert not client.diagnostics[at_header]
    await opened(client, tmp_path / "whole.bpf.c", f'{head}#include "own.h"\n')
    if not client.diagnostics[at_header]:
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    (diagnostic,) = client.diagnostics[at_header]
    assert (diagnostic.code, diagnostic.range.start.line) == ("KF403", 6)
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(at_header), diagnostic.range, types.CodeActionContext([diagnostic])
        )
    )
    assert actions
    assert any(each.title == "Silence KF403 here" for each in actions)


async def test_the_editor_is_asked_for_its_settings(client: LanguageClient, tmp_path: Path) -> None:
    uri = await opened(client, tmp_path / "leak.bpf.c", LEAK)
    assert codes(client, uri) == ["KF403"]
    client.set_configuration({"bpflint": {"ignore": ["KF403"]}})
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert not client.diagnostics[uri]
    client.set_configuration({"bpflint": {"ignore": []}})
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert codes(client, uri) == ["KF403"]
