"""A real browser for the soak: Chromium as Qt's WebEngine brings it, in an environment of its own under ``build``.

The app needs no WebEngine, so it is no dependency of anything else: ``python -m tests.support.browser`` fetches it, of
the exact version of the Qt that is installed here. It is driven over the DevTools protocol, which also tells what the
page's console says and gives it an authenticator for passkeys.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import httpx
from websockets.sync.client import connect

from tests.support.processes import ROOT, free_port, wait_until

FOLDER = ROOT / "build" / "browser"
_PYTHON = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
_WINDOW = Path(__file__).with_name("browser_window.py")
_USUAL = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True,
}  # fmt: skip


def wanted() -> str:
    """What has to be installed."""
    return f"PySide6-Addons=={version('PySide6-Essentials')}"


def ready() -> bool:
    """Whether it was fetched, of the version wanted now."""
    stamp = FOLDER / "forecourt-browser.txt"
    return stamp.is_file() and stamp.read_text("utf-8") == wanted()


def fetch() -> bool:
    """Fetch it; False where the network or the system has none."""
    if ready():
        return True
    venv.create(FOLDER, with_pip=True, clear=True)
    if subprocess.run([_PYTHON, "-m", "pip", "install", "-q", wanted()], check=False).returncode:
        return False
    (FOLDER / "forecourt-browser.txt").write_text(wanted(), "utf-8")
    return True


class Browser:
    """One page of one browser. ``problems`` are the errors its console has shown so far."""

    def __init__(self) -> None:
        port = free_port()
        flags = f"--remote-debugging-port={port} --disable-gpu" + (" --no-sandbox" if _is_root() else "")
        told = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_CHROMIUM_FLAGS": flags}
        self._process = subprocess.Popen(
            [_PYTHON, _WINDOW], env={**os.environ, **told}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.problems: list[str] = []
        self._last = 0
        try:
            page = wait_until(lambda: self._page(port), "the browser has a page", every=0.1)
            self._open = ExitStack()
            self._socket = self._open.enter_context(connect(page, max_size=None))
        except BaseException:
            self._process.kill()
            self._process.wait(60)
            raise
        for domain in ("Page", "Runtime", "Log", "WebAuthn"):
            self.tell(f"{domain}.enable")
        self.tell("WebAuthn.addVirtualAuthenticator", options=_USUAL)

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask the browser for something; what the console says meanwhile is kept."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            heard = json.loads(self._socket.recv(60))
            if heard.get("id") == self._last:
                return dict(heard.get("result") or {"error": heard.get("error")})
            self._note(heard)

    def go(self, address: str) -> None:
        """Open an address, as if it was typed."""
        self.tell("Page.navigate", url=address)

    def run(self, script: str) -> Any:
        """What a script gives; None while there is no page to run it in."""
        told = self.tell("Runtime.evaluate", expression=script, userGesture=True, returnByValue=True)
        return told.get("result", {}).get("value")

    def fill(self, **entered: str) -> None:
        """Wait for the fields with these names, and fill them."""
        for name, value in entered.items():
            field = f"document.querySelector('[name={name}]:not([type=hidden])')"
            self.until(f"!!{field}")
            self.run(f"{field}.value = {json.dumps(value)}")

    def press(self, words: str) -> None:
        """Press the button that says so, once it is there to be seen."""
        button = f"[...document.querySelectorAll('button')].find(b => b.innerText === {json.dumps(words)})"
        self.until(f"document.readyState === 'complete' && {button}?.checkVisibility()")
        self.run(f"{button}.click()")

    def until(self, condition: str) -> None:
        """Wait until a script says true."""
        wait_until(lambda: self.run(condition), f"in the browser: {condition}; {self.run('document.body.innerText')}")

    def until_it_says(self, words: str) -> None:
        """Wait until the page shows some words."""
        self.until(f"document.body?.innerText.includes({json.dumps(words)})")

    def close(self) -> None:
        """End it."""
        self._open.close()
        self._process.kill()
        self._process.wait(60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _page(self, port: int) -> str:
        assert self._process.poll() is None, "the browser has ended"
        try:
            pages = httpx.get(f"http://127.0.0.1:{port}/json/list", timeout=10).json()
        except (httpx.HTTPError, ValueError):
            return ""
        return str(pages[0]["webSocketDebuggerUrl"]) if pages else ""

    def _note(self, heard: dict[str, Any]) -> None:
        told = heard.get("params", {})
        if heard.get("method") == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.problems.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
        if heard.get("method") == "Runtime.exceptionThrown":
            self.problems.append(json.dumps(told["exceptionDetails"]))
        if heard.get("method") == "Runtime.consoleAPICalled" and told["type"] in ("error", "assert"):
            self.problems.append(json.dumps(told["args"]))


def _is_root() -> bool:
    """Chromium's sandbox refuses to run for root."""
    return sys.platform != "win32" and os.geteuid() == 0


if __name__ == "__main__":
    sys.exit(0 if fetch() else "Qt's WebEngine could not be fetched: the pages are not opened in a real browser")
