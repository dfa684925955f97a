"""Widgets sound and broken for the rules about tables, pictures, languages, required fields and errors."""

from __future__ import annotations

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from accessibility.widgets import Picture, Text
from tests.accessibility.specimens_words import edit, labelled, picture, together


def table(headers: list[str] | None):
    """A maker of a table with these headers; None leaves Qt's own numbers."""

    def make() -> QWidget:
        made = QTableWidget(2, 3)
        made.setAccessibleName("Stock")
        made.setTabKeyNavigation(False)
        if headers is not None:
            made.setHorizontalHeaderLabels(headers)
        made.setItem(0, 0, QTableWidgetItem("Camry"))
        return made

    return make


def hidden_header():
    made = table(["Make", "Model", "Price"])()
    assert isinstance(made, QTableWidget)
    made.horizontalHeader().hide()
    return made


def photo(name: str | None, decorative: bool = False):
    """A maker of a label with a picture."""

    def make() -> QWidget:
        label = QLabel()
        label.setPixmap(picture())
        if name:
            label.setAccessibleName(name)
        if decorative:
            label.setProperty("decorative", True)
        return label

    return make


def unnamed_graphic():
    made = Picture(lambda size, ratio: picture(), None)
    made.decorative = False
    return made


def arabic():
    return QLabel("السيارة متاحة للبيع الآن")


def arabic_told():
    from PySide6.QtCore import QLocale

    label = arabic()
    label.setLocale(QLocale("ar"))
    return label


def greek_button():
    return QPushButton("Αποθήκευση της αλλαγής τώρα")


def starred():
    return labelled(QLabel("VIN *"), QLineEdit(), across=False)


def marked_required():
    made = edit("VIN")
    made.setProperty("required", True)
    return made


def said_required():
    return labelled(QLabel("VIN (required)"), QLineEdit(), across=False)


def red_edge():
    made = edit("Price")
    made.setProperty("invalid", "true")
    made.setStyleSheet("QLineEdit { border: 2px solid #8a1420; }")
    return made


def error_for_readers_only():
    made = edit("Price")
    made.setProperty("invalid", "true")
    made.setAccessibleDescription("Write a number, for example 1,200.")
    return made


def refused_text():
    made = edit("Age")
    made.setValidator(QIntValidator(18, 99))
    made.setText("7")
    return made


def error_in_words():
    made = error_for_readers_only()
    return together(made, Text("Write a number, for example 1,200."))


SOUND = [
    ("table-headers", table(["Make", "Model", "Price"])),
    ("images", photo("Front of a blue Camry")),
    ("images", photo(None, decorative=True)),
    ("language", arabic_told),
    ("required-fields", said_required),
    ("error-states", error_in_words),
]

BROKEN = [
    ("table-headers", table(None)),
    ("table-headers", table(["Make", "", "Price"])),
    ("table-headers", hidden_header),
    ("images", photo(None)),
    ("images", photo("photo.jpg")),
    ("images", photo("Camry", decorative=True)),
    ("images", unnamed_graphic),
    ("language", arabic),
    ("language", greek_button),
    ("required-fields", starred),
    ("required-fields", marked_required),
    ("error-states", red_edge),
    ("error-states", error_for_readers_only),
    ("error-states", refused_text),
]
