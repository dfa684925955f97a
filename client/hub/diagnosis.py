"""Finding out by itself what keeps this device from its hub, or needs a person: probes in order, each with evidence."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from client import __version__
from client.care.findings import Finding
from client.hub.causes import cause_of, chain_of
from client.hub.session import Session, SignInNeeded
from client.hub.trust import tls
from client.reading.log_queries import chain_breaks, refusals
from client.reading.queries import Reader
from client.sync_state import Cause, Phase, SyncState
from client.text import diagnosis as words
from shared_models.clock import TOLERANCE_MS, system_milliseconds
from shared_models.protocol import VERSION_HEADER, challenge_bytes
from shared_models.records import RECORD_TYPES

if TYPE_CHECKING:
    import httpx

#: Bytes that must be free, and that a probe writes.
LEAST_FREE, _PROBE = 30_000_000, 1_000_000
_PATIENCE = 6.0
#: An address that belongs to nobody (RFC 5737): asking for the way there sends nothing.
_NOWHERE = ("192.0.2.1", 9)
_CERTIFICATES = {9: "early", 10: "expired", 18: "issuer", 19: "issuer", 20: "issuer", 21: "issuer", 62: "host"}


class Diagnosis:
    """Looks for causes. It writes nothing but one probe file, changes no session, and asks the hub three questions."""

    def __init__(
        self,
        session: Session,
        reader: Reader,
        state: Callable[[], SyncState],
        folder: Path,
        clock: Callable[[], int] = system_milliseconds,
    ) -> None:
        """``folder`` holds the replica; ``clock`` tells this device's time in milliseconds since 1970 UTC."""
        self._session = session
        self._reader = reader
        self._state = state
        self._folder = folder
        self._clock = clock

    def run(self) -> tuple[Finding, ...]:
        """Everything that is wrong, the gravest first; empty when nothing is. Takes seconds where nobody answers."""
        return (*self._here(), *self._there(), *self._in_the_log())

    # --- on this device ---

    def _here(self) -> Iterator[Finding]:
        free = shutil.disk_usage(self._folder).free
        written = self._probe_disk()
        if written or free < LEAST_FREE or self._state().cause is Cause.DISK_FULL:
            evidence = {"free_mb": free // 1_000_000, "probe": written or "ok"}
            yield Finding(Cause.DISK_FULL, {"free": f"{free // 1_000_000:,} MB"}, evidence)
        if not self._session.enrolled:
            yield Finding(Cause.NOT_ENROLLED)

    def _probe_disk(self) -> str:
        """The name of the error that writing a file ends in; empty when it went well."""
        probe = self._folder / f"probe-{os.getpid()}.tmp"
        try:
            with probe.open("wb") as file:
                file.write(b"\0" * _PROBE)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            return type(error).__name__ if error.errno is None else os.strerror(error.errno)
        finally:
            probe.unlink(missing_ok=True)
        return ""

    # --- on the way to the hub, and there ---

    def _there(self) -> Iterator[Finding]:
        if not self._session.enrolled:
            return
        if self._session.drills.on():
            yield Finding(Cause.DRILL)
            return
        import httpx

        with httpx.Client(
            base_url=self._session.standing.hub,
            timeout=_PATIENCE,
            headers={VERSION_HEADER: __version__},
            verify=tls(self._session.standing.authority),
        ) as http:
            try:
                health = http.get("/health")
                finding = self._stranger(health) or self._device(http)
            except (httpx.HTTPError, OSError) as error:
                yield from self._unreachable(error)
                return
        if finding is not None:
            yield finding
        elif self._state().cause is Cause.FROZEN:
            yield Finding(Cause.FROZEN)
        elif self._state().phase is Phase.SIGNED_OUT or not self._session.signed_in:
            yield Finding(Cause.SIGN_IN)
        yield from self._wrong_clock(health.headers.get("date", ""))

    def _unreachable(self, error: BaseException) -> Iterator[Finding]:
        cause = cause_of(error)
        evidence: dict[str, Any] = {"error": [type(one).__name__ for one in chain_of(error)], "route": has_route()}
        if cause is Cause.CERTIFICATE:
            yield from self._certificate(error, evidence)
        elif cause is Cause.NO_NETWORK or not (evidence["route"] or self._is_here()):
            named = any(isinstance(one, socket.gaierror) for one in chain_of(error))
            which = "none" if not evidence["route"] else "name" if named else "route"
            yield Finding(Cause.NO_NETWORK, {"host": self._host(), "network": words.NETWORK[which]}, evidence)
        else:
            yield Finding(Cause.HUB_DOWN, {"host": self._host()}, evidence)

    def _certificate(self, error: BaseException, evidence: dict[str, Any]) -> Iterator[Finding]:
        codes = [one.verify_code for one in chain_of(error) if isinstance(one, ssl.SSLCertVerificationError)]
        why = _CERTIFICATES.get(codes[0], "other") if codes else "other"
        if why in ("expired", "early"):  # a certificate looks so to a device that is wrong about the date
            yield from self._wrong_clock(self._date_unverified())
        details = {"host": self._host(), "why": words.CERTIFICATES[why]}
        yield Finding(Cause.CERTIFICATE, details, {**evidence, "verify_code": codes[:1]})

    def _date_unverified(self) -> str:
        """The time the hub names, without checking its certificate; nothing is told to it."""
        import httpx

        try:
            with httpx.Client(verify=False, timeout=_PATIENCE) as http:  # noqa: S501 (one public question, no secret)
                return str(http.get(f"{self._session.standing.hub}/health").headers.get("date", ""))
        except (httpx.HTTPError, OSError):
            return ""

    def _stranger(self, health: httpx.Response) -> Finding | None:
        """What the answer to the simplest question shows."""
        evidence = {"status": health.status_code}
        if health.status_code == 426:
            return Finding(Cause.TOO_OLD, {"version": __version__, "why": _detail(health)}, evidence)
        if health.status_code in (429, 502, 503, 504):
            return Finding(Cause.HUB_BUSY, {"why": _detail(health).rstrip(".")}, evidence)
        if _body(health).get("status") != "ok":
            return Finding(Cause.STRANGER, {"host": self._host()}, evidence)
        return None

    def _device(self, http: httpx.Client) -> Finding | None:
        """Whether the hub still trusts this device, and whether it is fit for work."""
        device = self._session.standing.device
        try:
            key = self._session.key()
        except SignInNeeded as lost:
            return Finding(Cause.REVOKED, {"why": str(lost)}, {"key": "lost"})
        challenge = str(_body(http.post("/v1/session/challenge", json={"device": device})).get("challenge", ""))
        signature = base64.b64encode(key.sign(challenge_bytes(device, challenge))).decode()
        proof = {"device": device, "challenge": challenge, "signature": signature}
        answer = http.post("/v1/standing/device", json=proof)
        if answer.status_code == 401:
            evidence = {"status": 401, "code": str(_body(answer).get("code", ""))}
            return Finding(Cause.REVOKED, {"why": _detail(answer)}, evidence)
        ready = http.get("/ready")
        if ready.status_code == 503:
            return Finding(Cause.HUB_BUSY, {"why": _detail(ready).rstrip(".")}, {"status": 503})
        return None

    def _wrong_clock(self, date: str) -> Iterator[Finding]:
        try:
            hub = parsedate_to_datetime(date).timestamp() * 1000
        except (TypeError, ValueError):
            return
        ahead = int(self._clock() - hub)
        if abs(ahead) > TOLERANCE_MS:
            details = {"off": words.off(ahead), "direction": words.FAST if ahead > 0 else words.SLOW}
            yield Finding(Cause.CLOCK, details, {"ahead_ms": ahead})

    def _host(self) -> str:
        return urlsplit(self._session.standing.hub).hostname or ""

    def _is_here(self) -> bool:
        """Whether the hub is on this very machine, so that no network is needed."""
        return self._host() in ("localhost", "127.0.0.1", "::1")

    # --- in what is written down ---

    def _in_the_log(self) -> Iterator[Finding]:
        if broken := chain_breaks(self._reader):
            where = ", ".join(sorted({space.split("/", 1)[-1].split("/")[0] for space, _, _ in broken}))
            yield Finding(Cause.LOG_REWRITTEN, {"where": where}, {"breaks": len(broken)})
        if refused := refusals(self._reader):
            first, count = refused[0], len(refused)
            label = RECORD_TYPES[first.record_type].about.label if first.record_type in RECORD_TYPES else ""
            named = words.ONE_CHANGE if count == 1 else words.MANY_CHANGES.format(count=count)
            what = words.REFUSED_WHAT.format(title=label, reason=first.reason.rstrip("."))
            yield Finding(Cause.REFUSED_CHANGE, {"count": named, "what": what}, {"codes": [r.code for r in refused]})
        if damaged := self._state().damaged_files:
            named = words.ONE_FILE if damaged == 1 else words.MANY_FILES.format(count=damaged)
            yield Finding(Cause.FILE_DAMAGED, {"count": named}, {"files": damaged})


def has_route() -> bool:
    """Whether this machine knows a way out of itself; nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(_NOWHERE)
    except OSError:
        return False
    return True


def _body(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _detail(answer: httpx.Response) -> str:
    return str(_body(answer).get("detail", ""))
