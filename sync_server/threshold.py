"""The first door: from where a request may come at all, before anything of it is read.

No other site's page may speak to the hub (there is no CORS), nobody floods it without a token, and no body comes
packed: what is unpacked later is bounded where it is unpacked.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from sync_server.errors import HubError
from sync_server.limits import network_of

#: A watchdog's question is answered whatever else goes on.
_ALWAYS = "/health"


class Threshold:
    """ASGI middleware over requests and WebSocket handshakes.

    ``hosts``: the names by which the hub is called, empty for any; ``origins``: pages of other sites that may speak to
    it, empty for none. Both lower case.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], origins: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it."""
        if scope["type"] in ("http", "websocket") and scope["path"] != _ALWAYS:
            try:
                self._look(scope)
            except HubError as error:
                await refuse(error, scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _look(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if not host or (self._hosts and _name_of(host) not in self._hosts):
            raise HubError(421, "wrong_host", "This hub is not called by that name.", "Host")
        origin = headers.get("origin", "").lower()
        if origin and origin not in self._origins and urlsplit(origin).netloc != host:
            raise HubError(403, "cross_origin", "Pages of other sites may not speak to this hub.", "Origin")
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise HubError(415, "media_type", "Send the body as it is, not packed.", "Content-Encoding")
        hub = scope["app"].state.hub
        if not hub.mint.remembers(headers.get("authorization", "")):
            client = scope.get("client")
            hub.limits.take("address", network_of(client[0]) if client else "")


def words_in(text: str) -> frozenset[str]:
    """The words of a setting, apart by commas."""
    return frozenset(word.strip().lower() for word in text.split(",") if word.strip())


def _name_of(host: str) -> str:
    """A Host header without its port."""
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


async def refuse(error: HubError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request or a handshake with an error."""
    answer = JSONResponse(error.body(), error.status_code, headers=error.headers)
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).send_denial_response(answer)
    else:
        await answer(scope, receive, send)
