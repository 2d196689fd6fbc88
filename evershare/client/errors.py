"""What can go wrong between a script and the chain. Each message is one line that names the cause and what helps."""

from __future__ import annotations

from typing import Any

from evershare.errors import EvershareError, InvalidInput


class ClientError(EvershareError):
    """Base of what the client raises; `InvalidInput` of `evershare.errors` stands for arguments that make no sense."""


class RequestFailed(ClientError, ConnectionError):
    """No answer came: the connection broke, the node took too long, or answered with something else."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what} got no answer: {_one_line(reason)}")
        self.reason = reason


class NodeUnreachable(ClientError, ConnectionError):
    """The node did not answer, however often it was asked."""


class RpcRefused(ClientError):
    """The node answered with an error."""

    def __init__(self, method: str, code: int, message: str, data: Any = None) -> None:
        super().__init__(f"the node refuses {method}: {_one_line(message)}")
        self.code, self.message, self.data = code, message, data


class ServiceRefused(ClientError):
    """A service other than the node, such as a matcher, says that the request is at fault. `status` is HTTP's."""

    def __init__(self, url: str, status: int, reason: str) -> None:
        super().__init__(f"{url} refuses: {_one_line(reason)}")
        self.status = status


class WrongChain(ClientError):
    """The node is of another chain than the deployment."""


class UnreliableNode(ClientError):
    """The node is behind, or contradicts itself."""


class NotDeployed(InvalidInput, ClientError):
    """There is no record of a deployment, or nothing stands where it says."""


class UnknownSymbol(InvalidInput, ClientError):
    """No asset, market or pool has the name."""


class NoSigner(InvalidInput, ClientError):
    """The action needs an account to sign with, and none was given."""


class InsufficientFunds(ClientError):
    """The account has too little ether for the transaction, or too few tokens."""


class TransactionError(ClientError):
    """A transaction did not come through. `hash` names it."""

    def __init__(self, hash_: str, message: str) -> None:
        super().__init__(message)
        self.hash = hash_


class TransactionPending(TransactionError):
    """A transaction was sent and is not mined yet. Sending it again is safe, sending another one is not."""


class TransactionReplaced(TransactionError):
    """Another transaction of the account has taken the nonce."""


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
