"""A list as it is shown, read for export: all rows that match, in order, batch by batch, and its filters in words."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from client.finding.catalogue import Catalogue
from client.finding.nearness import DISTANCE
from client.finding.nearness import labels as distance_labels
from client.item_models.summaries import Summaries, Summary, columns_of
from client.reading.queries import Reader
from client.reports.edition import Edition
from client.reports.refusals import Told, tell
from client.text import catalogue as catalogue_words
from client.text import records as record_words
from client.text import reports as words
from shared_models.kinds import Choice, File, Reference, Rows, Sealed
from shared_models.records import RECORD_TYPES
from shared_models.schema import Field, Record

BATCH = 500


@dataclass(frozen=True)
class Wanted:
    """What a list was asked: text, chosen keys by facet, order (a column, ``-`` for falling), and its columns.

    ``unseen`` are the fields of which there is nothing to see for whoever asks: they are not even named.
    """

    type_name: str
    text: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    order: str = ""
    columns: tuple[str, ...] = ()
    unseen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    """What the catalogue answered, as plain values: all the ordinals, in order, and what narrows them in words."""

    wanted: Wanted
    edition: Edition
    ordinals: array[int]
    narrowed: tuple[str, ...]


def answered(catalogue: Catalogue, reader: Reader, wanted: Wanted, edition: Edition) -> Answer:
    """Ask for the list. Belongs in the background."""
    ordinals = catalogue.everything(wanted.type_name, wanted.text, wanted.filters, wanted.order, edition.today)
    return Answer(wanted, edition, ordinals, tuple(_Narrowing(catalogue, reader, wanted, edition).in_words()))


class Listing:
    """The rows of an answer, for whoever writes them down: in a process beside the window."""

    def __init__(self, reader: Reader, answer: Answer) -> None:
        self._reader, self._wanted, self._narrowed = reader, answer.wanted, answer.narrowed
        self.edition, self.ordinals = answer.edition, answer.ordinals
        self.record_type: type[Record] = RECORD_TYPES[answer.wanted.type_name]
        self.summaries = Summaries(reader, answer.edition.zone)

    @property
    def title(self) -> str:
        """The plural of what is listed."""
        return self.record_type.about.plural

    def counted(self) -> str:
        """How many there are, in words."""
        about = self.record_type.about
        return record_words.counted(len(self.ordinals), about.label, about.plural)

    def shown_fields(self) -> list[Field]:
        """The columns of the list on the screen."""
        fields, names = self.record_type.fields(), self._wanted.columns or columns_of(self.record_type)
        return [fields[name] for name in names if name not in self._wanted.unseen]

    def all_fields(self) -> list[Field]:
        """The columns on the screen, then every other field that a cell can hold; sealed ones stay sealed."""
        shown, unseen = [one for one in self.shown_fields() if _fits_a_cell(one)], self._wanted.unseen
        others = [one for name, one in self.record_type.fields().items() if name not in unseen]
        return shown + [one for one in others if one not in shown and _fits_a_cell(one)]

    def batches(self, names: Sequence[str], told: Told) -> Iterator[list[Summary]]:
        """The rows, some hundred at a time, with the texts of the fields of these names.

        Raises :class:`Stopped` when the person wants no more.
        A record that went away since the list was asked for is left out.
        """
        total = len(self.ordinals)
        tell(told, 0, total)
        for at in range(0, total, BATCH):
            views = self._reader.by_ordinals(self._wanted.type_name, self.ordinals[at : at + BATCH].tolist())
            yield self.summaries.of(views, names)
            tell(told, min(at + BATCH, total), total)

    # --- in words ---

    def narrowed(self) -> list[str]:
        """What was searched for and which filters are set, each in words; one line when nothing narrows the list."""
        return list(self._narrowed)

    def ordered(self) -> str:
        """The order in words."""
        order = self._wanted.order
        if not order:
            return words.ORDERED_BEST if self._wanted.text.strip() else words.ORDERED_NEWEST
        label = self.record_type.fields()[order.lstrip("-")].label
        return (words.ORDERED_DOWN if order.startswith("-") else words.ORDERED_UP).format(label=label)


class _Narrowing:
    """What narrows a list, in words; the catalogue knows those of its facets."""

    def __init__(self, catalogue: Catalogue, reader: Reader, wanted: Wanted, edition: Edition) -> None:
        self._catalogue, self._wanted, self._edition = catalogue, wanted, edition
        self._record_type, self._summaries = RECORD_TYPES[wanted.type_name], Summaries(reader, edition.zone)

    def in_words(self) -> list[str]:
        """Each part of it; one line when nothing narrows the list."""
        wanted, parts = self._wanted, []
        if wanted.text.strip():
            parts.append(words.SEARCHED.format(text=wanted.text.strip()))
        labels = self._labels() if wanted.filters else {}
        for name, keys in wanted.filters.items():
            if keys:
                entry = self._record_type.fields().get(name)
                read = sorted(labels.get((name, key)) or self._label(entry, key) for key in keys)
                label = catalogue_words.DISTANCE if entry is None else entry.label
                parts.append(words.FILTER.format(label=label, values=words.FILTER_JOIN.join(read)))
        return parts or [words.EVERYTHING]

    def _labels(self) -> dict[tuple[str, str], str]:
        wanted = self._wanted
        groups = self._catalogue.facets(wanted.type_name, wanted.text, wanted.filters, self._edition.today)
        return {(group.name, value.key): value.label for group in groups for value in group.values}

    def _label(self, entry: Field | None, key: str) -> str:
        """For a value that no record has any more."""
        if entry is None:
            return distance_labels().get((DISTANCE, key), key)
        if isinstance(entry.kind, Reference):
            return self._summaries.title(entry.kind.to, key)
        return entry.kind.label(key) if isinstance(entry.kind, Choice) else key


def _fits_a_cell(entry: Field) -> bool:
    return not isinstance(entry.kind, Rows | File | Sealed)
