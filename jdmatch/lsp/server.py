"""The language server: what the protocol asks is handed to the session, what the session finds is sent back.

A client that pulls diagnostics is not pushed to, since it would show everything twice; it is told to pull again when
the models have spoken, or, where it can not be told, its question waits for them. Nothing is ever shown in a box but
what is wrong with the settings or the models, once. Logs go to standard error and hold no word of a posting: pygls,
whose logs quote whole messages, is not heard.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method
from pygls.uris import to_fs_path

from jdmatch import __version__
from jdmatch.lsp import actions, convert, symbols
from jdmatch.lsp.desk import Desk
from jdmatch.lsp.hover import hover
from jdmatch.lsp.positions import Change
from jdmatch.lsp.session import Report, Session

logger = logging.getLogger(__name__)

_SECTION = "jdmatch"
_SETTINGS_FILES = ("**/jdmatch.toml", "**/pyproject.toml")


class _Protocol(LanguageServerProtocol):
    """pygls's own copies of the documents are left as they were opened: it cuts lines at more characters than the
    protocol does, and would put an edit behind one of them in the wrong place. The session keeps the real ones."""

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        """Hand a change on."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """One client's server. ``desk`` and ``session`` do the work; ``clean`` is whether the client said goodbye."""

    def __init__(self, desk: Desk | None = None) -> None:
        super().__init__(
            "jdmatch",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=_Protocol,
        )
        self.desk = desk or Desk()
        self.desk.listen(self._tell)
        self.session = Session(self.desk, self._publish)
        self.clean = False
        self.given: Mapping[str, Any] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._root = Path.cwd()
        self._half_told: set[str] = set()
        for name, handler, options in _FEATURES:
            self.feature(name, options)(handler)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log that something failed, without its words, which may be the posting's."""
        logger.error("a message could not be handled: %s", type(error).__name__)

    # --- the client's side --------------------------------------------------------------------------------------

    def can(self, capability: str) -> bool:
        """Whether the client has a capability, named by its path."""
        return bool(get_capability(self.client_capabilities, capability, False))

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics."""
        return get_capability(self.client_capabilities, "text_document.diagnostic", None) is not None

    @property
    def refreshes(self) -> bool:
        """Whether the client asks again when it is told to."""
        return self.can("workspace.diagnostics.refresh_support")

    def begin(self, params: types.InitializeParams) -> None:
        """Take in who the client is and what it wishes, and start to work."""
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(_log_failure)
        folders = params.workspace_folders or []
        root = to_fs_path(folders[0].uri if folders else params.root_uri or "")
        if root:
            self._root = Path(root)
        agreed = self.workspace.position_encoding
        self.session.encoding = _ENCODINGS[str(getattr(agreed, "value", agreed))]
        options = params.initialization_options
        self.given = options if isinstance(options, Mapping) else {}
        self.desk.wish(options)
        self.session.start(self._root)

    def folder_of(self, uri: str) -> Path:
        """Where the settings of a document are looked for: in its folder and upward; the workspace's where it is no
        file."""
        path = to_fs_path(uri)
        return Path(path).parent if path else self._root

    def configure(self, given: object) -> None:
        """Take settings from the client, over those that it gave at the start."""
        if isinstance(given, Mapping) and isinstance(given.get(_SECTION), Mapping):
            given = given[_SECTION]
        if not isinstance(given, Mapping) or not given:
            return
        old = self.desk.wishes
        self.desk.wish({**self.given, **given})
        if self.desk.wishes != old:
            self.session.renew()

    def renew(self) -> None:
        """Look at everything again, under the settings files as they are now."""
        self.desk.forget()
        self.session.renew()

    # --- what the session finds ---------------------------------------------------------------------------------

    def _publish(self, report: Report) -> None:
        self._soon(lambda: self._deliver(report))

    def _tell(self, message: str) -> None:
        logger.warning("%s", message)
        shown = types.ShowMessageParams(types.MessageType.Warning, f"jdmatch: {message}")
        self._soon(lambda: self.window_show_message(shown))

    def _soon(self, action: Callable[[], None]) -> None:
        """Do something on the loop's thread, unless that has ended."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(action)

    def _deliver(self, report: Report) -> None:
        """Send a report, if it is still about what stands in the editor."""
        if not self.session.is_current(report):
            return
        uri = report.buffer.uri
        if not self.pulls:
            shown = types.PublishDiagnosticsParams(uri, convert.diagnostics(report), report.buffer.version)
            self.text_document_publish_diagnostics(shown)
        elif report.whole and uri in self._half_told:
            self._half_told.discard(uri)
            self.workspace_diagnostic_refresh(None)

    async def pulled(self, uri: str) -> Report | None:
        """The report that a client which pulls is to have now."""
        report = await asyncio.wrap_future(self.session.when(uri, whole=not self.refreshes))
        if report is not None and not report.whole:
            self._half_told.add(uri)
        return report

    async def looked(self, uri: str) -> Report | None:
        """What is known about a document as it stands, as soon as anything is."""
        return await asyncio.wrap_future(self.session.when(uri, whole=False))


def _log_failure(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Say that something on the loop failed, without its words, which may be the posting's."""
    logger.error("an answer failed: %s", type(context.get("exception")).__name__)


_ENCODINGS: Mapping[str, Any] = {"utf-8": "utf-8", "utf-16": "utf-16", "utf-32": "utf-32"}


def serve(stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> int:
    """Serve one client over standard input and output until it leaves; 0, or 1 where it left without a goodbye."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    incoming, outgoing = stdin or sys.stdin.buffer, stdout or sys.stdout.buffer
    # What a library prints must not come between two messages.
    with contextlib.redirect_stdout(sys.stderr):
        server = Server()
        server.start_io(incoming, outgoing)
        server.session.stop()
    return 0 if server.clean else 1


# --- what the client asks: a first parameter has to be called ``ls`` for pygls to fill it in ------------------------


def _initialize(ls: Server, params: types.InitializeParams) -> None:
    ls.begin(params)


async def _initialized(ls: Server, _params: types.InitializedParams) -> None:
    wanted = []
    if ls.can("workspace.did_change_watched_files.dynamic_registration"):
        watchers = [types.FileSystemWatcher(pattern) for pattern in _SETTINGS_FILES]
        wanted.append(
            types.Registration(
                "jdmatch-files",
                types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                types.DidChangeWatchedFilesRegistrationOptions(watchers),
            )
        )
    if ls.can("workspace.did_change_configuration.dynamic_registration"):
        options = types.DidChangeConfigurationRegistrationOptions(_SECTION)
        wanted.append(types.Registration("jdmatch-settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, options))
    if wanted:
        await ls.client_register_capability_async(types.RegistrationParams(wanted))
    await _ask_settings(ls)


async def _ask_settings(ls: Server) -> None:
    if ls.can("workspace.configuration"):
        item = types.ConfigurationItem(section=_SECTION)
        got = await ls.workspace_configuration_async(types.ConfigurationParams([item]))
        ls.configure(got[0] if got else None)


async def _did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    ls.configure(params.settings)
    if not params.settings:
        await _ask_settings(ls)


def _did_change_watched_files(ls: Server, _params: types.DidChangeWatchedFilesParams) -> None:
    ls.renew()


def _did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    one = params.text_document
    ls.session.open(one.uri, str(one.language_id), one.version, one.text, ls.folder_of(one.uri))


def _did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    changes = [
        Change(change.text, convert.spot(change.range.start), convert.spot(change.range.end))
        if isinstance(change, types.TextDocumentContentChangePartial)
        else Change(change.text)
        for change in params.content_changes
    ]
    ls.session.change(params.text_document.uri, params.text_document.version, changes)


def _did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    uri = params.text_document.uri
    ls.session.close(uri)
    if not ls.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


async def _diagnostic(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    report = await ls.pulled(params.text_document.uri)
    if report is None:
        return types.RelatedFullDocumentDiagnosticReport([])
    name = f"{report.buffer.number}{'.whole' if report.whole else ''}"
    if name == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(name)
    return types.RelatedFullDocumentDiagnosticReport(convert.diagnostics(report), result_id=name)


async def _code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    report = await ls.looked(params.text_document.uri)
    if report is None:
        return []
    only: Sequence[str] | None = [getattr(k, "value", k) for k in params.context.only] if params.context.only else None
    versioned = ls.can("workspace.workspace_edit.document_changes")
    return list(actions.actions(report, params.range, only, versioned=versioned))


async def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    report = await ls.looked(params.text_document.uri)
    if report is None:
        return None
    formats = get_capability(ls.client_capabilities, "text_document.hover.content_format", None) or []
    markdown = types.MarkupKind.Markdown in formats
    found = hover(report, report.positions.offset(convert.spot(params.position)), markdown=markdown)
    if found is None:
        return None
    text, start, end = found
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, text), convert.between(report.positions, start, end))


async def _symbols(
    ls: Server, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
    report = await ls.looked(params.text_document.uri)
    if report is None:
        return []
    detailed = ls.can("text_document.document_symbol.hierarchical_document_symbol_support")
    return symbols.symbols(report) if detailed else symbols.flat(report)


async def _shutdown(ls: Server, _params: None = None) -> None:
    ls.clean = True
    await asyncio.get_running_loop().run_in_executor(None, ls.session.stop)


_FEATURES: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.INITIALIZE, _initialize, None),
    (types.INITIALIZED, _initialized, None),
    (types.WORKSPACE_DID_CHANGE_CONFIGURATION, _did_change_configuration, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _did_change_watched_files, None),
    (types.TEXT_DOCUMENT_DID_OPEN, _did_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, _did_change, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, _did_close, None),
    (
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        _diagnostic,
        types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False, identifier=_SECTION),
    ),
    (types.TEXT_DOCUMENT_CODE_ACTION, _code_action, types.CodeActionOptions(code_action_kinds=actions.KINDS)),
    (types.TEXT_DOCUMENT_HOVER, _hover, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _symbols, None),
    (types.SHUTDOWN, _shutdown, None),
)
