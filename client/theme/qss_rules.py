"""The style sheet with its tokens still to be filled in; one block for each kind of widget."""

from __future__ import annotations

_TEXT = """
QWidget { font-family: "$size_family"; font-size: ${size_body}px; color: $ink; }
QWidget:disabled { color: $disabled_ink; }
QMainWindow, QDialog, QWidget[kind="page"], QStackedWidget { background: $canvas; }
QDialog QWidget[kind="page"] { background: transparent; }
QLabel { background: transparent; border: none; }
QLabel[kind="soft"] { color: $ink_soft; }
QLabel[kind="small"] { color: $ink_soft; font-size: ${size_small}px; }
QLabel[kind="small"][tone="bad"] { color: $bad; font-weight: 600; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="large"] { font-size: ${size_large}px; }
QLabel[kind="price"] { font-size: ${size_h2}px; font-weight: 700; }
QLabel[kind="label"] { font-weight: 600; }
QLabel[kind="pill"] { font-size: ${size_small}px; font-weight: 600; }
Heading { font-weight: 700; }
Heading[level="1"] { font-size: ${size_h1}px; }
Heading[level="2"] { font-size: ${size_h2}px; }
Heading[level="3"] { font-size: ${size_h3}px; }
Heading[level="4"] { font-size: ${size_body}px; font-weight: 600; }
QToolTip { background: $raised; color: $ink; border: ${edge}px solid $line; padding: ${space_s}px ${space_m}px; }
"""

_BUTTONS = """
QPushButton { background: $surface; color: $accent_text; border: ${edge}px solid $line;
    border-radius: ${radius}px; padding: 0 ${space_l}px; min-height: ${control}px; font-weight: 600; }
QPushButton:hover { background: $accent_soft; color: $on_accent_soft; }
QPushButton:pressed { background: $sunken; color: $accent_text; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover;
    color: $on_accent; }
QPushButton[kind="primary"]:pressed { background: $accent_press; border-color: $accent_press;
    color: $on_accent; }
QPushButton[kind="danger"] { background: $danger; color: $on_danger; border-color: $danger; }
QPushButton[kind="danger"]:hover, QPushButton[kind="danger"]:pressed { background: $danger_hover;
    border-color: $danger_hover; color: $on_danger; }
QPushButton[kind="quiet"] { background: transparent; color: $ink; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: $sunken; color: $ink; }
QPushButton[kind="link"] { background: transparent; color: $accent_text; border-color: transparent;
    padding: 0 ${space_s}px; text-align: left; text-decoration: underline; }
QPushButton[kind="link"]:hover { background: $accent_soft; color: $on_accent_soft; }
QPushButton:checked { background: $accent_soft; color: $on_accent_soft; border: 2px solid $accent; }
QPushButton[kind="tab"] { background: transparent; color: $ink_soft; border: none; border-radius: 0;
    border-bottom: 3px solid transparent; padding: 0 ${space_m}px; min-height: ${bare}px; }
QPushButton[kind="tab"]:hover { background: $sunken; color: $ink; }
QPushButton[kind="tab"]:checked { color: $accent_text; border: none; border-bottom: 3px solid $accent; }
QPushButton:disabled, QPushButton[kind]:disabled { background: $disabled_surface; color: $disabled_ink;
    border-color: $disabled_surface; }
QPushButton::menu-indicator { image: url($down); width: ${arrow}px; height: ${arrow}px;
    subcontrol-position: right center; subcontrol-origin: padding; right: 10px; }
MenuButton { padding-right: 26px; }
QPushButton[chip="true"] { border-radius: 22px; padding: 0 16px 0 12px; min-height: ${chip}px; color: $ink;
    font-weight: 500; }
QPushButton[chip="true"]:checked { color: $on_accent_soft; font-weight: 600; }
QPushButton[joined="first"] { border-top-right-radius: 0; border-bottom-right-radius: 0; }
QPushButton[joined="middle"] { border-radius: 0; border-left-width: 0; }
QPushButton[joined="last"] { border-top-left-radius: 0; border-bottom-left-radius: 0; border-left-width: 0; }
QPushButton[joined="middle"]:checked, QPushButton[joined="last"]:checked { border-left-width: 2px; }
QToolButton { background: transparent; border: ${edge}px solid transparent; border-radius: ${radius}px; }
QToolButton:hover { background: $sunken; }
QToolButton:pressed, QToolButton:checked { background: $accent_soft; border-color: $accent; }
Card, Card:hover, Card:pressed, Card:disabled { font-weight: 400; padding: 0; text-align: left;
    border-radius: ${radius_large}px; border: ${edge}px solid $line_soft; background: $surface; color: $ink;
    min-height: 0; }
Card:hover { border: ${edge}px solid $accent; }
Card:pressed { background: $accent_soft; }
Card[chosen="true"] { border: 3px solid $accent; }
ArticleCard, Panel, ProgressPanel { background: $surface; border: ${edge}px solid $line_soft;
    border-radius: ${radius_large}px; }
"""

_EDITORS = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit { background: $surface;
    color: $ink; border: ${edge}px solid $line; border-radius: ${radius}px; padding: 0 ${space_m}px;
    min-height: ${control}px; selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $ink_soft; }
QPlainTextEdit, QTextEdit { padding: ${space_s}px; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover { border-color: $accent; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"] {
    border: 2px solid $bad; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: $disabled_surface;
    color: $disabled_ink; border-color: $line_soft; }
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] { background: $sunken; }
QLineEdit[kind="bare"], QLineEdit[kind="bare"]:hover { border: none; background: transparent; padding: 0;
    min-height: ${bare}px; }
SearchBox { background: $surface; border: ${edge}px solid $line; border-radius: ${radius}px;
    min-height: ${control}px; }
SearchBox:hover { border-color: $accent; }
QComboBox { padding: 0 6px 0 14px; combobox-popup: 0; }
QComboBox::drop-down { width: ${drop}px; border: none; subcontrol-origin: padding;
    subcontrol-position: center right; }
QComboBox::down-arrow { image: url($down); width: ${arrow}px; height: ${arrow}px; }
QComboBox::down-arrow:disabled { image: url($down_off); }
QComboBox QAbstractItemView { background: $raised; border: ${edge}px solid $line; outline: none;
    selection-background-color: $accent_soft; selection-color: $on_accent_soft; padding: ${space_xs}px; }
QComboBox QAbstractItemView::item { padding: 0 10px; border-radius: ${radius_small}px; color: $ink; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $on_accent_soft; }
QCheckBox, QRadioButton { spacing: 12px; min-height: ${control}px; background: transparent;
    padding: ${edge}px 4px; }
QCheckBox::indicator { width: ${box}px; height: ${box}px; border: 2px solid $line;
    border-radius: ${radius_small}px; background: $surface; }
QCheckBox::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($tick); }
QCheckBox::indicator:disabled { background: $disabled_surface; border-color: $disabled_ink; }
QCheckBox::indicator:checked:disabled { image: url($tick_off); }
QRadioButton::indicator { width: ${box}px; height: ${box}px; border: 2px solid $line; border-radius: 12px;
    background: $surface; }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url($dot); }
"""

_VIEWS = """
QTableView, QListView, QTreeView { background: $surface; color: $ink; border: ${edge}px solid $line_soft;
    border-radius: ${radius}px; outline: none; selection-background-color: $accent_soft;
    selection-color: $on_accent_soft; alternate-background-color: $sunken; gridline-color: $line_soft; }
QTableView::item { padding: 0 ${space_m}px; border: none; border-bottom: 1px solid $line_soft; }
QListView::item { padding: 0 ${space_m}px; border: none; min-height: ${row}px; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected { background: $accent_soft;
    color: $on_accent_soft; }
QTableView::item:hover, QListView::item:hover { background: $sunken; }
QTableView::item:selected:hover, QListView::item:selected:hover { background: $accent_soft; }
QListView[kind="board"] { background: transparent; border: none; }
QListView[kind="board"]::item { padding: 0; }
QFrame[kind="board-column"] { background: $sunken; border: ${edge}px solid $line_soft;
    border-radius: ${radius_large}px; }
QFrame[kind="board-column"][chosen="true"] { border: 3px solid $accent; }
QLabel[kind="carried"] { background: $raised; border: 3px solid $accent; border-radius: ${radius}px;
    padding: 10px 14px; font-weight: 600; }
QListView[kind="facet"] { background: transparent; border: none; }
QListView[kind="popup"] { background: $raised; border: ${edge}px solid $line; padding: ${space_xs}px; }
QListView[kind="popup"]::item { border-radius: ${radius_small}px; }
QHeaderView { background: $sunken; border: none; }
QHeaderView::section { background: $sunken; color: $ink_soft; font-size: ${size_small}px; font-weight: 600;
    border: none; border-bottom: ${edge}px solid $line; padding: 0 ${header_pad}px; }
QHeaderView::section:hover { color: $ink; }
QHeaderView::up-arrow { image: url($up); width: ${arrow}px; height: ${arrow}px;
    subcontrol-position: right center; }
QHeaderView::down-arrow { image: url($down); width: ${arrow}px; height: ${arrow}px;
    subcontrol-position: right center; }
QTableCornerButton::section { background: $sunken; border: none; }
QMenu { background: $raised; color: $ink; border: ${edge}px solid $line; padding: 6px; }
QMenu::item { padding: ${item_pad}px ${space_xl}px ${item_pad}px 14px; border-radius: ${radius_small}px; }
QMenu::item:selected { background: $accent_soft; color: $on_accent_soft; }
QMenu::item:disabled { color: $disabled_ink; }
QMenu::icon { padding-left: 12px; }
QMenu::separator { height: 1px; background: $line_soft; margin: 6px 8px; }
QScrollArea, QScrollArea > QWidget > QWidget[kind="page"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 44px; }
QScrollBar::handle:horizontal { min-width: 44px; }
QScrollBar::handle:hover { background: $ink_soft; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line_soft; }
"""

_SIGNS = """
QProgressBar { background: $sunken; border: ${edge}px solid $line; border-radius: 7px; min-height: 12px;
    max-height: 12px; }
QProgressBar::chunk { background: $accent; border-radius: 6px; }
Banner, Toast { border: ${edge}px solid $line; border-radius: ${radius}px;
    background: $surface; min-height: 44px; }
Banner[tone="ok"], Toast[tone="ok"] { background: $ok_soft; border-color: $ok; }
Banner[tone="warn"], Toast[tone="warn"] { background: $warn_soft; border-color: $warn; }
Banner[tone="bad"], Toast[tone="bad"] { background: $bad_soft; border-color: $bad; }
Banner[tone="info"], Toast[tone="info"] { background: $info_soft; border-color: $info; }
_Message QToolButton:hover, Banner QPushButton[kind="link"]:hover { background: $surface; }
Banner QPushButton[kind="link"], Toast QPushButton[kind="link"] { color: $ink; }
QFrame[kind="caption"] { background: $rail; border: ${edge}px solid $line; border-radius: ${radius}px; }
QFrame[kind="caption"] QLabel { color: $on_rail; }
ErrorSummary { background: $bad_soft; border: 2px solid $bad; border-radius: ${radius}px; }
ErrorSummary QPushButton[kind="link"] { color: $bad; }
ErrorSummary QPushButton[kind="link"]:hover { color: $bad; background: $surface; }
"""

_RAIL = """
Rail { background: $rail; border: none; }
Rail QScrollArea, Rail QWidget[kind="page"] { background: transparent; }
Rail QLabel[kind="rail-title"] { color: $on_rail; font-size: ${size_large}px; font-weight: 700;
    padding: 6px 12px 14px 12px; }
QToolButton[kind="rail"] { color: $on_rail; background: transparent; border: none; padding: 0 11px;
    border-radius: ${radius}px; font-weight: 500; text-align: left; }
QToolButton[kind="rail"]:hover { background: $rail_hover; color: $on_rail; }
QToolButton[kind="rail"]:checked { background: $rail_selected; color: $on_rail_selected; font-weight: 600; }
"""

_CALENDAR = """
QPushButton[kind="day"] { background: $surface; color: $ink; border: ${edge}px solid transparent;
    padding: 0; font-weight: 500; }
QPushButton[kind="day"]:hover { background: $sunken; color: $ink; }
QPushButton[kind="day"]:checked { background: $accent; color: $on_accent; border-color: $accent; font-weight: 700; }
"""

RULES = _TEXT + _BUTTONS + _EDITORS + _VIEWS + _SIGNS + _RAIL + _CALENDAR
"""A ``string.Template``; :func:`client.theme.qss.style_sheet` fills it in."""
