"""Signing in with the system's browser (RFC 8252): the hub's page asks who it is, by whatever way the house has.

The browser brings a code back to a socket on this computer. Only whoever holds the verifier that was made with it
(RFC 7636), and the device's key, can turn the code into a session.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from client.hub.session import Session
from client.text import session as words
from shared_models.errors import ForecourtError

#: Seconds between two looks whether somebody has given up, and until nobody waits any more.
_LOOK, _PATIENCE = 0.2, 600


@dataclass(frozen=True)
class _Back:
    code: str
    state: str


class BrowserSignIn:
    """Signs somebody in on the session's device by way of the browser."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def run(self, open_browser: Callable[[str], object], stop: threading.Event) -> bool:
        """Open the hub's page and wait until somebody has signed in there; False when stopped before.

        Raises ForecourtError for a code that is not ours, HubSilent and HubRefused.
        """
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        with _Listener() as listener:
            digest = hashlib.sha256(verifier.encode()).digest()
            asked = {
                "device": self._session.standing.device,
                "redirect": listener.address,
                "challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
                "state": state,
            }
            open_browser(f"{self._session.standing.hub.rstrip('/')}/app?{urlencode(asked)}")
            back = listener.wait(stop)
        if back is None:
            return False
        if not secrets.compare_digest(back.state, state):
            raise ForecourtError(words.BROWSER_NOT_OURS)
        self._session.sign_in_with_code_now(back.code, verifier)
        return True


class _Listener(HTTPServer):
    """A socket of this computer alone, to which the browser comes back once."""

    def __init__(self) -> None:
        self.back: _Back | None = None
        super().__init__(("127.0.0.1", 0), _Answer)
        self.timeout = _LOOK

    @property
    def address(self) -> str:
        """Where the browser is to come back."""
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def wait(self, stop: threading.Event) -> _Back | None:
        """What the browser brings; None when stopped, or after ten minutes."""
        for _ in range(int(_PATIENCE / _LOOK)):
            if self.back is not None or stop.is_set():
                break
            self.handle_request()
        return self.back

    def get_request(self) -> tuple[socket.socket, object]:
        """A browser's connection; one that says nothing is not waited for."""
        connection, address = super().get_request()
        connection.settimeout(5)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:
        """A broken connection is no news."""


class _Answer(BaseHTTPRequestHandler):
    """Takes the code, and says in the browser that it may be closed."""

    def do_GET(self) -> None:
        """Browsers also ask for icons: only what has a code counts."""
        told = parse_qs(urlsplit(self.path).query)
        found = bool(told.get("code")) and bool(told.get("state"))
        if found and isinstance(self.server, _Listener):
            self.server.back = _Back(told["code"][0], told["state"][0])
        body = (words.BROWSER_DONE if found else "").encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *told: object) -> None:
        """The code must not get into any log."""
