"""The replica: documents, changes, rows and search text in one SQLite file, owned by one worker."""
