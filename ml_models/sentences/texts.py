"""Files of labelled sentences: tab-separated lines as public sets come, CSV with a head, or JSON lists by part."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ml_models.labelled_table import BLANKS, TableFault, read_table

TEXTS = ("text", "sentence", "reviews", "review", "comment", "utterance", "question")
LABELS = ("sentiment", "mood", "label", "target", "intent", "class", "y", "outcome")


@dataclass(frozen=True)
class Labelled:
    """Sentences with their labels, as written. ``parts`` says of each which part of the file it is in ("" for one)."""

    source: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    parts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Iterable[int]) -> Labelled:
        """Only these rows, in this order."""
        chosen = list(rows)
        return Labelled(
            self.source, *(tuple(column[at] for at in chosen) for column in (self.texts, self.labels, self.parts))
        )


def read_sentences(paths: Sequence[Path], text: str | None = None, target: str | None = None) -> Labelled:
    """All sentences of all files. Raises TableFault, naming file, line and the way out."""
    files = [found for path in paths for found in (sorted(path.glob("sentiment_*.txt")) if path.is_dir() else [path])]
    if not files:
        raise TableFault(f"{paths[0]}: this folder holds no file sentiment_*.txt. Name the files of sentences.")
    rows = [row for path in files for row in _read(path, text, target)]
    source = " and ".join(path.name for path in files)
    for at, (sentence, label, _) in enumerate(rows, 1):
        if not sentence.strip() or label.strip().lower() in BLANKS:
            raise TableFault(f"{source}: sentence {at} is empty or has no label. Take it out or complete it.")
    if not rows:
        raise TableFault(f"{source}: there is no sentence in it.")
    return Labelled(source, *(tuple(column) for column in zip(*rows, strict=True)))


def _read(path: Path, text: str | None, target: str | None) -> list[tuple[str, str, str]]:
    plain = path.name.removesuffix(".gz")
    if plain.endswith(".json"):
        return _read_json(path)
    if plain.endswith((".txt", ".tsv")):
        return _read_lines(path)
    table = read_table(path)
    sentences, labels = (
        table.require(named or _first(table.columns, usual, path, option))
        for named, usual, option in ((text, TEXTS, "--text"), (target, LABELS, "--target"))
    )
    return [(one, other, "") for one, other in zip(sentences, labels, strict=True)]


def _first(columns: Iterable[str], usual: Sequence[str], path: Path, option: str) -> str:
    there = {name.lower(): name for name in columns}
    for name in usual:
        if name in there:
            return there[name]
    raise TableFault(
        f"{path.name}: no column is called {', '.join(usual)}. Name it with {option}; the file has: "
        f"{', '.join(there.values())}."
    )


def _content(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise TableFault(
            f"{path.name}: the file cannot be read ({error}). Check its name, or copy it again."
        ) from error
    except UnicodeDecodeError as error:
        raise TableFault(f"{path.name}: the file is not UTF-8 text. Save it in UTF-8.") from error


def _read_lines(path: Path) -> list[tuple[str, str, str]]:
    """One sentence a line, a tab, its label; a line whose label is the name of a column is a head, wherever it lies."""
    rows = []
    for at, line in enumerate(_content(path).split("\n"), 1):
        sentence, tab, label = line.rstrip("\r").rpartition("\t")
        if not line.strip():
            continue
        if not tab:
            raise TableFault(f"{path.name}: line {at} has no tab between sentence and label. Put one there.")
        if label.strip().lower() not in LABELS:
            rows.append((sentence, label.strip(), ""))
    return rows


def _read_json(path: Path) -> list[tuple[str, str, str]]:
    """Pairs of sentence and label, in one list or in lists by name."""
    try:
        content = json.loads(_content(path))
        lists = content if isinstance(content, dict) else {"": content}
        return [(str(sentence), str(label), part) for part, pairs in lists.items() for sentence, label in pairs]
    except (ValueError, TypeError) as error:
        raise TableFault(f"{path.name}: this is no JSON of lists of sentence and label ({error}).") from error
