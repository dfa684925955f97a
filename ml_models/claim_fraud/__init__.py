"""Which claims a person should look at first, and why: rules in words, and what a table of settled claims teaches."""
