"""The language server: open documents are linted as they change; what the protocol asks is answered from the result."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from typing import Any, Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from bpflint import __version__
from bpflint.lsp.analysis_process import AnalysisProcess
from bpflint.lsp.diagnostics import actions, diagnostics, lenses
from bpflint.lsp.knowledge import completions, hover
from bpflint.lsp.positions import Positions

DEBOUNCE_S: Final = 0.2
"""How long typing has to rest before a document is linted."""
REST_S: Final = 1.0
"""How long it has to rest before a large document, of which only a part was looked at, is linted as a whole."""
WATCHED: Final = ("**/bpflint.toml", "**/pyproject.toml", "**/compile_commands.json", "**/*.h")


@dataclass(eq=False)
class _Open:
    """A document that is open: what linting said of it, of which version, and what is on its way."""

    answer: dict[str, Any] = field(default_factory=lambda: {"findings": [], "programs": [], "problems": []})
    task: asyncio.Task[None] | None = None


class BpflintServer(LanguageServer):
    """The state of one session with an editor."""

    def __init__(self) -> None:
        super().__init__("bpflint", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Incremental)
        self.analysis = AnalysisProcess()
        self.documents: dict[str, _Open] = {}
        self.settings: dict[str, Any] = {}

    def take_settings(self, given: object) -> None:
        """Settings of the editor: the `bpflint` section, or what stands in it."""
        if isinstance(given, dict):
            section = given.get("bpflint", given)
            self.settings = section if isinstance(section, dict) else {}

    def schedule(self, uri: str, delay: float = 0, *, fresh: bool = True) -> None:
        """Lint a document soon; what was under way for it is dropped. `fresh` is to look at the disk anew."""
        document = self.documents.setdefault(uri, _Open())
        if document.task is not None:
            document.task.cancel()
        document.task = asyncio.ensure_future(self._lint(uri, delay, fresh))

    def schedule_all(self) -> None:
        """Lint every open document again: settings or headers have changed."""
        for uri in self.documents:
            self.schedule(uri, DEBOUNCE_S)

    async def _lint(self, uri: str, delay: float, fresh: bool) -> None:
        await asyncio.sleep(delay)
        document = self.workspace.get_text_document(uri)
        answer = await self.analysis.ask(document.path, document.source, self.settings, fresh=fresh, partly=not fresh)
        self._publish(uri, document, answer)
        if answer.get("partly"):
            await asyncio.sleep(REST_S)
            self._publish(
                uri, document, await self.analysis.ask(document.path, document.source, self.settings, fresh=False)
            )

    def _publish(self, uri: str, document: TextDocument, answer: dict[str, Any]) -> None:
        if uri not in self.documents:
            return
        self.documents[uri].answer = answer
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                uri, diagnostics(answer, document.path, self.positions(document)), document.version
            )
        )
        if self._refreshes_lenses():
            self.workspace_code_lens_refresh(None)

    def _refreshes_lenses(self) -> bool:
        workspace = self.client_capabilities.workspace
        return bool(workspace and workspace.code_lens and workspace.code_lens.refresh_support)

    def positions(self, document: TextDocument) -> Positions:
        return Positions(self.workspace.position_codec, {document.path: document.lines})

    def close(self, uri: str) -> None:
        document = self.documents.pop(uri, None)
        if document is not None and document.task is not None:
            document.task.cancel()
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def make_server() -> BpflintServer:
    """A server with everything that it answers to."""
    server = BpflintServer()

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.take_settings(params.initialization_options)

    @server.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        await server.analysis.warm_up()
        workspace = server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions(
                [types.FileSystemWatcher(pattern) for pattern in WATCHED]
            )
            server.client_register_capability(
                types.RegistrationParams(
                    [types.Registration("watched", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)]
                )
            )

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.schedule(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        server.schedule(params.text_document.uri, DEBOUNCE_S, fresh=False)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.schedule(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        server.take_settings(params.settings)
        server.schedule_all()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(_params: types.DidChangeWatchedFilesParams) -> None:
        server.schedule_all()

    @server.feature(types.SHUTDOWN)
    async def shutdown(_params: None) -> None:
        await server.analysis.stop()

    _answer_questions(server)
    return server


def _answer_questions(server: BpflintServer) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        document = server.workspace.get_text_document(uri)
        answer = server.documents.get(uri, _Open()).answer
        return list(actions(answer, uri, document.path, params.range, list(document.lines), server.positions(document)))

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def code_lens(params: types.CodeLensParams) -> list[types.CodeLens]:
        return lenses(server.documents.get(params.text_document.uri, _Open()).answer)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def show_hover(params: types.HoverParams) -> types.Hover | None:
        line, character = _place(server, params.text_document.uri, params.position)
        text = hover(line, character)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=['"', "/", "_", "."]))
    def complete(params: types.CompletionParams) -> list[types.CompletionItem]:
        line, character = _place(server, params.text_document.uri, params.position)
        found = completions(line[:character])
        for item in found:
            if isinstance(item.text_edit, types.TextEdit):
                item.text_edit.range.start.line = item.text_edit.range.end.line = params.position.line
        return found


def _place(server: BpflintServer, uri: str, position: types.Position) -> tuple[str, int]:
    """The line at a position, and the character in it."""
    document = server.workspace.get_text_document(uri)
    lines = document.lines
    if position.line >= len(lines):
        return "", 0
    ours = server.workspace.position_codec.position_from_client_units(lines, position)
    return lines[ours.line].rstrip("\r\n"), ours.character


def run_over_stdio() -> None:
    """Serve one editor over standard input and output, until it says goodbye."""
    # Copies, because the server closes what it is given, and the process still has to say goodbye itself.
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        make_server().start_io(requests, answers)
