"""A language client for benchmarks and tests: the real server in a process of its own, spoken to over its pipes.

Every notification that the server sends is kept; ``wait`` looks for one. Requests of the server are answered as an
editor would answer them: settings asked for are ``settings``, all else is granted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]
PATIENCE = 60.0


class Client:
    """A running server and what it said. ``encodings`` are the position encodings offered, ``pull`` whether diagnostics
    are asked for (and asked for again when told to, with ``refresh``)."""

    def __init__(self, *arguments: str, folder: str, environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jdmatch", "lsp", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=os.environ | (environment or {}),
        )
        self.said: list[tuple[float, Message]] = []
        self.settings: Any = None
        self.errors = b""
        self._answers: dict[int, Message] = {}
        self._arrived = threading.Condition()
        self._number = 0
        self._threads = [threading.Thread(target=target, daemon=True) for target in (self._listen, self._collect)]
        for thread in self._threads:
            thread.start()

    # --- speaking -----------------------------------------------------------------------------------------------

    def initialize(
        self,
        root: str,
        *,
        encodings: list[str] | None = None,
        options: Any = None,
        pull: bool = False,
        refresh: bool = False,
        markdown: bool = True,
        configuration: bool = False,
    ) -> Message:
        """Say hello and give back what the server can."""
        text: Message = {
            "hover": {"contentFormat": ["markdown", "plaintext"] if markdown else ["plaintext"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
            "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        }
        if pull:
            text["diagnostic"] = {"dynamicRegistration": False}
        workspace = {
            "workspaceEdit": {"documentChanges": True},
            "configuration": configuration,
            "diagnostics": {"refreshSupport": refresh},
        }
        capabilities: Message = {"textDocument": text, "workspace": workspace}
        if encodings is not None:
            capabilities["general"] = {"positionEncodings": encodings}
        hello = {"processId": os.getpid(), "rootUri": root, "capabilities": capabilities}
        if options is not None:
            hello["initializationOptions"] = options
        result: Message = self.request("initialize", hello)
        self.notify("initialized", {})
        return result

    def request(self, method: str, params: Any = None, *, patience: float = PATIENCE) -> Any:
        """The answer to a question; AssertionError where it is an error or does not come."""
        number = self.ask(method, params)
        return self.answer(number, patience=patience)

    def ask(self, method: str, params: Any = None) -> int:
        """Ask without waiting; the number that ``answer`` takes."""
        self._number += 1
        self._send({"id": self._number, "method": method, **({} if params is None else {"params": params})})
        return self._number

    def answer(self, number: int, *, patience: float = PATIENCE) -> Any:
        """What was answered to a question."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: number in self._answers, patience), f"no answer\n{self._heard()}"
            message = self._answers.pop(number)
        assert "error" not in message, message["error"]
        return message["result"]

    def notify(self, method: str, params: Any = None) -> None:
        """Tell the server something."""
        self._send({"method": method, **({} if params is None else {"params": params})})

    def open(self, uri: str, text: str, *, version: int = 1, language: str = "markdown") -> None:
        """Open a document."""
        document = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, version: int, *changes: Message) -> float:
        """Edit a document; when that was said."""
        now = time.monotonic()
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})
        return now

    def leave(self) -> int:
        """Say goodbye; the server's exit code."""
        self.request("shutdown")
        self.notify("exit")
        return self.wait_for_end()

    def wait_for_end(self) -> int:
        """The exit code, after the pipes are closed."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        code = self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        return code

    def kill(self) -> None:
        """End a server that a failed test has left."""
        if self.process.poll() is None:
            self.process.kill()
            self.wait_for_end()

    # --- listening ----------------------------------------------------------------------------------------------

    def wait(
        self, fits: Callable[[Message], bool], *, since: int = 0, patience: float = PATIENCE
    ) -> tuple[float, Message]:
        """The first message from the ``since``th on that fits, and when it came."""
        found: list[tuple[float, Message]] = []

        def look() -> bool:
            found[:] = [(at, message) for at, message in self.said[since:] if fits(message)][:1]
            return bool(found)

        with self._arrived:
            assert self._arrived.wait_for(look, patience), f"it never came\n{self._heard()}"
        return found[0]

    def diagnostics(self, uri: str, version: int, fits: Callable[[list[Message]], bool], **more: Any) -> list[Message]:
        """The first published diagnostics of a version that fit."""

        def of(message: Message) -> bool:
            params = message.get("params") or {}
            return (
                message.get("method") == "textDocument/publishDiagnostics"
                and params["uri"] == uri
                and params.get("version") == version
                and fits(params["diagnostics"])
            )

        found: list[Message] = self.wait(of, **more)[1]["params"]["diagnostics"]
        return found

    def _heard(self) -> str:
        return f"{[m.get('method') for _, m in self.said]}\n{self.errors.decode(errors='replace')}"

    def _send(self, message: Message) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self.process.stdin.flush()

    def _listen(self) -> None:
        pipe = self.process.stdout
        assert pipe is not None
        while header := pipe.readline():
            length = int(header.split(b":")[1])
            while pipe.readline().strip():
                pass
            message = json.loads(pipe.read(length))
            now = time.monotonic()
            if "method" in message and "id" in message:
                granted = [self.settings] if message["method"] == "workspace/configuration" else None
                self._send({"id": message["id"], "result": granted})
            with self._arrived:
                if "method" in message:
                    self.said.append((now, message))
                else:
                    self._answers[message["id"]] = message
                self._arrived.notify_all()

    def _collect(self) -> None:
        pipe = self.process.stderr
        assert pipe is not None
        for line in pipe:
            self.errors += line
