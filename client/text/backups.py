"""Words about backups."""

FAILED = (
    "No backup could be made in {folder}: {reason}. Your work is safe as before; please free space or see the folder."
)
NOT_A_BACKUP = "{path} is no backup that this version of Forecourt can read. Nothing was changed."
MADE = "Backup made: {path}"
RESTORED = (
    "From the backup came {new} records that were not here, additions to {added} more, and {unsent} changes that had "
    "never been sent. Nothing that is here was taken away."
)
