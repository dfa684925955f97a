"""Second factors: codes of an authenticator app (TOTP, RFC 6238), recovery codes, and when either is asked for.

A right code serves once: the step it belongs to is kept, and neither it nor an earlier one is taken again (RFC 6238,
section 5.2). Recovery codes are kept as hashes keyed with the hub's secret and are shown once, when they are made.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import pyotp
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyotp.utils import strings_equal
from sqlalchemy import Connection, delete, func, insert, select, update

from shared_models.sealing import seal, unseal
from sync_server.accounts import Account
from sync_server.alerts import Scene, raise_alert
from sync_server.errors import HubError, SetupProblem, unauthorised
from sync_server.sign_in_tables import PROVEN_DEVICE, RECOVERY_CODE, SIGN_IN_POLICY, TOTP

#: Asked of those who have one, on a device that is new to them; of everybody on such a device; of everybody each time.
OFFERED, NEW_DEVICE, ALWAYS = "offered", "new_device", "always"
POLICIES = (OFFERED, NEW_DEVICE, ALWAYS)
_ISSUER = "Forecourt"
_STEP_MS = 30_000
#: Steps before and after the present one whose code is taken: clocks differ, people type.
_WINDOW = 1
_CODES = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody needs to set up an authenticator; told once. ``uri`` is what the QR code holds."""

    secret: str
    uri: str
    recovery_codes: list[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person's second factor stands."""

    enrolled: bool
    recovery_codes_left: int
    policy: str


class SecondFactors:
    """The second factors of a hub whose secret is ``master`` (bytes, never stored with the data they protect)."""

    def __init__(self, master: bytes) -> None:
        self._key = HKDF(SHA256(), 32, None, b"forecourt-second-factor-1").derive(master)

    def begin(self, connection: Connection, account: Account) -> Offer:
        """A new secret and recovery codes, which count once a first code is right. Raises HubError 409 where one is
        set up already."""
        if _enrolled(connection, account.person):
            raise HubError(409, "second_factor_there", "A second factor is set up already. Take it away first.")
        secret = pyotp.random_base32()
        connection.execute(delete(TOTP).where(TOTP.c.person == account.person))
        sealed = seal(secret, self._key, account.person, "totp")
        connection.execute(insert(TOTP).values(person=account.person, secret=sealed, confirmed=None, last_step=0))
        uri = pyotp.TOTP(secret).provisioning_uri(name=f"{account.login}@{account.tenant}", issuer_name=_ISSUER)
        return Offer(secret, uri, self.new_recovery_codes(connection, account.person))

    def confirm(self, connection: Connection, person: str, code: str, now_ms: int) -> None:
        """The first code of a new authenticator: from now on it counts. Raises HubError 401 for a wrong one."""
        if not self._totp_fits(connection, person, code, now_ms):
            raise wrong_code()
        connection.execute(update(TOTP).where(TOTP.c.person == person).values(confirmed=now_ms))

    def new_recovery_codes(self, connection: Connection, person: str) -> list[str]:
        """Other recovery codes; those before are worth nothing any more."""
        connection.execute(delete(RECOVERY_CODE).where(RECOVERY_CODE.c.person == person))
        letters = ["".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LETTERS)) for _ in range(_CODES)]
        rows = [{"person": person, "hash": self._hash(person, each), "used": None} for each in letters]
        connection.execute(insert(RECOVERY_CODE), rows)
        return ["-".join(each[i : i + 4] for i in range(0, _CODE_LETTERS, 4)) for each in letters]

    def demand(self, connection: Connection, account: Account, scene: Scene, code: str, now_ms: int) -> HubError | None:
        """What is still wanted of somebody whose password was right; None when nothing is.

        A device at which a code was right is theirs from then on. ``second_factor_needed``: ask for a code;
        ``second_factor_setup``: have them set one up; ``second_factor_wrong``: it was another code.
        """
        person, device = account.person, scene.device or ""
        enrolled, policy = _enrolled(connection, person), policy_for(connection, account)
        proven = bool(device) and _proven(connection, person, device)
        if not (enrolled or policy != OFFERED) or (proven and policy != ALWAYS):
            return None
        if not code:
            return _needed() if enrolled else _setup_needed()
        if not enrolled and not _pending(connection, person):
            return _setup_needed()
        if not self.fits(connection, account, scene, code, now_ms):
            return wrong_code()
        if not enrolled:
            connection.execute(update(TOTP).where(TOTP.c.person == person).values(confirmed=now_ms))
        if device:
            remember_proven(connection, person, device, now_ms)
        return None

    def fits(self, connection: Connection, account: Account, scene: Scene, code: str, now_ms: int) -> bool:
        """Whether it is the authenticator's code now, or one of the recovery codes; either serves once."""
        digits = "".join(code.split())
        if digits.isascii() and digits.isdecimal():
            return self._totp_fits(connection, account.person, digits, now_ms)
        if not _enrolled(connection, account.person):
            return False  # recovery codes do not prove that the authenticator works
        letters = "".join(letter for letter in code.upper() if letter in _ALPHABET)
        known = (RECOVERY_CODE.c.person == account.person, RECOVERY_CODE.c.hash == self._hash(account.person, letters))
        spent = update(RECOVERY_CODE).where(*known, RECOVERY_CODE.c.used.is_(None)).values(used=now_ms)
        if connection.execute(spent).rowcount != 1:
            return False
        raise_alert(connection, "recovery_code_used", scene, now_ms)
        return True

    def _totp_fits(self, connection: Connection, person: str, code: str, now_ms: int) -> bool:
        row = connection.execute(select(TOTP).where(TOTP.c.person == person)).first()
        if row is None:
            return False
        totp = pyotp.TOTP(unseal(row.secret, self._key, person, "totp"))
        here = now_ms // _STEP_MS
        for step in range(here - _WINDOW, here + _WINDOW + 1):
            if strings_equal(totp.generate_otp(step), code):
                # Two hubs may be shown the same code at once: whoever writes the step first has taken it.
                taken = update(TOTP).where(TOTP.c.person == person, TOTP.c.last_step < step).values(last_step=step)
                return bool(connection.execute(taken).rowcount == 1)
        return False

    def _hash(self, person: str, letters: str) -> bytes:
        return hmac.new(self._key, f"{person} {letters}".encode(), hashlib.sha256).digest()


def standing_of(connection: Connection, account: Account) -> Standing:
    """How the person's second factor stands."""
    left = select(func.count()).select_from(RECOVERY_CODE)
    unused = left.where(RECOVERY_CODE.c.person == account.person, RECOVERY_CODE.c.used.is_(None))
    enrolled = _enrolled(connection, account.person)
    count = connection.execute(unused).scalar_one() if enrolled else 0
    return Standing(enrolled, count, policy_for(connection, account))


def remove(connection: Connection, person: str) -> None:
    """The person has no second factor any more, and every device is new to them."""
    for table in (TOTP, RECOVERY_CODE, PROVEN_DEVICE):
        connection.execute(delete(table).where(table.c.person == person))


def remember_proven(connection: Connection, person: str, device: str, now_ms: int) -> None:
    """A second factor was right on the device."""
    known = (PROVEN_DEVICE.c.person == person, PROVEN_DEVICE.c.device == device)
    connection.execute(delete(PROVEN_DEVICE).where(*known))
    connection.execute(insert(PROVEN_DEVICE).values(person=person, device=device, at=now_ms))


def policy_for(connection: Connection, account: Account) -> str:
    """When a second factor is asked of this account: as its role has it, else its tenant."""
    policy = SIGN_IN_POLICY
    wanted = select(policy.c.role, policy.c.second_factor).where(policy.c.tenant == account.tenant)
    found = {row.role: row.second_factor for row in connection.execute(wanted)}
    return str(found.get(account.role) or found.get("") or OFFERED)


def set_policy(connection: Connection, tenant: str, role: str, second_factor: str) -> None:
    """When a second factor is asked of a role, or (role ``""``) of everyone without a rule for their role. Raises
    SetupProblem."""
    if second_factor not in POLICIES:
        raise SetupProblem(f"second_factor: must be one of {', '.join(POLICIES)}")
    known = (SIGN_IN_POLICY.c.tenant == tenant, SIGN_IN_POLICY.c.role == role)
    connection.execute(delete(SIGN_IN_POLICY).where(*known))
    connection.execute(insert(SIGN_IN_POLICY).values(tenant=tenant, role=role, second_factor=second_factor))


def policies_of(connection: Connection, tenant: str) -> dict[str, str]:
    """The rules of a tenant by role; ``everyone`` for those without one of their own."""
    wanted = select(SIGN_IN_POLICY).where(SIGN_IN_POLICY.c.tenant == tenant)
    held = {row.role or "everyone": row.second_factor for row in connection.execute(wanted)}
    return {"everyone": OFFERED} | held


def wrong_code() -> HubError:
    """It is another code (401)."""
    detail = "This code is not right, or was used already. Wait for the next one and type that."
    return unauthorised("second_factor_wrong", detail)


def _needed() -> HubError:
    detail = "This device is new to you: type the six digits of your authenticator app, or a recovery code."
    return unauthorised("second_factor_needed", detail)


def _setup_needed() -> HubError:
    return unauthorised("second_factor_setup", "Your house asks for a second factor: set one up to sign in.")


def _enrolled(connection: Connection, person: str) -> bool:
    held = select(TOTP.c.confirmed).where(TOTP.c.person == person, TOTP.c.confirmed.is_not(None))
    return connection.execute(held).first() is not None


def _pending(connection: Connection, person: str) -> bool:
    return connection.execute(select(TOTP.c.person).where(TOTP.c.person == person)).first() is not None


def _proven(connection: Connection, person: str, device: str) -> bool:
    known = (PROVEN_DEVICE.c.person == person, PROVEN_DEVICE.c.device == device)
    return connection.execute(select(PROVEN_DEVICE.c.at).where(*known)).first() is not None
