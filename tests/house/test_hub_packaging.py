"""What IT gets for the hub: chart, container file, unit, alerts, dashboard and runbooks are whole and true."""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from sync_server.__main__ import _parser
from tests.house.source import ROOT, python_files
from tests.house.test_dependencies import COMPANIONS, NEVER_IMPORTED, imported, listed, plain

kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="checks manifests; not installed here")
helm = pytest.importorskip("helm_python", reason="Helm has no build for this kind of machine")
PACKAGING = ROOT / "packaging"
CHART, MONITORING = PACKAGING / "chart", PACKAGING / "monitoring"
KUBERNETES = ("1.31", "1.34")
_SERIES = re.compile(r"\bforecourt_\w+")
_SUFFIX = re.compile(r"_(?:total|bucket|count|sum)$")


def rendered(**values: Any) -> dict[str, dict[str, Any]]:
    """The chart's manifests by kind."""
    files = helm.Chart.load(str(CHART)).render(values, name="north", namespace="cars")
    made = [manifest for text in files.values() for manifest in yaml.safe_load_all(text) if manifest]
    return {manifest["kind"]: manifest for manifest in made}


def profile(name: str) -> dict[str, Any]:
    """A file of values."""
    values: dict[str, Any] = yaml.safe_load((CHART / name).read_text("utf-8"))
    return values


def test_the_chart_is_clean() -> None:
    told = {each["error"] for each in helm.lint(str(CHART), strict=True)["messages"]}
    assert told <= {"icon is recommended"}  # the product's own icon is drawn by the app, and has no address on the web


@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("ingress", [False, True])
def test_every_manifest_is_what_kubernetes_takes(version: str, ingress: bool) -> None:
    manifests = rendered(ingress={"enabled": ingress, "host": "hub.example"})
    assert ("Ingress" in manifests) is ingress
    assert {"Deployment", "Service", "ConfigMap", "HorizontalPodAutoscaler", "PodDisruptionBudget"} <= set(manifests)
    for manifest in manifests.values():
        kubernetes_validate.validate(manifest, version, strict=True)


def test_a_wrong_value_is_refused() -> None:
    with pytest.raises(helm.HelmError, match="replicaCount"):
        rendered(replicaCount="three")
    with pytest.raises(helm.HelmError, match=r"ingress\.host"):
        rendered(ingress={"enabled": True, "host": ""})


def test_the_showrooms_profile_is_the_designs() -> None:
    manifests = rendered()
    scaling = manifests["HorizontalPodAutoscaler"]["spec"]
    assert (scaling["minReplicas"], scaling["maxReplicas"]) == (2, 10)
    assert scaling["metrics"][0]["resource"]["target"]["averageUtilization"] == 80
    assert rendered(autoscaling={"enabled": False})["Deployment"]["spec"]["replicas"] == 3
    pod = manifests["Deployment"]["spec"]["template"]["spec"]
    hub = pod["containers"][0]
    assert hub["resources"] == {
        "limits": {"cpu": "1", "memory": "1Gi"},
        "requests": {"cpu": "500m", "memory": "512Mi"},
    }
    health, ready = hub["livenessProbe"], hub["readinessProbe"]
    assert (health["httpGet"]["path"], health["initialDelaySeconds"], health["periodSeconds"]) == ("/health", 30, 10)
    assert (ready["httpGet"]["path"], ready["initialDelaySeconds"], ready["periodSeconds"]) == ("/ready", 5, 5)
    assert {volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume} == {
        "forecourt-hub-tls",
        "forecourt-hub-keys",
    }
    assert hub["securityContext"]["readOnlyRootFilesystem"]
    assert pod["securityContext"]["runAsNonRoot"]


def test_the_insurances_profile_is_the_designs() -> None:
    scaling = rendered(**profile("values-insurance.yaml"))["HorizontalPodAutoscaler"]["spec"]
    assert (scaling["minReplicas"], scaling["maxReplicas"]) == (3, 10)
    assert scaling["metrics"][0]["resource"]["target"]["averageUtilization"] == 70


def test_the_image_takes_the_tag_it_is_given() -> None:
    hub = rendered(image={"repository": "registry.example/hub", "tag": "9.9"})["Deployment"]["spec"]["template"]["spec"]
    assert {each["image"] for each in hub["containers"] + hub["initContainers"]} == {"registry.example/hub:9.9"}


def test_what_hubs_share_is_named_and_nothing_durable_lies_in_a_pod() -> None:
    manifests = rendered(bus="nats://nats:4222")
    told = manifests["ConfigMap"]["data"]
    assert (told["FORECOURT_HUB_BUS"], told["FORECOURT_HUB_BACKUP_EVERY"]) == ("nats://nats:4222", "24")
    pod = manifests["Deployment"]["spec"]["template"]["spec"]
    mounts = {mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"]}
    assert {told["FORECOURT_HUB_FILES"], told["FORECOURT_HUB_BACKUP_FOLDER"]} <= mounts
    assert {"/var/lib/forecourt-hub/hub.key", "/var/lib/forecourt-hub/seal.key"} <= mounts, (
        "where the hub looks for them"
    )
    for each in pod["containers"] + pod["initContainers"]:
        (database,) = each["env"]
        told_where = {"name": "forecourt-hub-environment", "key": "FORECOURT_HUB_DATABASE"}
        assert database == {"name": "FORECOURT_HUB_DATABASE", "valueFrom": {"secretKeyRef": told_where}}
    bucket = "s3://photos/north?region=eu-central-1"
    away = rendered(files={"bucket": bucket}, backups={"every": 0})
    assert away["ConfigMap"]["data"]["FORECOURT_HUB_FILES"] == bucket
    left = away["Deployment"]["spec"]["template"]["spec"]["volumes"]
    assert not [volume for volume in left if "persistentVolumeClaim" in volume]
    for wrong, about in (({"files": {"claim": ""}}, r"files\.claim"), ({"backups": {"claim": ""}}, r"backups\.claim")):
        with pytest.raises(helm.HelmError, match=about):
            rendered(**wrong)


def test_settings_of_the_chart_are_settings_of_the_hub() -> None:
    from dataclasses import fields

    from sync_server.config import ENVIRONMENT_PREFIX, HubConfig

    names = {f"{ENVIRONMENT_PREFIX}{field.name.upper()}" for field in fields(HubConfig)}
    text = "".join(
        path.read_text("utf-8") for path in PACKAGING.rglob("*") if path.suffix in (".yaml", ".md", ".service")
    )
    told = set(rendered()["ConfigMap"]["data"]) | set(re.findall(rf"{ENVIRONMENT_PREFIX}[A-Z_]+[A-Z]", text))
    assert not told - names


def series() -> set[str]:
    """The families of everything a hub measures."""
    import asyncio
    import tempfile

    from sync_server.config import load_config
    from sync_server.hub import Hub
    from sync_server.measures import names_of

    async def read(folder: str) -> set[str]:
        hub = Hub(load_config({"data": Path(folder)}, {}))
        found = set(names_of(hub.measures.registry))
        await hub.close()
        return found | {"forecourt_last_backup_timestamp_seconds"}  # there from the first backup on

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(read(folder))


def test_alerts_and_dashboard_speak_of_what_is_measured() -> None:
    known = series()
    for name in ("alerts.yml", "alerts_test.yml", "dashboard.json"):
        spoken = set(_SERIES.findall((MONITORING / name).read_text("utf-8")))
        assert spoken
        assert not {_SUFFIX.sub("", each) if each not in known else each for each in spoken} - known, name


def test_alerts_are_what_prometheus_takes() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed here")
    for words in (("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")):
        done = subprocess.run([promtool, *words], cwd=MONITORING, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_words_and_its_runbook() -> None:
    rules = yaml.safe_load((MONITORING / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules) >= 8
    for rule in rules:
        assert rule["labels"]["severity"] in ("page", "ticket")
        for named in re.findall(r"runbook ([a-z-]+)", rule["annotations"]["description"]):
            assert (PACKAGING / "runbooks" / f"{named}.md").is_file(), named


def test_the_dashboard_is_whole() -> None:
    panels = json.loads((MONITORING / "dashboard.json").read_text("utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) >= 10
    assert all(panel["targets"] and panel["title"] for panel in panels)


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hub_requirements", PACKAGING / "hub_requirements.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_machine_with_only_the_hub_gets_what_the_hub_imports(script: ModuleType) -> None:
    from importlib.metadata import packages_distributions

    distributions = packages_distributions()
    used = {
        plain(COMPANIONS.get(module, owner))
        for path in python_files("sync_server", "shared_models", "ml_models") for module in imported(path)
        for owner in distributions.get(module, [module])
    }  # fmt: skip
    named = set(script.names())
    assert named - NEVER_IMPORTED == used & listed()[0]
    assert len(script.requirements()) >= len(named)


def test_the_container_file_copies_what_is_there(tmp_path: Path) -> None:
    lines = (PACKAGING / "Containerfile").read_text("utf-8").splitlines()
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert copied
    assert all((ROOT / name).exists() for name in copied)
    for name in (name for name in copied if (ROOT / name).is_file()):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy2(ROOT / name, tmp_path / name)
    line = [sys.executable, "packaging/hub_requirements.py"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "fastapi" in done.stdout, done.stderr


def test_the_unit_is_one_systemd_takes() -> None:
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        pytest.skip("systemd is not installed here")
    done = subprocess.run(
        [analyse, "verify", str(PACKAGING / "systemd" / "forecourt-hub.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def _typed(page: Path) -> Iterator[list[str]]:
    """The words after `forecourt-hub` in what a page says is to be typed."""
    text = page.read_text("utf-8")
    for said in (*re.findall(r"`([^`]+)`", text), *re.findall(r"^    (.+)$", text, re.M)):
        _, named, after = said.rpartition("forecourt-hub ")
        if named and re.match(r"--version|[a-z]", after):
            yield after.split()


def test_every_command_that_is_written_down_can_be_typed() -> None:
    """The commands and options of `forecourt-hub` in what operators read are those that it has."""
    pages = [*PACKAGING.rglob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "SECURITY.md", ROOT / "README.md"]
    typed = [(page.name, words) for page in pages for words in _typed(page)]
    assert len(typed) > 20
    for page, words in typed:
        command, left = _parser(), list(words)
        while left and (groups := [a for a in command._actions if isinstance(a, argparse._SubParsersAction)]):
            if not (found := groups[0].choices.get(left.pop(0))):
                assert words == ["--version"], f"{page}: forecourt-hub {' '.join(words)}"
                break
            command = found
        named = {word.rstrip(",;.:)").partition("=")[0] for word in left if word.startswith("--")}
        assert named <= command._option_string_actions.keys(), f"{page}: forecourt-hub {' '.join(words)}"


def test_program_hub_chart_and_project_have_one_version() -> None:
    import tomllib

    import client
    import sync_server

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    assert {client.__version__, sync_server.__version__, chart["version"], chart["appVersion"]} == {project["version"]}
