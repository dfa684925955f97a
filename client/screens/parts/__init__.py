"""Building blocks that screens share: pages, sections, rows that open records, cards, timelines."""
