"""One change followed by its hash: from the device that saved it, through the hub, to another device's screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from pytestqt.qtbot import QtBot

from shared_models import traces
from tests.support.hubs import HubProcess, in_step, person
from tests.support.replicas import camry, create

LONG = 60_000


class Collector(ThreadingHTTPServer):
    """What IT runs in life: takes spans over OTLP. ``spans`` are (program, span)."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, Any]] = []
        collector = self

        class Taking(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = ExportTraceServiceRequest()
                told.ParseFromString(self.rfile.read(int(self.headers["Content-Length"])))
                for resource in told.resource_spans:
                    named = {each.key: each.value.string_value for each in resource.resource.attributes}
                    for scope in resource.scope_spans:
                        collector.spans += [(named["service.name"], span) for span in scope.spans]
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                """Nobody reads it."""

        super().__init__(("127.0.0.1", 0), Taking)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector, and an environment that names it to hub and devices."""
    running = Collector()
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    monkeypatch.setenv(traces.ENDPOINT, f"http://127.0.0.1:{running.server_port}")
    monkeypatch.setenv(traces.SHARE, "1")
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


def test_a_change_is_followed_to_the_other_screen(collector: Collector, tmp_path: Path, qtbot: QtBot) -> None:
    people = [person("dana", "salesperson"), person("fay", "fleet_manager")]
    with HubProcess(tmp_path / "hub", people) as hub:
        one, two = hub.device(tmp_path / "one", "dana"), hub.device(tmp_path / "two", "fay", "fleet")
        qtbot.waitUntil(lambda: in_step(one, two), timeout=LONG)
        create(one.replica, "vehicle", **camry())

        wanted = {"save to hub", "push", "admit, commit and publish", "receive", "show"}

        def whole() -> list[dict[str, tuple[str, Any]]]:
            """The traces that have come in whole; parts come in any order, and of other changes too."""
            traced: dict[bytes, dict[str, tuple[str, Any]]] = {}
            for program, span in list(collector.spans):
                traced.setdefault(span.trace_id, {})[span.name] = (program, span)
            return [trace for trace in traced.values() if set(trace) == wanted]

        qtbot.waitUntil(lambda: whole() != [], timeout=LONG)
        spans = whole()[0]
        one.close()
        two.close()
    root = spans["save to hub"][1]
    assert not root.parent_span_id
    assert {spans[name][1].parent_span_id for name in wanted - {"save to hub"}} == {root.span_id}
    assert spans["admit, commit and publish"][0] == "forecourt-hub"
    assert spans["show"][0] == "forecourt"
    assert root.start_time_unix_nano <= spans["admit, commit and publish"][1].start_time_unix_nano
    told = "".join(str(span) for _, span in collector.spans)
    assert "Camry" not in told
    assert "4T1BF1FK5CU123456" not in told


def test_nothing_is_followed_unless_it_is_asked_for() -> None:
    assert type(traces.traces_of("forecourt", {})) is traces.Traces
    assert traces.traces_of("forecourt", {}).chosen([bytes(32)]) == []


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.25, 150, 350), (1.0, 1000, 1000)])
def test_all_sides_choose_the_same_share(share: float, least: int, most: int) -> None:
    from hashlib import sha256

    hashes = [sha256(str(number).encode()).digest() for number in range(1_000)]
    from opentelemetry.sdk.trace import TracerProvider

    device, hub = (traces.Followed(name, share, TracerProvider(shutdown_on_exit=False)) for name in ("device", "hub"))
    chosen = device.chosen(hashes)
    assert chosen == hub.chosen(hashes)
    assert least <= len(chosen) <= most
