"""The few words the widgets and the audit speak by themselves; a program may put its own language here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Every word a widget says that its caller did not give it. Braces are filled in by ``str.format``."""

    required: str = "required"
    required_mark: str = "(required)"
    error: str = "Error: {text}"
    required_problem: str = "Fill in {label}."
    field_error: str = "{label}: {text}"
    heading_level: str = "Heading level {level}"
    close: str = "Close"
    dismiss: str = "Dismiss message"
    cancel: str = "Cancel"
    ok: str = "OK"
    clear: str = "Clear {label}"
    add: str = "Add"
    add_to: str = "Add to {label}"
    search: str = "Search"
    suggestions: str = "Suggestions for {label}"
    suggestions_one: str = "1 suggestion. Press Down to reach it."
    suggestions_count: str = "{count} suggestions. Press Down to reach them."
    suggestions_none: str = "No suggestions"
    choose_date: str = "Choose {label} from calendar"
    calendar: str = "Calendar for {label}"
    month_before: str = "Month before"
    month_after: str = "Month after"
    date_hint: str = "For example {example}"
    date_problem: str = "Write the date as {pattern}, for example {example}."
    number_problem: str = "Write a number, for example {example}."
    number_low: str = "Write {limit} or more."
    number_high: str = "Write {limit} or less."
    money_problem: str = "Write an amount, for example {example}."
    currency: str = "{label}, currency"
    amount: str = "{label}, amount"
    show_all: str = "Show all {count}"
    show_fewer: str = "Show fewer"
    facet_value: str = "{label}, {count}"
    progress: str = "{percent} per cent"
    progress_done: str = "{title}: finished"
    error_summary: str = "There is a problem"
    error_summary_many: str = "There are {count} problems"
    article: str = "article"
    selected: str = "selected"
    collapse: str = "Narrow menu"
    expand: str = "Wide menu"
    step: str = "Step {number} of {count}: {label}"
    step_done: str = "done"
    step_now: str = "current"
    step_ahead: str = "to come"
    tone_ok: str = "Success"
    tone_warn: str = "Warning"
    tone_bad: str = "Problem"
    tone_info: str = "Information"
    switch_on: str = "On"
    switch_off: str = "Off"
    language: str = "en"
    report_title: str = "Accessibility report: {title}"
    report_findings: str = "Findings"
    report_outcome: str = "Outcome"
    report_where: str = "Where"
    report_message: str = "What was found"
    report_window: str = "Window"
    report_windows: str = "Windows looked at"
    report_counts: str = "Results"
    report_criterion: str = "Criterion"
    report_level: str = "Level"
    report_evidence: str = "Evidence"
    report_conformance: str = "Criteria of WCAG 2.1, one by one"
    report_rules: str = "Rules, and what they found"
    report_looked_at: str = "Looked at by"
    report_standing: str = "How it stands"
    report_broken: str = "Broken"
    report_held: str = "Held where it was looked at"
    report_only_by_hand: str = "Judged by a person"
    report_not_applicable: str = "Does not apply"
    report_not_judged: str = "Not judged: a person has to look"
    report_nothing_wrong: str = "Nothing has to be mended."
    report_to_mend: str = "To be mended: {number}"
    report_to_look_at: str = "To be looked at by a person: {number}"
    page_rules: str = "Rules of the accessibility audit"
    page_why: str = "Why, and how it is looked at"
    page_criteria: str = "Criteria of WCAG 2.1"
    page_mend: str = "How to mend it"
    page_limits: str = "What it cannot see"


_in_use = [Words()]


def words() -> Words:
    """The words in use now."""
    return _in_use[0]


def use(new: Words) -> None:
    """Speak these words from now on; widgets made before keep what they already say."""
    _in_use[0] = new
