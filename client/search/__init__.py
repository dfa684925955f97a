"""Search in a million rows as one types: full text with typos, ranks, facets and type-ahead, all in memory."""

from client.search.facets import LATER, OVERDUE, Bands, Buckets, Facet, FacetCount, Filters, Range, Ranges, Terms
from client.search.index import Hits, SearchIndex
from client.search.reading import SearchField
from client.search.storage import UnusableIndex
from client.search.suggesting import Suggestion

__all__ = [
    "LATER",
    "OVERDUE",
    "Bands",
    "Buckets",
    "Facet",
    "FacetCount",
    "Filters",
    "Hits",
    "Range",
    "Ranges",
    "SearchField",
    "SearchIndex",
    "Suggestion",
    "Terms",
    "UnusableIndex",
]
