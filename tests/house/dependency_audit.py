"""Asks whether a weakness is known of any installed package: ``python -m tests.house.dependency_audit``.

The one who knows is the package index, so this needs the network. Where it cannot be reached that is said, and nothing
is held up: what runs without a network today is asked again where there is one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

_COMMAND = ("-m", "pip_audit", "--progress-spinner", "off", "--format", "json", "--timeout", "10")
_HERE = ("--skip-editable",)


def audit(arguments: Sequence[str] = _HERE) -> tuple[list[str], str]:
    """``package version: weakness, mended in`` for each that is known, and why nobody could be asked (else empty)."""
    command = [sys.executable, *_COMMAND, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    except subprocess.TimeoutExpired:
        return [], "no answer within ten minutes"
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return [], last[:300]
    packages = answer["dependencies"]
    unknown = sum("skip_reason" in package for package in packages)
    why = f"it knows nothing about {unknown} of {len(packages)} packages" if unknown > 1 else ""  # ours is in no index
    return [_told(package, weakness) for package in packages for weakness in package.get("vulns", ())], why


def _told(package: dict[str, str], weakness: dict[str, object]) -> str:
    mended = ", ".join(map(str, weakness.get("fix_versions") or ())) or "no version yet"  # type: ignore[call-overload]
    return f"{package['name']} {package['version']}: {weakness['id']}, mended in {mended}"


def main() -> int:
    """Say what was found; 1 if there is anything."""
    found, silent = audit()
    for line in found:
        print(line)
    if silent:
        print(
            f"not all could be asked for: the index of weaknesses was not reached, or is not the public one ({silent})"
        )
    elif not found:
        print("no weakness is known of any package")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
