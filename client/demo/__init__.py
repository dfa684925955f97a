"""The demonstration: a dealer group made up from a seed, and what is shown with it."""
