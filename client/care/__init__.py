"""Looking after the device itself: what is wrong and its words, backups, what support is given."""
