"""Tokens: short-lived access tokens (EdDSA JWT), challenges for devices, and refresh tokens that change at each use."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.identifiers import is_id
from sync_server.errors import unauthorised

_ALGORITHM = "EdDSA"
_ACCESS, _CHALLENGE = "forecourt-access", "forecourt-challenge"
_CHALLENGE_LIFE = 120
_MOST_CACHED = 20_000


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid access token says: who, on which device, of which tenant, until when (seconds since 1970)."""

    person: str
    device: str
    tenant: str
    expires: int


class TokenMint:
    """Issues and checks signed tokens. A checked one is remembered until it expires, to save its signature check."""

    def __init__(self, key: Ed25519PrivateKey, access_life: int) -> None:
        self._key = key
        self._public = key.public_key()
        self._access_life = access_life
        self._checked: dict[str, Claims] = {}
        self.asked = self.hits = 0

    def access(self, person: str, device: str, tenant: str) -> str:
        """A new access token."""
        now = int(time.time())
        claims = {
            "aud": _ACCESS,
            "sub": person,
            "dev": device,
            "ten": tenant,
            "iat": now,
            "exp": now + self._access_life,
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def check_access(self, token: str) -> Claims:
        """What the token says. Raises HubError 401 for an expired, foreign or mangled one."""
        self.asked += 1
        known = self._checked.get(token)
        if known is not None and known.expires > time.time():
            self.hits += 1
            return known
        found = self._decode(token, _ACCESS, "token")
        claims = Claims(found.get("sub", ""), str(found.get("dev", "")), str(found.get("ten", "")), int(found["exp"]))
        if not is_id(claims.person) or not is_id(claims.device):
            raise unauthorised("token_invalid", "This access token is not one of this hub's. Please sign in again.")
        self._remember(token, claims)
        return claims

    def remembers(self, header: str) -> bool:
        """Whether the token in an Authorization header was found good before and is still."""
        known = self._checked.get(header.partition(" ")[2].strip())
        return known is not None and known.expires > time.time()

    def challenge(self, device: str) -> str:
        """What a device has to sign next; says by itself for whom and until when it holds."""
        expires = int(time.time()) + _CHALLENGE_LIFE
        claims = {"aud": _CHALLENGE, "dev": device, "exp": expires, "jti": secrets.token_urlsafe(12)}
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def check_challenge(self, challenge: str, device: str) -> int:
        """Raise HubError 401 unless this hub issued the challenge to the device; returns when it expires."""
        found = self._decode(challenge, _CHALLENGE, "challenge")
        if found.get("dev") != device:
            raise unauthorised("challenge_invalid", "This challenge was issued to another device.")
        return int(found["exp"])

    def _decode(self, token: str, audience: str, what: str) -> dict[str, str]:
        try:
            return dict(
                jwt.decode(
                    token, self._public, algorithms=[_ALGORITHM], audience=audience, options={"require": ["exp", "aud"]}
                )
            )
        except jwt.ExpiredSignatureError as error:
            raise unauthorised(f"{what}_expired", f"The {what} has expired.") from error
        except (jwt.InvalidTokenError, ValueError) as error:
            raise unauthorised(f"{what}_invalid", f"This {what} is not one of this hub's.") from error

    def _remember(self, token: str, claims: Claims) -> None:
        if len(self._checked) >= _MOST_CACHED:
            now = time.time()
            self._checked = {t: c for t, c in self._checked.items() if c.expires > now}
        if len(self._checked) < _MOST_CACHED:
            self._checked[token] = claims


def new_secret() -> str:
    """A random secret for a refresh token: 256 bits."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> bytes:
    """Under which a secret is kept; it is random and long, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def bearer_token(header: str) -> str:
    """The token out of an Authorization header. Raises HubError 401 when there is none."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > 4_000:
        raise unauthorised("token_missing", "This needs an access token: Authorization: Bearer <token>.")
    return token.strip()
