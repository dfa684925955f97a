"""What Prometheus reads of a running hub, and who may."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from sync_server.config import load_config
from sync_server.errors import SetupProblem
from tests.sync_server.running_hub import RunningHub
from tests.sync_server.test_admission import CAR

TOKEN = "a token of sixteen characters and more"


def samples(url: str, **headers: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample by its name and labels."""
    answer = httpx.get(f"{url}/metrics", headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_what_is_pushed_and_refused_is_counted(hub: RunningHub) -> None:
    accepted = ("forecourt_changes_total", (("code", ""), ("status", "accepted")))
    pushes = ("forecourt_push_seconds_count", ())
    before = samples(hub.url)
    device = hub.device("sales_manager")
    _, born = device.born("vehicle", **CAR)
    assert device.push_one(born).status == "accepted"
    after = samples(hub.url)
    assert after[accepted] == before.get(accepted, 0) + 1
    assert after[pushes] == before[pushes] + 1
    assert after["forecourt_commits_total", ()] > before["forecourt_commits_total", ()]
    assert 0 <= after["forecourt_cache_hit_ratio", ()] <= 1


def test_requests_are_counted_by_the_routes_pattern(hub: RunningHub) -> None:
    httpx.get(f"{hub.url}/v1/files/{'ab' * 32}", timeout=60)
    httpx.request("BREW", f"{hub.url}/health", timeout=60)
    labels = [dict(labels) for name, labels in samples(hub.url) if name == "forecourt_request_seconds_count"]
    assert any(each["route"].startswith("/v1/files/{") and each["status"] == "401" for each in labels)
    assert not any("abab" in each["route"] for each in labels)
    assert {each["method"] for each in labels} <= {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "other"}


def test_without_a_token_nobody_reads_from_elsewhere(hub: RunningHub) -> None:
    through_a_proxy = httpx.get(f"{hub.url}/metrics", headers={"X-Forwarded-For": "203.0.113.7"}, timeout=60)
    assert through_a_proxy.status_code == 403
    assert through_a_proxy.json()["code"] == "metrics_closed"


def test_with_a_token_only_its_bearer_reads(fresh_hub: RunningHub) -> None:
    fresh_hub.env["FORECOURT_HUB_METRICS_TOKEN"] = TOKEN
    fresh_hub.start()
    assert httpx.get(f"{fresh_hub.url}/metrics", timeout=60).status_code == 401
    assert (
        httpx.get(f"{fresh_hub.url}/metrics", headers={"Authorization": "Bearer guess"}, timeout=60).status_code == 401
    )
    assert samples(fresh_hub.url, Authorization=f"Bearer {TOKEN}")
    fresh_hub.stop()


def test_a_token_that_could_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupProblem, match="metrics_token"):
        load_config({"data": tmp_path}, {"FORECOURT_HUB_METRICS_TOKEN": "short"})
