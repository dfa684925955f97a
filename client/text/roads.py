"""Words about changes that come by another road than the hub: files, and devices in one network."""

from __future__ import annotations

EXPORT_HELP = "write the changes that wait on this device into a file, for another device or the hub"
EXPORT_FILE_HELP = "the file to write"
IMPORT_HELP = "take in a file of changes that another device wrote"
IMPORT_FILE_HELP = "the file to read"
NO_ROSTER = (
    "This device has not heard from its hub yet which devices belong to your house. Let it reach the hub once; then "
    "changes can be carried without it."
)
NOT_WRITTEN = "{path} could not be written: {reason}. Nothing was lost; please choose another place."
EXPORTED = "{count:,} changes were written to {path}."
EXPORTED_ONE = "1 change was written to {path}."
LEFT = "{count:,} more are for colleagues’ inboxes and wait for the hub."
IMPORTED = "{new:,} changes are new here, {known:,} were here already."
AWAITING = "{count:,} build on changes that are not here yet; they show when those arrive."
LEFT_OUT = "{count:,} were left out: {reason}."
PHOTOS_ONE, PHOTOS = "1 photo is with them.", "{count:,} photos are with them."
PHOTOS_LEFT_ONE = "1 photo did not go in: it is too large or damaged, and goes to the hub from this device."
PHOTOS_LEFT = "{count:,} photos did not go in: they are too large or damaged, and go to the hub from this device."
PHOTOS_NEW_ONE, PHOTOS_NEW = "1 photo came with them.", "{count:,} photos came with them."
CLOSED = "Parts of the file are for other readers and stayed closed."


def exported(count: int, path: object, left: int, photos: int = 0, photos_left: int = 0) -> str:
    """What an export has done."""
    told = [EXPORTED_ONE.format(path=path) if count == 1 else EXPORTED.format(count=count, path=path)]
    if left:
        told.append(LEFT.format(count=left))
    if photos:
        told.append(PHOTOS_ONE if photos == 1 else PHOTOS.format(count=photos))
    if photos_left:
        told.append(PHOTOS_LEFT_ONE if photos_left == 1 else PHOTOS_LEFT.format(count=photos_left))
    return " ".join(told)


def imported(new: int, known: int, awaiting: int, left_out: list[str], closed: int, photos: int = 0) -> str:
    """What an import has done; ``left_out`` are the reasons, one for each change."""
    told = [IMPORTED.format(new=new, known=known)]
    if awaiting:
        told.append(AWAITING.format(count=awaiting))
    told += [LEFT_OUT.format(count=left_out.count(reason), reason=reason) for reason in dict.fromkeys(left_out)]
    if photos:
        told.append(PHOTOS_NEW_ONE if photos == 1 else PHOTOS_NEW.format(count=photos))
    return " ".join([*told, CLOSED] if closed else told)
