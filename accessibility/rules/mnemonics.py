"""Rule: no two controls share a mnemonic.

Where two controls claim Alt+S, Qt moves the focus from one to the other and presses neither, so the shortcut that is
underlined on both does nothing. The accelerators of all enabled controls are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from accessibility.audit import Result, Rule, passed, violation
from accessibility.element import Element
from accessibility.page import Page


def _check(page: Page) -> Iterator[Result]:
    taken: dict[str, list[Element]] = defaultdict(list)
    for element in page.elements:
        if element.enabled and element.accelerator.startswith("Alt+"):
            taken[element.accelerator].append(element)
    for keys, holders in taken.items():
        if len(holders) == 1:
            yield passed(holders[0])
        else:
            for holder in holders:
                yield violation(holder, f"{keys} is taken by {len(holders)} controls, so it presses none")


RULE = Rule(
    name="mnemonics",
    criteria=("2.1.1", "3.2.4"),
    what="Each Alt+letter belongs to one control. Where two share it, Qt only moves the focus.",
    mend="Change the letter after & in one of the texts, or take the & away.",
    check=_check,
)
