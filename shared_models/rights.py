"""Who may see and change what: roles x record types, deny by default.

A *space* is a stream of changes that is handed out whole or not at all; a record's space is fixed at its birth from
its type's template. What a person may not read is in a space that their device never receives:

    stock        {tenant}/stock              vehicles and what is claimed of them: everyone in the house
    costs        {tenant}/costs              what vehicles cost: managers
    customers    {tenant}/customers          customers of the whole group
    leads        {tenant}/store/{store}/leads  one store's leads, activities, test drives, payments
    insurance    {tenant}/insurance          drivers, telematics, coaching, decisions; policies and claims of no insurer
    insurer      {tenant}/insurer/{insurer}  policies with that insurer and claims under them: the house
    agreed       {tenant}/agreed/{insurer}   of these what is agreed, kept in step by the hub: that insurer's people
    directory    {tenant}/directory          people, stores, insurers, rules of risk
    audit        {tenant}/audit              who let go what was refused: all add, managers and auditors read
    trail        {tenant}/trail              who opened, printed or exported what: all add, head office reads
    private      {tenant}/user/{person}      saved searches, dashboards: that person alone
    inbox        {tenant}/inbox/{person}     what colleagues hand over: that person reads, anyone of the house may add

In the table below ``r`` is read and ``w`` is write (create, edit, archive; for facts: record). An empty cell is no
right at all. Within a space all types are readable or none: what is readable follows from the space, and a test
holds the table to it.

An *insurer's* people are no people of the house: they read what is agreed of their own policies, and the directory.
Which fields that are, and which of them they write, each tenant says at its hub (``agreed_fields`` there); ``writers``
in the schema bounds it. They begin, archive or add nothing. The insurer they work for stands in their account where
others have their store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared_models import check_words as words
from shared_models.errors import NotAllowed
from shared_models.schema import Record

_COLUMNS = ("salesperson", "sales_manager", "fleet_manager", "insurer", "head_office", "it_admin", "auditor")

_TABLE = """
type            salesperson  sales_manager  fleet_manager  insurer  head_office  it_admin  auditor
vehicle         rw           rw             rw             -        rw           -         r
sale            rw           rw             r              -        r            -         r
hold            rw           rw             r              -        r            -         r
deposit         rw           rw             r              -        r            -         r
release         rw           rw             r              -        r            -         r
slot            rw           rw             r              -        r            -         r
plate_checkout  rw           rw             r              -        r            -         r
number_block    rw           rw             r              -        r            -         r
redemption      rw           rw             r              -        r            -         r
case_approval   r            rw             r              -        r            -         r
case_closure    rw           rw             r              -        r            -         r
vehicle_cost    -            rw             -              -        rw           -         r
price_decision  -            rw             -              -        rw           -         r
customer        rw           rw             rw             -        r            -         r
lead            rw           rw             -              -        r            -         r
activity        rw           rw             -              -        r            -         r
test_drive      rw           rw             -              -        r            -         r
payment         rw           rw             -              -        r            -         r
approval_request rw          rw             -              -        r            -         r
approval_answer r            rw             -              -        rw           -         r
policy          -            -              rw             rw       r            -         r
claim           -            -              rw             rw       r            -         r
claim_decision  -            -              rw             -        rw           -         r
claim_review    -            -              rw             -        rw           -         r
underwriting_decision -       -              rw             -        rw           -         r
coaching        -            -              rw             -        r            -         r
driver          -            -              rw             -        r            -         r
telematics_day  -            -              rw             -        r            -         r
person          r            r              r              r        r            rw        r
store           r            r              r              r        rw           rw        r
insurer         r            r              rw             r        rw           rw        r
risk_rule       r            r              r              r        rw           r         r
saved_search    rw           rw             rw             rw       rw           rw        rw
dashboard       rw           rw             rw             rw       rw           rw        rw
alarm_mark      rw           rw             rw             rw       rw           rw        rw
handover        rw           rw             rw             -        rw           rw        -
handover_answer rw           rw             rw             -        rw           rw        -
discard         w            rw             rw             -        rw           rw        r
consent         rw           rw             rw             -        rw           -         r
legal_hold      -            r              r              -        rw           r         r
audit_entry     w            w              w              w        rw           rw        rw
"""


def _read_table(text: str) -> dict[tuple[str, str], str]:
    heading, *lines = [line.split() for line in text.strip().splitlines()]
    assert tuple(heading[1:]) == _COLUMNS
    return {
        (role, line[0]): cell for line in lines for role, cell in zip(_COLUMNS, line[1:], strict=True) if cell != "-"
    }


#: Nobody's role: what may be on a screen that is turned to a customer.
SHOWING = "showing"
#: The hub itself, as an author: what it signed was decided by it.
HUB = "hub"
RIGHTS: Mapping[tuple[str, str], str] = _read_table(_TABLE) | {(SHOWING, "vehicle"): "r", (SHOWING, "store"): "r"}
ROLES = _COLUMNS
#: Roles that hear of every device of the house, not only of those they used.
_ALL_DEVICES = frozenset({"it_admin", "head_office", "sales_manager", "fleet_manager", "auditor"})
#: Roles that enrol, name and revoke devices, and decide about what a revoked one left in spaces they may read.
_DEVICE_KEEPERS = frozenset({"it_admin", "head_office", "sales_manager"})
#: Roles that are told of locked accounts and the like, unlock them, and give somebody a new second factor.
_DOOR_KEEPERS = frozenset({"it_admin", "head_office"})
#: Roles that say with which recovery key sealed fields can be read once all devices are lost.
_SEAL_KEEPERS = frozenset({"sales_manager", "fleet_manager"})
#: Roles that begin an outage drill on a device; anybody may end one.
_DRILLERS = frozenset({"sales_manager", "fleet_manager", "head_office", "it_admin"})
#: Roles that hand in, sign, release and take back models.
_MODEL_KEEPERS = frozenset({"it_admin", "head_office"})
#: Roles that set a model right on one device, which the hub is out of reach of.
_MODEL_KEEPERS_HERE = frozenset({"sales_manager", "fleet_manager", "head_office"})
#: Roles that answer privacy requests.
_ERASERS = frozenset({"head_office"})
#: Roles that see the leads of every store, not only of their own.
_ALL_STORES = frozenset({"head_office", "auditor"})
#: Roles of people who are not of the house.
EXTERNAL = frozenset({"insurer"})
_SHARED = ("stock", "costs", "customers", "insurance", "directory", "audit", "trail")


@dataclass(frozen=True, slots=True)
class Principal:
    """The person on whose behalf something is asked: identifier, tenant, role and store (an insurer's: the insurer)."""

    person: str
    tenant: str
    role: str
    store: str | None = None


def may_read(role: str, type_name: str) -> bool:
    """Whether the role may read records of the type."""
    return "r" in RIGHTS.get((role, type_name), "")


def may_write(role: str, type_name: str) -> bool:
    """Whether the role may create and change records of the type."""
    return role == HUB or "w" in RIGHTS.get((role, type_name), "")


def may_create(role: str, type_name: str) -> bool:
    """Whether the role may begin new records of the type."""
    return may_write(role, type_name) and (role not in EXTERNAL or _is_private(type_name))


def is_external(role: str) -> bool:
    """Whether the role's people are not of the house: of records of the house they write agreed fields, no more."""
    return role in EXTERNAL


def _is_private(type_name: str) -> bool:
    return all((role, type_name) in RIGHTS for role in ROLES)


def may_write_field(role: str, record_type: type[Record], name: str) -> bool:
    """Whether the role may write the field; a field unknown to this program follows its type."""
    field = record_type.fields().get(name)
    if not may_write(role, record_type.type_name()):
        return False
    if field is None:
        return role not in EXTERNAL
    return field.writers is None or role == HUB or role in field.writers


def may_see_devices(role: str) -> bool:
    """Whether the role may know how every device of the house stands."""
    return role in _ALL_DEVICES


def may_manage_devices(role: str) -> bool:
    """Whether the role may enrol, name and revoke devices, and decide about what revoked ones left."""
    return role in _DEVICE_KEEPERS


def may_keep_the_door(role: str) -> bool:
    """Whether the role sees alerts about signing in, unlocks accounts and resets second factors."""
    return role in _DOOR_KEEPERS


def may_erase(role: str) -> bool:
    """Whether the role may answer privacy requests: see all about a person, and have it erased."""
    return role in _ERASERS


def may_release_models(role: str) -> bool:
    """Whether the role may hand in, sign, release and take back models of the house."""
    return role in _MODEL_KEEPERS


def may_set_models_right_here(role: str) -> bool:
    """Whether the role may have a device that the hub cannot reach learn from its own records, and take it back."""
    return role in _MODEL_KEEPERS_HERE


def may_keep_recovery_key(role: str) -> bool:
    """Whether the role says which recovery key opens sealed fields once all devices are lost."""
    return role in _SEAL_KEEPERS


def may_begin_drill(role: str) -> bool:
    """Whether the role may have a device leave the hub alone for a while, as an exercise."""
    return role in _DRILLERS


#: The fields that :func:`space_of` reads.
PLACING = ("to", "store", "insurer")


def space_of(record_type: type[Record], values: Mapping[str, Any], principal: Principal) -> str:
    """The space a new record is born in. Raises NotAllowed when its store is needed and missing."""
    template = record_type.about.space
    if template == "private":
        return f"{principal.tenant}/user/{principal.person}"
    if template == "inbox":
        if not values.get("to"):
            raise NotAllowed(words.TO_WHOM, "to")
        return f"{principal.tenant}/inbox/{values['to']}"
    if template == "leads":
        store = values.get("store") or principal.store
        if not store:
            raise NotAllowed(words.WHICH_STORE, "store")
        return f"{principal.tenant}/store/{store}/leads"
    if template == "insurer":
        insurer = values.get("insurer")
        return f"{principal.tenant}/insurer/{insurer}" if insurer else f"{principal.tenant}/insurance"
    return f"{principal.tenant}/{template}"


def templates_of(record_type: type[Record]) -> tuple[str, ...]:
    """The templates of the spaces in which records of the type live."""
    template = record_type.about.space
    return (template, "insurance", "agreed") if template == "insurer" else (template,)


def template_of(space: str) -> str:
    """The template a space was made from: ``acme/store/0123/leads`` -> ``leads``; ``""`` when it is none."""
    parts = space.split("/")
    if len(parts) == 2 and parts[1] in _SHARED:
        return parts[1]
    if len(parts) == 4 and parts[1] == "store" and parts[3] == "leads":
        return "leads"
    personal = {"user": "private", "inbox": "inbox", "insurer": "insurer", "agreed": "agreed"}
    return personal.get(parts[1], "") if len(parts) == 3 else ""


def may_read_space(principal: Principal, space: str, types: Mapping[str, type[Record]]) -> bool:
    """Whether a person may receive the space at all."""
    template = template_of(space)
    if not template or space.split("/", maxsplit=1)[0] != principal.tenant:
        return False
    if template in ("private", "inbox") and space.split("/")[2] != principal.person:
        return False
    if template == "private":
        return True
    if template == "agreed":
        return principal.role in EXTERNAL and space.split("/")[2] == principal.store
    if template == "insurer" and principal.role in EXTERNAL:
        return False
    if template == "leads" and principal.role not in _ALL_STORES and space.split("/")[2] != principal.store:
        return False
    return any(may_read(principal.role, name) for name, kind in types.items() if kind.about.space == template)


def may_add_to(principal: Principal, space: str, types: Mapping[str, type[Record]]) -> bool:
    """Whether a person may write into the space at all: where they may read; a colleague's inbox, and the audit."""
    if may_read_space(principal, space, types):
        return True
    template, inside = template_of(space), space.split("/", maxsplit=1)[0] == principal.tenant
    if principal.role == HUB:
        return inside
    return (
        inside
        and template in ("inbox", "audit", "trail")
        and any(may_write(principal.role, name) for name, kind in types.items() if kind.about.space == template)
    )


def spaces_for(
    principal: Principal, stores: Sequence[str], types: Mapping[str, type[Record]], insurers: Sequence[str] = ()
) -> list[str]:
    """Every space the person may receive; ``stores`` and ``insurers`` are the tenant's."""
    tenant = principal.tenant
    shared = [f"{tenant}/{name}" for name in _SHARED]
    leads = [f"{tenant}/store/{store}/leads" for store in stores]
    policies = [f"{tenant}/{kind}/{insurer}" for kind in ("insurer", "agreed") for insurer in insurers]
    every = [*shared, *leads, *policies, f"{tenant}/user/{principal.person}", f"{tenant}/inbox/{principal.person}"]
    return [space for space in every if may_read_space(principal, space, types)]
