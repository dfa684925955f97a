"""Components with the right name, role, state, size and focus; usable by any PySide6 program."""

from __future__ import annotations

from accessibility.widgets.announcer import announce, announcer
from accessibility.widgets.appearance import Appearance, Look, appearance, look
from accessibility.widgets.buttons import Button, ButtonKind, IconButton, MenuButton, ViewSwitch
from accessibility.widgets.cards import ArticleCard, Card, Panel
from accessibility.widgets.dates import DateField
from accessibility.widgets.dialogs import Dialog, ErrorSummary, confirm
from accessibility.widgets.editors import ChoiceField, Editor, LineEdit, MultiLineEdit
from accessibility.widgets.facets import FacetList, FacetValue
from accessibility.widgets.feedback import Banner, StatusPill, Toast, show_toast
from accessibility.widgets.field import Field
from accessibility.widgets.flow import CardGrid, FlowLayout
from accessibility.widgets.focus import install_focus_frame
from accessibility.widgets.picture import Picture
from accessibility.widgets.quantities import MoneyField, NumberField
from accessibility.widgets.rail import Place, Rail
from accessibility.widgets.scroll import ScrollPage, scroll_by_finger
from accessibility.widgets.search import SearchBox, Suggestion
from accessibility.widgets.skeleton import Skeleton
from accessibility.widgets.states import EmptyState, ProgressPanel
from accessibility.widgets.stepper import Stepper
from accessibility.widgets.tab_order import holds_focus, tab_in_reading_order
from accessibility.widgets.table import DataTable
from accessibility.widgets.tabs import Tabs
from accessibility.widgets.texts import Details, Heading, Text
from accessibility.widgets.toggles import CheckField, SetField, SwitchField

__all__ = [
    "Appearance", "ArticleCard", "Banner", "Button", "ButtonKind", "Card", "CardGrid", "CheckField", "ChoiceField",
    "DataTable", "DateField", "Details", "Dialog", "Editor", "EmptyState", "ErrorSummary", "FacetList",
    "FacetValue", "Field", "FlowLayout", "Heading", "IconButton", "LineEdit", "Look", "MenuButton",
    "MoneyField", "MultiLineEdit", "NumberField", "Panel", "Picture", "Place", "ProgressPanel", "Rail",
    "ScrollPage", "SearchBox", "SetField", "Skeleton", "StatusPill", "Stepper", "Suggestion", "SwitchField", "Tabs",
    "Text", "Toast", "ViewSwitch", "announce", "announcer", "appearance", "confirm", "holds_focus",
    "install_focus_frame", "look", "scroll_by_finger", "show_toast", "tab_in_reading_order",
]  # fmt: skip
