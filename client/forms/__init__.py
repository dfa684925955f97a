"""Any record type as a form: an editor for each kind of field, errors, warnings, and what others change meanwhile."""

from __future__ import annotations

from client.forms.context import FormContext
from client.forms.editors import EDITORS, Editing, editing_of
from client.forms.field import FormField
from client.forms.form import RecordForm

__all__ = ["EDITORS", "Editing", "FormContext", "FormField", "RecordForm", "editing_of"]
