"""What the hub answers when it cannot do as asked: a status, a stable code, a sentence, and the field to blame."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import HTTPException

from shared_models.errors import ForecourtError


class SetupProblem(ForecourtError):
    """The hub cannot start or a command cannot be carried out; the message says why and what to do."""

    code = "setup"


class HubError(HTTPException):
    """An answer other than the one asked for.

    ``code`` is stable and machine-readable, ``detail`` a sentence for people, ``field`` the field to blame or ``""``.
    """

    def __init__(
        self, status: int, code: str, detail: str, field: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail, dict(headers) if headers else None)
        self.code = code
        self.field = field

    def body(self) -> dict[str, str]:
        """What travels as JSON."""
        return {"code": self.code, "detail": str(self.detail), "field": self.field}


def bad_request(code: str, detail: str, field: str = "") -> HubError:
    """The request cannot be read (400)."""
    return HubError(400, code, detail, field)


def unauthorised(code: str, detail: str) -> HubError:
    """Nobody known is asking (401)."""
    return HubError(401, code, detail, headers={"WWW-Authenticate": "Bearer"})


def forbidden(detail: str, field: str = "", code: str = "not_allowed") -> HubError:
    """Whoever asks has no right to it (403)."""
    return HubError(403, code, detail, field)


def not_found(detail: str, code: str = "not_found") -> HubError:
    """There is no such thing, or none that may be seen (404)."""
    return HubError(404, code, detail)


def too_large(detail: str) -> HubError:
    """More bytes or items than any honest device sends (413)."""
    return HubError(413, "too_large", detail)


def slow_down(detail: str, seconds: int) -> HubError:
    """Too many attempts (429); try again after ``seconds``."""
    return HubError(429, "slow_down", detail, headers={"Retry-After": str(seconds)})


def locked_out(seconds: int) -> HubError:
    """So many wrong tries that nobody is let in by this name, from this device or address any more (429)."""
    detail = "Too many wrong tries: signing in this way is locked. Ask your administrator to unlock it, or wait."
    return HubError(429, "locked_out", detail, headers={"Retry-After": str(seconds)})
