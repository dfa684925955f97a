"""Which hub a device believes: TLS 1.3 alone, and where the house has an authority of its own, that one alone.

An address may end in ``#sha256=`` and the SHA-256 of the authority's certificate (hexadecimal, of its DER form): so
it stands in the link that enrols a device. The certificate itself is asked of the hub once, over a connection that
proves nothing yet, and is believed because its SHA-256 is the one in the link.
"""

from __future__ import annotations

import hashlib
import hmac
import ssl

from client.text import session as words
from shared_models.errors import ForecourtError

_MARK = "#sha256="
_PATIENCE = 10.0


class WrongAuthority(ForecourtError):
    """Who answers cannot show the authority that the link names."""

    code = "wrong_authority"


def tls(authority: str = "") -> ssl.SSLContext:
    """How to meet a hub; ``authority`` is the only one believed (PEM), those of the system where it is empty."""
    import httpx  # when a hub is first met: the start of the app need not wait for it

    context = ssl.create_default_context(cadata=authority) if authority else httpx.create_ssl_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def split(address: str) -> tuple[str, str]:
    """The hub's address, and the SHA-256 of the authority it names (empty: none)."""
    hub, mark, fingerprint = address.strip().partition(_MARK)
    return hub, fingerprint.replace(":", "").lower() if mark else ""


def with_fingerprint(hub: str, authority: str) -> str:
    """The address as a link carries it."""
    return f"{hub}{_MARK}{fingerprint(authority)}" if authority else hub


def fingerprint(authority: str) -> str:
    """The SHA-256 of an authority's certificate (PEM), hexadecimal. Raises ValueError for what is none."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(authority.strip())).hexdigest()


async def authority_of(hub: str, wanted: str) -> str:
    """The authority's certificate (PEM) by its SHA-256, as the hub tells it. Raises WrongAuthority, httpx.HTTPError."""
    import httpx

    if not hub.startswith("https://"):
        raise WrongAuthority(words.WRONG_AUTHORITY.format(hub=hub))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # one public question; its answer is checked
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    async with httpx.AsyncClient(verify=context, timeout=_PATIENCE) as http:
        answer = await http.get(f"{hub.rstrip('/')}/v1/authority")
    try:
        if answer.status_code == 200 and hmac.compare_digest(fingerprint(answer.text), wanted):
            return answer.text
    except ValueError:
        pass  # no certificate at all
    raise WrongAuthority(words.WRONG_AUTHORITY.format(hub=hub))
