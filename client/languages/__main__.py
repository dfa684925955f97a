"""``python -m client.languages``: bring the catalogues up to date with the English words, and say what they lack."""

from __future__ import annotations

from client.languages import LANGUAGES
from client.languages.catalogues import renew
from client.languages.sources import english


def main() -> None:
    """Rewrite every catalogue."""
    words = english()
    print(f"{len(words):,} texts in English")
    for language in LANGUAGES:
        if language != "en":
            missing = renew(language, words)
            print(f"{language}: {len(missing):,} without a translation" + (f", first {missing[0]}" if missing else ""))


if __name__ == "__main__":
    main()
