"""How records enter the search index of every list, what it answers, and how it is kept."""
