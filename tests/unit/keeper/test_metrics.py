"""What operators see: metrics, a health endpoint, and logs that machines read."""

import json
import logging
import time
import urllib.error
import urllib.request

import pytest

from evershare.errors import InvalidInput
from evershare.keeper.metrics import JsonLines, Metrics, Server


@pytest.fixture
def server():
    """Of a worker that says when its last round ended well."""
    state = {"well_at": None}
    server = Server(Metrics(), 0, 60, lambda: dict(state))
    yield server, state
    server.close()


def page(server, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_refuses_a_port_that_is_taken(server):
    with pytest.raises(InvalidInput, match=f"--metrics-port {server[0].port}: Address already in use: name another"):
        Server(Metrics(), server[0].port, 60, dict)


def test_other_pages_are_not_there(server):
    assert page(server[0], "/") == (404, "there are /metrics and /health\n")


def test_it_is_well_while_rounds_end_well(server):
    server, state = server
    assert json.loads(page(server, "/health")[1])["status"] == "ok"  # it has just started
    state["well_at"] = time.monotonic() - 59
    assert page(server, "/health")[0] == 200
    state["well_at"] = time.monotonic() - 61
    status, text = page(server, "/health")
    assert (status, json.loads(text)["status"]) == (503, "failing")


def test_metrics_are_in_the_words_of_prometheus(server):
    status, text = page(server[0], "/metrics")
    assert status == 200
    assert "evershare_keeper_rounds_total 0.0" in text.splitlines()


def test_a_log_line_is_json_with_its_fields():
    record = logging.LogRecord("evershare.keeper", logging.WARNING, "", 0, "refused: %s", ("why",), None)
    record.fields = {"job": "mark", "gain_usd": None}
    line = json.loads(JsonLines().format(record))
    assert (line["level"], line["message"], line["job"], line["gain_usd"]) == ("warning", "refused: why", "mark", None)
