"""Rights: deny by default, and a space is readable whole or not at all."""

import itertools

import pytest

from shared_models import rights
from shared_models.errors import NotAllowed
from shared_models.records import RECORD_TYPES
from shared_models.rights import Principal

STORE, OTHER, ME = ("0" * 31 + digit for digit in "123")


def _as(role: str, store: str | None = STORE) -> Principal:
    return Principal(ME, "acme", role, store)


def test_the_table_covers_every_type_and_no_other() -> None:
    assert {name for _, name in rights.RIGHTS} == set(RECORD_TYPES)


def test_nothing_is_allowed_unless_the_table_says_so() -> None:
    assert not rights.may_read("stranger", "vehicle")
    assert not rights.may_write("auditor", "vehicle")
    assert not rights.may_read("salesperson", "unheard_of")


@pytest.mark.parametrize("role", rights.ROLES)
def test_a_role_reads_all_types_of_a_space_or_none(role: str) -> None:
    def space(name: str) -> str:
        return RECORD_TYPES[name].about.space

    for _, names in itertools.groupby(sorted(RECORD_TYPES, key=space), key=space):
        assert len({rights.may_read(role, name) for name in names}) == 1


def test_a_seller_never_receives_costs_insurance_or_another_stores_leads() -> None:
    spaces = rights.spaces_for(_as("salesperson"), [STORE, OTHER], RECORD_TYPES)
    assert spaces == [
        "acme/stock",
        "acme/customers",
        "acme/directory",
        f"acme/store/{STORE}/leads",
        f"acme/user/{ME}",
        f"acme/inbox/{ME}",
    ]


def test_head_office_receives_every_store() -> None:
    spaces = rights.spaces_for(_as("head_office", None), [STORE, OTHER], RECORD_TYPES)
    assert f"acme/store/{OTHER}/leads" in spaces
    assert "acme/costs" in spaces


@pytest.mark.parametrize(
    "space",
    [
        "rival/stock",
        "acme",
        "acme/",
        "acme/attic",
        f"acme/user/{OTHER}",
        f"acme/inbox/{OTHER}",
        f"acme/store/{OTHER}/leads",
        "acme/stock/more",
        "",
        "/stock",
    ],
)
def test_foreign_and_invented_spaces_are_closed(space: str) -> None:
    assert not rights.may_read_space(_as("salesperson"), space, RECORD_TYPES)


def test_a_record_is_born_in_the_space_of_its_type() -> None:
    me = _as("salesperson")
    assert rights.space_of(RECORD_TYPES["vehicle"], {}, me) == "acme/stock"
    assert rights.space_of(RECORD_TYPES["lead"], {"store": OTHER}, me) == f"acme/store/{OTHER}/leads"
    assert rights.space_of(RECORD_TYPES["saved_search"], {}, me) == f"acme/user/{ME}"
    with pytest.raises(NotAllowed, match="choose the store"):
        rights.space_of(RECORD_TYPES["lead"], {}, _as("salesperson", None))


def test_a_field_follows_its_type_unless_it_is_narrowed() -> None:
    vehicle = RECORD_TYPES["vehicle"]
    assert rights.may_write_field("salesperson", vehicle, "price")
    assert rights.may_write_field("salesperson", vehicle, "field_of_a_newer_program")
    assert not rights.may_write_field("auditor", vehicle, "price")


def test_anyone_of_the_house_adds_to_an_inbox_and_only_its_owner_reads_it() -> None:
    theirs = f"acme/inbox/{OTHER}"
    assert rights.space_of(RECORD_TYPES["handover"], {"to": OTHER}, _as("salesperson")) == theirs
    assert rights.may_add_to(_as("salesperson"), theirs, RECORD_TYPES)
    assert not rights.may_add_to(_as("auditor"), theirs, RECORD_TYPES)
    assert not rights.may_add_to(_as("salesperson"), f"rival/inbox/{OTHER}", RECORD_TYPES)
    assert not rights.may_add_to(_as("salesperson"), f"acme/user/{OTHER}", RECORD_TYPES)
    assert rights.may_read_space(Principal(OTHER, "acme", "head_office"), theirs, RECORD_TYPES)
    with pytest.raises(NotAllowed, match="choose the person"):
        rights.space_of(RECORD_TYPES["handover"], {}, _as("salesperson"))
