"""Publishing sources: what Etherscan's and Sourcify's interfaces are sent, and every kind of answer."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlparse

import pytest

from evershare.deploying import verify
from evershare.deploying.record import Recorded
from evershare.deploying.verify import Etherscan, Sourcify, Submission
from evershare.errors import PublishingFailed

CONTRACT = Recorded("Vault", "0x" + "11" * 20, "0x" + "22" * 32, [])
INPUT = {"language": "Solidity", "sources": {"contracts/Vault.sol": {"content": "contract Vault {}"}}}
SUBMISSION = Submission(84_532, CONTRACT, INPUT, "0.8.37+commit.f401782d", "contracts/Vault.sol:Vault", "00ff")


class Stub(BaseHTTPRequestHandler):
    """Gives the prepared answers one after the other, and keeps what it was asked."""

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.server.asked.append((self.command, self.path, body))
        status, answer = self.server.answers.pop(0)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer.encode() if isinstance(answer, str) else json.dumps(answer).encode())

    do_GET = do_POST = _answer  # noqa: N815

    def log_message(self, *arguments):
        """Quiet."""


@pytest.fixture
def service():
    """A stub of a verification service on a free port."""
    server = HTTPServer(("127.0.0.1", 0), Stub)
    server.asked, server.answers = [], []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(verify, "POLL_SECONDS", 0)


def test_etherscan_refusal_is_told(service):
    service.answers = [(200, {"status": "0", "message": "NOTOK", "result": "Invalid API Key"})]

    with pytest.raises(PublishingFailed, match="Vault: Etherscan answers 'Invalid API Key'"):
        Etherscan("key", service.url).publish(SUBMISSION)


def test_etherscan_failed_verification_is_told(service):
    service.answers = [
        (200, {"status": "1", "result": "ticket"}),
        (200, {"status": "0", "result": "Fail - Unable to verify"}),
    ]

    with pytest.raises(PublishingFailed, match="Fail - Unable to verify"):
        Etherscan("key", service.url).publish(SUBMISSION)


def test_etherscan_publishes_the_exact_input_and_waits(service):
    service.answers = [
        (200, {"status": "1", "result": "ticket"}),
        (200, {"status": "0", "result": "Pending in queue"}),
        (200, {"status": "1", "result": "Pass - Verified"}),
    ]

    assert Etherscan("key", service.url).publish(SUBMISSION) == "Pass - Verified"

    (_, path, body), *polls = service.asked
    query, form = parse_qs(urlparse(path).query), parse_qs(body)
    assert query == {"chainid": ["84532"], "module": ["contract"], "action": ["verifysourcecode"], "apikey": ["key"]}
    assert json.loads(form.pop("sourceCode")[0]) == INPUT
    assert form == {
        "contractaddress": [CONTRACT.address],
        "codeformat": ["solidity-standard-json-input"],
        "contractname": ["contracts/Vault.sol:Vault"],
        "compilerversion": ["v0.8.37+commit.f401782d"],
        "constructorArguments": ["00ff"],
        "constructorArguements": ["00ff"],
    }
    assert all(parse_qs(body) == {"guid": ["ticket"]} for _, _, body in polls)


def test_etherscan_knows_it_already(service):
    service.answers = [(200, {"status": "0", "result": "Contract source code already verified"})]

    assert Etherscan("key", service.url).publish(SUBMISSION) == "verified before"


@pytest.mark.parametrize("answer", ["<html>", "[]"])
def test_answer_that_is_none_is_told(service, answer):
    service.answers = [(502, answer)]

    with pytest.raises(PublishingFailed, match=r"Sourcify (does not answer|answers what is no object)"):
        Sourcify(service.url).publish(SUBMISSION)


def test_silence_is_told():
    with pytest.raises(PublishingFailed, match=r"Sourcify does not answer \(ConnectionError\); run again"):
        Sourcify("http://127.0.0.1:1").publish(SUBMISSION)


def test_sourcify_refusal_is_told(service):
    service.answers = [(400, {"customCode": "unsupported_chain", "message": "The chain 84532 is not supported"})]

    with pytest.raises(PublishingFailed, match="Vault: Sourcify answers 'The chain 84532 is not supported'"):
        Sourcify(service.url).publish(SUBMISSION)


def test_sourcify_mismatch_is_told(service):
    service.answers = [
        (202, {"verificationId": "ticket"}),
        (200, {"isJobCompleted": True, "contract": {"match": None}, "error": {"message": "no match"}}),
    ]

    with pytest.raises(PublishingFailed, match="Vault: Sourcify answers 'no match'"):
        Sourcify(service.url).publish(SUBMISSION)


def test_sourcify_publishes_the_exact_input_and_waits(service):
    service.answers = [
        (202, {"verificationId": "ticket"}),
        (200, {"isJobCompleted": False}),
        (200, {"isJobCompleted": True, "contract": {"match": "exact_match"}}),
    ]

    assert Sourcify(service.url).publish(SUBMISSION) == "exact_match"

    (method, path, body), *polls = service.asked
    assert (method, path) == ("POST", f"/v2/verify/84532/{CONTRACT.address}")
    assert json.loads(body) == {
        "stdJsonInput": INPUT,
        "compilerVersion": "0.8.37+commit.f401782d",
        "contractIdentifier": "contracts/Vault.sol:Vault",
        "creationTransactionHash": CONTRACT.transaction,
    }
    assert [(method, path) for method, path, _ in polls] == [("GET", "/v2/verify/ticket")] * 2


def test_sourcify_knows_it_already(service):
    service.answers = [(409, {"customCode": "already_verified", "message": "already"})]

    assert Sourcify(service.url).publish(SUBMISSION) == "verified before"
