"""Why a whole file is refused: one typed error per cause, each with a sentence naming the file and the way out."""

from __future__ import annotations

from pathlib import Path

from shared_models.errors import ForecourtError


class ImportRefused(ForecourtError):
    """A file cannot be imported. ``path`` is the file; nothing has been changed."""

    code = "import_refused"

    def __init__(self, path: Path, sentence: str, **places: object) -> None:
        self.path = path
        super().__init__(sentence.format(file=path.name, **places))


class FileUnreadable(ImportRefused):
    """The file is missing, a folder, locked, or on a drive that has gone."""

    code = "file_unreadable"


class FileEmpty(ImportRefused):
    """The file has no content, or nothing but blank lines."""

    code = "file_empty"


class NoRows(ImportRefused):
    """The file has headings and no rows."""

    code = "no_rows"


class NotATable(ImportRefused):
    """The file is something else than a table: a picture, a program, an archive."""

    code = "not_a_table"


class FileDamaged(ImportRefused):
    """The file says it is of a kind we read, and then breaks off or contradicts itself."""

    code = "file_damaged"


class TooLargeToRead(ImportRefused):
    """A cell, a row or a workbook beyond any honest size."""

    code = "too_large_to_read"


class EncodingUnknown(ImportRefused):
    """The encoding that was chosen does not exist or does not fit the file."""

    code = "encoding_unknown"


class SheetUnknown(ImportRefused):
    """The sheet that was chosen is not in the workbook."""

    code = "sheet_unknown"


class FileChanged(ImportRefused):
    """The file is another one than that which was opened."""

    code = "file_changed"


class RowsRefused(ImportRefused):
    """All or nothing was chosen, and some rows have problems."""

    code = "rows_refused"


class ImportCancelled(ImportRefused):
    """The person has cancelled; nothing has been changed."""

    code = "import_cancelled"


class MappingUnreadable(ImportRefused):
    """A file is no saved column mapping."""

    code = "mapping_unreadable"


class MappingDoesNotFit(ImportRefused):
    """The mapping names columns that the file does not have."""

    code = "mapping_does_not_fit"


class FieldUnknown(ForecourtError):
    """A field or record type that does not exist or cannot be imported."""

    code = "field_unknown"
