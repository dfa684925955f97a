"""A number block, as a fact: document numbers that one device may give out, also without the hub."""

from __future__ import annotations

from shared_models.schema import About, Record, line, number, reference


class NumberBlock(Record):
    """The numbers from ``first`` to ``last``, both included, of a series (see ``shared_models.document_numbers``).

    ``writer`` is the incarnation of the replica (the hex of its actor) that alone may draw from it: a copy may not.
    ``generation`` is the hub's when the block was asked for.
    """

    __tablename__ = "number_block"
    about = About(
        label="Number block", plural="Number blocks", icon="document", space="stock",
        title="{series} {first} to {last}", fact=True,
    )  # fmt: skip

    series = line("Series", required=True, facet=True, in_list=True, longest=60)
    first = number("First number", required=True, in_list=True)
    last = number("Last number", required=True, in_list=True)
    device = line("Device", required=True, longest=32)
    writer = line("Drawn from by", longest=32)
    generation = line("Life of the hub", longest=64)
    store = reference("Store", "store", facet=True)
    person = reference("Taken by", "person", in_list=True)
