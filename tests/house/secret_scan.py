"""Searches the working copy for keys and tokens that somebody left in it: ``python -m tests.house.secret_scan``.

What looks like a secret and is none bears ``pragma: allowlist secret`` in its line.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

from tests.house.source import walk

ROOT = Path(__file__).parents[2]
#: What has a form of its own. Words such as "password", and strings that look random, are no sign here: tests are full
#: of passwords that open nothing, and documents of digests.
_KINDS = (
    "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "GitLabTokenDetector",
    "JwtTokenDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector",
    "SendGridDetector", "SlackDetector", "StripeDetector", "TwilioKeyDetector",
)  # fmt: skip
#: What one of these begins with. Reading every line with every detector takes minutes; most files hold no such thing.
_HINT = re.compile(
    rb"-----BEGIN|PRIVATE KEY|AKIA|ASIA|AccountKey=|://[^\s/:@]+:[^\s/:@]+@|gh[pousr]_|gl[a-z]+-|eyJ|npm|T3BlbkFJ|"
    rb"pypi-|SG\.|xox|hooks\.slack|[rs]k_live|AC[a-z0-9]{32}|SK[a-z0-9]{32}"
)
_EXAMPLES = "detect_secrets.filters.regex.should_exclude_line"
_ALLOWED = "detect_secrets.filters.allowlist.is_line_allowlisted"


def found_in(paths: Iterable[Path]) -> list[str]:
    """``file:line: kind`` of everything in the files that has the form of a secret."""
    filters = [{"path": _ALLOWED}, {"path": _EXAMPLES, "pattern": [r"://user:password@"]}]
    settings = {"plugins_used": [{"name": name} for name in _KINDS], "filters_used": filters}
    found = SecretsCollection()
    with transient_settings(settings):
        for path in paths:
            if _HINT.search(path.read_bytes()):
                found.scan_file(str(path))
    return sorted(f"{secret.filename}:{secret.line_number}: {secret.type}" for _, secret in found)


def files_of(root: Path) -> list[Path]:
    """The files of the working copy."""
    return [path for path in walk(root) if path.is_file()]


def main() -> int:
    """Say what was found; 1 if there is anything."""
    found = found_in(files_of(ROOT))
    for line in found:
        print(line)
    print("a secret must leave the file, and be replaced where it was good" if found else "no secrets")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
