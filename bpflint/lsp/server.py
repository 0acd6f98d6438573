"""The language server: open documents are linted as they change; what the protocol asks is answered from the result."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from bpflint import __version__
from bpflint.lsp.analysis_process import AnalysisProcess
from bpflint.lsp.diagnostics import actions, diagnostics, lenses
from bpflint.lsp.file_times import Times, times
from bpflint.lsp.knowledge import completions, hover
from bpflint.lsp.positions import Positions, path_of
from bpflint.lsp.watching import INTERVAL_S, registrations

DEBOUNCE_S: Final = 0.2
"""How long typing has to rest before a document is linted."""
REST_S: Final = 1.0
"""How long it has to rest before a large document, of which only a part was looked at, is linted as a whole."""


@dataclass(eq=False)
class _Open:
    """A document that is open: what linting said of it, of which version, and what is on its way."""

    answer: dict[str, Any] = field(default_factory=lambda: {"findings": [], "programs": [], "problems": []})
    task: asyncio.Task[None] | None = None
    times: Times = field(default_factory=dict)
    """Those of the files that the answer was made from, when it was."""


class BpflintServer(LanguageServer):
    """The state of one session with an editor."""

    def __init__(self) -> None:
        super().__init__("bpflint", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Incremental)
        self.analysis = AnalysisProcess()
        self.documents: dict[str, _Open] = {}
        self.settings: dict[str, Any] = {}
        self.watching: asyncio.Task[None] | None = None

    def take_settings(self, given: object) -> None:
        """Settings of the editor: the `bpflint` section, or what stands in it."""
        if isinstance(given, dict):
            section = given.get("bpflint", given)
            self.settings = section if isinstance(section, dict) else {}

    def is_open(self, uri: str) -> bool:
        """True for a document that the editor holds. pygls reads others from the disk, whatever they are."""
        return unquote(uri) in self.workspace.text_documents

    def schedule(self, uri: str, delay: float = 0, *, fresh: bool = True) -> None:
        """Lint a document soon; what was under way for it is dropped. `fresh` is to look at the disk anew."""
        if not self.is_open(uri):
            return
        document = self.documents.setdefault(uri, _Open())
        if document.task is not None:
            document.task.cancel()
        document.task = asyncio.ensure_future(self._lint(uri, delay, fresh))

    def schedule_all(self) -> None:
        """Lint every open document again: settings have changed, or files that are new or gone."""
        for uri in self.documents:
            self.schedule(uri, DEBOUNCE_S)

    def schedule_those_with(self, path: str) -> None:
        """Lint the open documents again that a file decides about."""
        for uri, document in self.documents.items():
            if path in document.times:
                self.schedule(uri, DEBOUNCE_S)

    async def watch(self) -> None:
        """Lint again what has changed on the disk, as long as the session lasts."""
        while True:
            await asyncio.sleep(INTERVAL_S)
            for uri, document in list(self.documents.items()):
                known = document.times
                if await asyncio.to_thread(times, list(known)) != known and document.times is known:
                    document.times = {}
                    self.schedule(uri)

    async def ask_settings(self) -> None:
        """Ask the editor for its settings, if it answers such questions, and lint again if they are new."""
        workspace = self.client_capabilities.workspace
        if not (workspace and workspace.configuration):
            return
        asked = types.ConfigurationParams([types.ConfigurationItem(section="bpflint")])
        try:
            given = await self.workspace_configuration_async(asked)
        except JsonRpcException:  # it has none, or would not tell
            return
        known = self.settings
        self.take_settings(given[0] if given else None)
        if self.settings != known:
            self.schedule_all()

    async def _lint(self, uri: str, delay: float, fresh: bool) -> None:
        await asyncio.sleep(delay)
        document = self.workspace.get_text_document(uri)
        if not await self._ask(uri, document, fresh=fresh, partly=True):
            return
        await asyncio.sleep(REST_S)
        await self._ask(uri, document, fresh=False)

    async def _ask(self, uri: str, document: TextDocument, *, fresh: bool, partly: bool = False) -> bool:
        """Have a document linted and show what is said of it; true if only a part was looked at."""
        asked = time.time_ns()

        def tell(answer: dict[str, Any]) -> None:
            opened = self.documents.get(uri)
            if opened is not None and answer["findings"] != opened.answer["findings"]:
                opened.answer = answer
                self._publish(uri)

        opened = self.documents.get(uri)
        answer = await self.analysis.ask(
            document.path,
            document.source,
            self.settings,
            fresh=fresh,
            partly=partly,
            tell=tell,
            is_new=opened is not None and not opened.answer.get("inputs"),
        )
        opened = self.documents.get(uri)
        if opened is None:
            return False
        opened.answer = answer
        if fresh:
            opened.times = times(answer.get("inputs", ()), asked)
        for each in [uri, *(other for other in self.documents if other != uri and path_of(other) in opened.times)]:
            self._publish(each)
        if self._refreshes_lenses():
            self.workspace_code_lens_refresh(None)
        return bool(answer.get("partly"))

    def _publish(self, uri: str) -> None:
        document = self.workspace.get_text_document(uri)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                uri, diagnostics(self.answer(uri), document.path, self.positions(document)), document.version
            )
        )

    def answer(self, uri: str) -> dict[str, Any]:
        """What is known of a document: of itself, and what linting others that include it found in it."""
        path, own = path_of(uri), self.documents.get(uri, _Open()).answer
        findings = list(own["findings"])
        for other, document in self.documents.items():
            if other != uri and path in document.times:
                findings += [each for each in document.answer["findings"] if each["path"] == path]
        told = {(each["rule"], each["message"], *each["start"]): each for each in reversed(findings)}
        return {**own, "findings": list(reversed(told.values()))}

    def _refreshes_lenses(self) -> bool:
        workspace = self.client_capabilities.workspace
        return bool(workspace and workspace.code_lens and workspace.code_lens.refresh_support)

    def positions(self, document: TextDocument) -> Positions:
        return Positions(self.workspace.position_codec, {document.path: document.lines})

    def drop_requests(self) -> None:
        """Answer what is under way as cancelled, before pygls does so and stumbles over what is gone then."""
        for future in list(self.protocol._request_futures.values()):
            future.cancel()

    async def end(self) -> None:
        """Nothing is linted any more."""
        tasks = [self.watching, *(document.task for document in self.documents.values())]
        for task in tasks:
            if task is not None:
                task.cancel()
        await self.analysis.stop()

    def close(self, uri: str) -> None:
        document = self.documents.pop(uri, None)
        if document is not None and document.task is not None:
            document.task.cancel()
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        for other in self.documents:
            if document is not None and path_of(other) in document.times:
                self._publish(other)


def make_server() -> BpflintServer:
    """A server with everything that it answers to."""
    server = BpflintServer()

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.take_settings(params.initialization_options)

    @server.feature(types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        await server.analysis.warm_up()
        server.watching = asyncio.ensure_future(server.watch())
        wanted = registrations(server.client_capabilities.workspace)
        if wanted:
            server.client_register_capability(types.RegistrationParams(wanted))
        await server.ask_settings()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.schedule(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        server.schedule(params.text_document.uri, DEBOUNCE_S, fresh=False)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.schedule(params.text_document.uri)
        server.schedule_those_with(path_of(params.text_document.uri))

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        if params.settings:
            server.take_settings(params.settings)
            server.schedule_all()
        else:  # editors that want to be asked send nothing
            await server.ask_settings()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        if all(each.type == types.FileChangeType.Changed for each in params.changes):
            for each in params.changes:
                server.schedule_those_with(path_of(each.uri))
        else:
            server.schedule_all()

    @server.feature(types.SHUTDOWN)
    async def shutdown(_params: None) -> None:
        await server.end()

    _answer_questions(server)
    return server


def _answer_questions(server: BpflintServer) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        if not server.is_open(uri):
            return []
        document, answer = server.workspace.get_text_document(uri), server.answer(uri)
        return list(actions(answer, uri, document.path, params.range, list(document.lines), server.positions(document)))

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def code_lens(params: types.CodeLensParams) -> list[types.CodeLens]:
        return lenses(server.answer(params.text_document.uri))

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
    if not server.is_open(uri):
        return "", 0
    document = server.workspace.get_text_document(uri)
    lines = document.lines
    if not 0 <= position.line < len(lines):
        return "", 0
    ours = server.workspace.position_codec.position_from_client_units(lines, position)
    return lines[ours.line].rstrip("\r\n"), ours.character
