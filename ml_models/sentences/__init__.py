"""Reading sentences: word pieces, the MiniLM encoder where it is installed, n-grams, a lexicon, and linear heads."""
