"""The language server over stdio, asked by a client as an editor would."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import pytest_lsp
from editing import CURED, LEAK, OPEN, all_closed, changed, opened, until
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

pytestmark = pytest.mark.asyncio(loop_scope="module")
SERVER = ClientServerConfig(server_command=[sys.executable, "-m", "bpflint", "lsp"])


@pytest_lsp.fixture(config=SERVER, scope="module", loop_scope="module")  # type: ignore[untyped-decorator]
async def session(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await lsp_client.initialize_session(types.InitializeParams(capabilities=types.ClientCapabilities()))
    yield
    await lsp_client.shutdown_session()


@pytest_asyncio.fixture(loop_scope="module")
async def client(session: LanguageClient) -> AsyncIterator[LanguageClient]:
    """A server serves all tests here; each has documents of its own."""
    yield session
    await all_closed(session)


@pytest.fixture(autouse=True)
def repository_of_its_own(tmp_path: Path) -> None:
    """Headers are looked for in the whole repository, which must not be what other tests have left beside."""
    (tmp_path / ".git").mkdir()


async def test_a_mistake_is_shown_and_gone_when_it_is_mended(client: LanguageClient, tmp_path: Path) -> None:
    uri = await opened(client, tmp_path / "leak.bpf.c", LEAK)
    (diagnostic,) = client.diagnostics[uri]
    assert (diagnostic.code, diagnostic.severity) == ("KF403", types.DiagnosticSeverity.Error)
    assert diagnostic.range.start.line == 11
    assert diagnostic.related_information
    # The clef before the call is one character to us and two units to the client.
    start = diagnostic.related_information[0].location.range.start
    line = LEAK.splitlines()[8]
    assert (start.line, start.character) == (8, len(line[: line.index("bpf_task_from_pid")].encode("utf-16-le")) // 2)
    await changed(client, uri, CURED, 2)
    await until(client, lambda: not client.diagnostics[uri])


async def test_silence_here_silences(client: LanguageClient, tmp_path: Path) -> None:
    uri = await opened(client, tmp_path / "leak.bpf.c", LEAK)
    (diagnostic,) = client.diagnostics[uri]
    found = await client.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(uri), diagnostic.range, types.CodeActionContext([]))
    )
    action = next(each for each in found or [] if each.title == "Silence KF403 here")
    assert isinstance(action, types.CodeAction)
    assert action.edit is not None
    assert action.edit.changes is not None
    (edit,) = action.edit.changes[uri]
    lines = LEAK.splitlines(keepends=True)
    lines.insert(edit.range.start.line, edit.new_text)
    await changed(client, uri, "".join(lines), 2)
    assert not client.diagnostics[uri]


async def test_a_quick_fix_mends(client: LanguageClient, tmp_path: Path) -> None:
    text = LEAK.replace(" __ksym;", ";")
    uri = await opened(client, tmp_path / "ksym.bpf.c", text)
    diagnostic = next(each for each in client.diagnostics[uri] if each.code == "KF103")
    found = await client.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(uri), diagnostic.range, types.CodeActionContext([]))
    )
    (fix,) = [each for each in found or [] if isinstance(each, types.CodeAction) and each.is_preferred]
    assert fix.edit is not None
    assert fix.edit.changes is not None
    (edit,) = fix.edit.changes[uri]
    assert "__ksym" in edit.new_text


async def test_lens_hover_and_completion(client: LanguageClient, tmp_path: Path) -> None:
    text = CURED + 'SEC("fen\nextern bpf_task_ac\n'
    uri = await opened(client, tmp_path / "cured.bpf.c", CURED)
    document = types.TextDocumentIdentifier(uri)
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(document))
    assert lenses
    assert lenses[0].command is not None
    assert lenses[0].command.title.startswith("needs ")
    hover = await client.text_document_hover_async(types.HoverParams(document, types.Position(3, 32)))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "bpf_task_from_pid" in hover.contents.value
    await changed(client, uri, text, 2)
    last = len(text.splitlines())
    sections = await client.text_document_completion_async(
        types.CompletionParams(document, types.Position(last - 2, len('SEC("fen')))
    )
    assert isinstance(sections, list)
    assert "fentry" in {each.label for each in sections}
    declarations = await client.text_document_completion_async(
        types.CompletionParams(document, types.Position(last - 1, len("extern bpf_task_ac")))
    )
    assert isinstance(declarations, list)
    (declaration,) = [each for each in declarations if each.label == "bpf_task_acquire"]
    assert isinstance(declaration.text_edit, types.TextEdit)
    assert declaration.text_edit.new_text.startswith("extern struct task_struct *bpf_task_acquire(")
    assert declaration.text_edit.range.start == types.Position(last - 1, 0)


async def test_settings_of_the_editor_and_of_the_project_count(client: LanguageClient, tmp_path: Path) -> None:
    uri = await opened(client, tmp_path / "leak.bpf.c", LEAK)
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"bpflint": {"ignore": ["KF403"]}}))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert not client.diagnostics[uri]
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"bpflint": {}}))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert len(client.diagnostics[uri]) == 1
    settings = tmp_path / "bpflint.toml"
    settings.write_text('ignore = ["KF403"]\n')
    change = types.FileEvent(settings.as_uri(), types.FileChangeType.Created)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert not client.diagnostics[uri]


async def test_what_needs_no_path_is_shown_first(client: LanguageClient, tmp_path: Path) -> None:
    """The declaration is wrong whatever the program does with it; that the reference leaks shows on a path."""
    uri = await opened(client, tmp_path / "both.bpf.c", LEAK.replace(" __ksym;", ";"))
    assert [each.code for each in client.diagnostics[uri]] == ["KF103"]
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert [each.code for each in client.diagnostics[uri]] == ["KF103", "KF403"]


async def test_typing_quickly_ends_with_what_is_said_of_the_last_text(client: LanguageClient, tmp_path: Path) -> None:
    uri = await opened(client, tmp_path / "leak.bpf.c", LEAK)
    for version in range(2, 12):
        text = LEAK if version < 11 else CURED
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        await asyncio.sleep(0)
    await until(client, lambda: not client.diagnostics[uri])


async def test_of_a_large_document_a_part_is_shown_first(client: LanguageClient, tmp_path: Path) -> None:
    """More programs than are looked at at once, each with a loop that takes its time."""
    program = LEAK[LEAK.index("SEC(") : LEAK.index("char _license")]
    slow = "".join(
        program.replace("leaks", f"leaks_{n}").replace(
            "return 1", "int n = 0;\n    for (int i = 0; i < 8; i++) if (ctx[i] > i) n++;\n    return n > 3"
        )
        for n in range(40)
    )
    text = LEAK.replace("char _license", slow + "char _license")
    uri = await opened(client, tmp_path / "large.bpf.c", text)
    assert len(client.diagnostics[uri]) == 41
    await changed(client, uri, text.replace("return 1;", "\n    return 1;", 1), 2)
    first = client.diagnostics[uri]
    assert len(first) == 41
    # Those after the edit have moved with their lines.
    assert [each.range.start.line for each in first][1] > 13
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert client.diagnostics[uri] == first


REGISTERED: list[types.Registration] = []


@pytest_lsp.fixture(config=SERVER, loop_scope="module")  # type: ignore[untyped-decorator]
async def watcher(lsp_client: LanguageClient) -> AsyncIterator[None]:
    """A client that lets the server say which files it wants to hear of, as VS Code and Neovim do."""
    REGISTERED.clear()

    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
    def register(_client: LanguageClient, params: types.RegistrationParams) -> None:
        REGISTERED.extend(params.registrations)

    watching = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    workspace = types.WorkspaceClientCapabilities(did_change_watched_files=watching)
    await lsp_client.initialize_session(types.InitializeParams(types.ClientCapabilities(workspace=workspace)))
    yield
    OPEN.clear()
    await lsp_client.shutdown_session()


async def test_the_server_asks_for_the_files_that_decide(watcher: LanguageClient, tmp_path: Path) -> None:
    """One registration, for settings and headers; what the client then sends makes it look again."""
    header, settings = tmp_path / "own.h", tmp_path / "bpflint.toml"
    header.write_text("#define RETURNED 1\n")
    text = LEAK.replace("\nextern", '#include "own.h"\n\nextern', 1).replace("return 1;", "return RETURNED;")
    uri = await opened(watcher, tmp_path / "leak.bpf.c", text)
    assert [each.code for each in watcher.diagnostics[uri]] == ["KF403"]
    (registration,) = REGISTERED
    assert registration.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    assert isinstance(registration.register_options, dict)
    patterns = [each["globPattern"].removeprefix("**/") for each in registration.register_options["watchers"]]
    for path in (header, settings, tmp_path / "pyproject.toml", tmp_path / "include" / "vmlinux.h"):
        assert any(path.match(pattern) for pattern in patterns), path
    released = (
        "extern void bpf_task_release(struct task_struct *p) __ksym;\n#define RETURNED (bpf_task_release(task), 1)\n"
    )
    for path, content, codes in (
        (settings, 'ignore = ["KF403"]\n', []),
        (settings, "", ["KF403"]),
        (header, released, []),
    ):
        path.write_text(content)
        watcher.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([types.FileEvent(path.as_uri(), types.FileChangeType.Changed)])
        )
        await watcher.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        assert [each.code for each in watcher.diagnostics[uri]] == codes


async def test_files_that_change_are_watched_and_looked_at_again(client: LanguageClient, tmp_path: Path) -> None:
    header = tmp_path / "own.h"
    header.write_text("#define RELEASE(task)\n")
    text = CURED.replace("#include <bpf", '#include "own.h"\n#include <bpf').replace(
        "bpf_task_release(task);", "RELEASE(task);"
    )
    uri = await opened(client, tmp_path / "leak.bpf.c", text)
    assert [each.code for each in client.diagnostics[uri]] == ["KF403"]
    header.write_text("#define RELEASE(task) bpf_task_release(task)\n")
    change = types.FileEvent(header.as_uri(), types.FileChangeType.Changed)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert not client.diagnostics[uri]
    settings = tmp_path / "bpflint.toml"
    for level in ('ignore = ["KF4"]\n', 'severity = { KF403 = "note" }\n'):  # a file that changes is read again
        settings.write_text(level)
        client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)])
        )
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    header.write_text("#define RELEASE(task)\n")
    client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert [each.severity for each in client.diagnostics[uri]] == [types.DiagnosticSeverity.Information]


async def test_hover_tells_what_the_facts_say(client: LanguageClient, tmp_path: Path) -> None:
    lines = (
        ("extern void bpf_task_release(struct task_struct *p) __ksym;", "bpf_task_release", "- \\>=6.2\n"),
        ("    bpf_map_lookup_elem(&map, &key);", "bpf_map_lookup_elem", "XDP"),
        ('SEC("fentry.s/do_unlinkat")', "fentry.s", "may sleep"),
        ('SEC("struct_ops.s/init_task")', "struct_ops.s", "may sleep"),
        ('SEC("fentry/do_unlinkat")', "do_unlinkat", "<7.0: have it"),
        ("struct sched_ext_ops ops = { .dispatch = (void *)dispatch };", "dispatch", "sched_ext_ops.dispatch"),
    )
    nothing = "int BPF_STRUCT_OPS(enqueue)"
    uri = await opened(client, tmp_path / "hover.bpf.c", CURED + "\n".join([*(line for line, _, _ in lines), nothing]))
    document = types.TextDocumentIdentifier(uri)
    for number, (line, word, told) in enumerate(lines, CURED.count("\n")):
        at = types.Position(number, line.index(word) + 1)
        hover = await client.text_document_hover_async(types.HoverParams(document, at))
        assert hover is not None, line
        assert isinstance(hover.contents, types.MarkupContent)
        assert told in hover.contents.value
    at = types.Position(CURED.count("\n") + len(lines), nothing.index("enqueue") + 1)
    assert await client.text_document_hover_async(types.HoverParams(document, at)) is None


async def test_wrong_settings_are_told_in_the_document(client: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "bpflint.toml").write_text('kernel = "no such"\n')
    uri = await opened(client, tmp_path / "leak.bpf.c", LEAK)
    (diagnostic,) = client.diagnostics[uri]
    assert "kernel" in diagnostic.message
