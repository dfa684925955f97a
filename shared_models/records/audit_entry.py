"""A row of a device's audit, as a fact: who opened, printed, exported or proved what; never a value of it."""

from __future__ import annotations

from shared_models.schema import About, Record, choice, instant, line, number, reference

ACTIONS = {
    "sealed_field_read": "Opened a sealed field",
    "list_exported": "Exported a list",
    "paper_made": "Made a paper",
    "evidence_made": "Made an evidence pack",
    "person_exported": "Exported what is known of a person",
    "erasure_asked": "Asked for a person to be erased",
    "erasure_done": "Erased a person from this device",
    "audit_shown": "Looked into the audit",
    "backup_put_back": "Put a backup back",
    "signed_in_here": "Signed in on the device, without the hub",
    "sign_in_failed": "Failed to sign in on the device",
    "key_renewed": "Renewed a key of the device",
    "setting_changed": "Changed a setting for everybody",
}


class AuditEntry(Record):
    """Everybody's device adds its own, numbered without a gap and chained by hash; those who answer for it read them.

    ``link`` (hex) is that of ``audit_chain`` over :func:`row_of`; ``trail`` names the chain, one for each life of a
    replica file. The first row of a trail says in ``detail`` which trail of the device it goes on from.
    """

    __tablename__ = "audit_entry"
    about = About(
        label="Audit entry", plural="Audit entries", icon="document", space="trail", title="{action}", fact=True,
        card="View audit entry {action}",
    )  # fmt: skip

    action = choice("What was done", ACTIONS, required=True, facet=True, in_list=True)
    person = reference("Who", "person", required=True, facet=True, in_list=True)
    at = instant("When", required=True, in_list=True)
    record_type = line("List", longest=40, in_list=True)
    record = line("Record", longest=32)
    field = line("Field", longest=100, in_list=True)
    detail = line("More", longest=2_000)
    trail = line("Trail", required=True, longest=32)
    number = number("Number in the trail", required=True)
    link = line("Link", required=True, longest=64)
