"""The claim review queue: claims that stand out, with why; a person says what is so. Nothing is rejected by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from accessibility.widgets import Button, Text
from client import formatting
from client.business.claim_reviews import Queue, queue, save_reviewed
from client.screens.dialogs.review_claim import ReviewClaim
from client.screens.parts.gathering import GatheringScreen
from client.screens.parts.page import PageHead, Section, page_in
from client.screens.parts.row_list import Row, RowList
from client.screens.parts.saving import where_to
from client.screens.parts.scores import follow_scores, percent
from client.text import risk as words
from client.text import scores as score_words
from client.workspace import Place, Workspace
from ml_models.score import Score
from shared_models.records import RECORD_TYPES
from shared_models.rights import may_write


class ClaimQueue(GatheringScreen):
    """A row opens the review where the person may write one, else the claim."""

    screen_name = "claim_queue"
    concerned = ("claim", "claim_review", "person")

    def __init__(self, workspace: Workspace, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(workspace, place, parent)
        self._may_review = may_write(workspace.identity.role, "claim_review")
        self._found: Queue | None = None
        self.save_button = Button(words.SAVE_REVIEWED, "export")
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        page = page_in(self)
        self.head = PageHead(words.QUEUE, "", [self.save_button])
        self.note = Text(words.DESCRIBES, "soft")
        page.body.addWidget(self.head)
        page.body.addWidget(self.note)
        self.waiting = RowList(words.QUEUE, words.QUEUE_NOTHING)
        self.waiting.chosen.connect(self._open_waiting)
        self.reviewed = RowList(words.REVIEWED, words.REVIEWED_NOTHING)
        self.reviewed.chosen.connect(lambda key: workspace.open_record("claim", key))
        for title, rows in ((words.QUEUE, self.waiting), (words.REVIEWED, self.reviewed)):
            section = Section(title)
            section.body.addWidget(rows)
            page.body.addWidget(section)
        page.body.addStretch(1)
        follow_scores(self, workspace, "claim")
        self.ask()

    def title(self) -> str:
        return words.QUEUE

    def first_focus(self) -> QWidget | None:
        rows = self.waiting.rows()
        return self.waiting.card(rows[0].key) if rows else self.save_button

    def gather(self) -> tuple[Queue, list[Row], list[Row]]:
        found, reader = queue(self.workspace.reader, self.workspace.scores), self.workspace.reader
        people = reader.titles("person", [view.values["person"] for view in found.reviewed])
        numbers = {view.id: view.values["number"] for view in reader.by_ids(
            "claim", [view.values["claim"] for view in found.reviewed])}  # fmt: skip
        verdict = RECORD_TYPES["claim_review"].fields()["verdict"]
        reviewed = [
            Row(
                view.values["claim"],
                numbers[view.values["claim"]],
                words.REVIEWED_DETAIL.format(
                    verdict=formatting.shown(verdict, view.values["verdict"]),
                    person=people.get(view.values["person"], ""),
                    reason=view.values["reason"],
                ),
                icon="search",
            )
            for view in found.reviewed
            if view.values["claim"] in numbers
        ]
        return found, [_row(view, score) for view, score in found.waiting], reviewed

    def show_gathered(self, found: Any) -> None:
        self._found, waiting, reviewed = found
        assert self._found is not None
        self.head.set_words(words.QUEUE, words.QUEUE_DETAIL.format(count=self._found.count, whole=self._found.whole))
        self.waiting.set_rows(waiting)
        self.reviewed.set_rows(reviewed)

    def _open_waiting(self, key: str) -> None:
        chosen = next((one for one in self._found.waiting if one[0].id == key), None) if self._found else None
        if chosen is None or not self._may_review:
            self.workspace.open_record("claim", key)
        else:
            ReviewClaim(self.workspace, *chosen, self.window()).open()

    def save(self, target: Path | None = None) -> None:
        """Save what people found, where the person chooses, for training."""
        target = target or where_to(self, words.SAVE_REVIEWED, words.SAVE_FILE, words.SAVE_KINDS)
        if target is None:
            return
        try:
            count = save_reviewed(self.workspace.reader, target)
        except OSError as error:
            self.workspace.said.emit(words.NOT_SAVED.format(problem=error.strerror or str(error)), True)
            return
        said = words.SAVED.format(count=count, name=target.name) if count else words.NONE_TO_SAVE
        self.workspace.said.emit(said, not count)


def _row(view: Any, score: Score) -> Row:
    cause = formatting.shown(view.record_type.fields()["cause"], view.values["cause"])
    said = {"number": view.values["number"], "cause": cause}
    reasons = "; ".join(reason.words for reason in score.top())
    band = score_words.BANDS.get(score.band, score.band)
    spoken = words.CLAIM_SPOKEN.format(**said, percent=percent(score), band=band, reasons=reasons)
    return Row(
        view.id, words.CLAIM_ROW.format(**said), reasons, words.RISK.format(percent=percent(score)), "warn", "claim",
        spoken,
    )  # fmt: skip
