"""The wallet of a test: it signs with a key of its own, or refuses, as the test says."""

from __future__ import annotations

import json
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import Web3
from web3.types import RPCEndpoint

REJECTED = {"code": 4001, "message": "User rejected the request."}
UNKNOWN_CHAIN = {"code": 4902, "message": "Unrecognized chain."}


class Wallet:
    """Answers what the page asks. `refuses` names methods that the user rejects."""

    def __init__(self, account: LocalAccount, web3: Web3) -> None:
        self.account, self.web3 = account, web3
        self.chain_id = web3.eth.chain_id
        self.refuses: set[str] = set()
        self.asked: list[str] = []
        self._is_connected = False

    @property
    def address(self) -> str:
        """The account's address."""
        return self.account.address

    def request(self, method: str, params: list[Any]) -> dict[str, Any]:
        """What EIP-1193 calls a request."""
        self.asked.append(method)
        if method in self.refuses:
            return {"error": REJECTED}
        own = {
            "eth_requestAccounts": self._connect,
            "eth_accounts": self._accounts,
            "eth_chainId": self._chain,
            "wallet_requestPermissions": self._permit_accounts,
            "wallet_switchEthereumChain": self._switch,
            "eth_sendTransaction": self._send,
            "eth_signTypedData_v4": self._sign_typed,
        }
        if method in own:
            return own[method](params)
        response = self.web3.provider.make_request(RPCEndpoint(method), params)
        return {"error": response["error"]} if "error" in response else {"result": response["result"]}

    def _connect(self, params: list[Any]) -> dict[str, Any]:
        self._is_connected = True
        return self._accounts(params)

    def _accounts(self, params: list[Any]) -> dict[str, Any]:
        return {"result": [self.address] if self._is_connected else []}

    def _chain(self, params: list[Any]) -> dict[str, Any]:
        return {"result": hex(self.chain_id)}

    def _permit_accounts(self, params: list[Any]) -> dict[str, Any]:
        accounts = self._connect(params)["result"]
        return {"result": [{"parentCapability": "eth_accounts", "caveats": [{"value": accounts}]}]}

    def _switch(self, params: list[Any]) -> dict[str, Any]:
        wanted = int(params[0]["chainId"], 16)
        if wanted != self.web3.eth.chain_id:
            return {"error": UNKNOWN_CHAIN}
        self.chain_id = wanted
        return {"result": None}

    def _send(self, params: list[Any]) -> dict[str, Any]:
        wanted = params[0]
        transaction = {
            "chainId": self.chain_id,
            "nonce": self.web3.eth.get_transaction_count(self.address, "pending"),
            "to": wanted["to"],
            "data": wanted.get("data", "0x"),
            "value": int(wanted.get("value", "0x0"), 16),
            "gas": int(wanted["gas"], 16),
            "maxFeePerGas": 10**10,
            "maxPriorityFeePerGas": 1,
        }
        signed = self.account.sign_transaction(transaction)
        return {"result": self.web3.eth.send_raw_transaction(signed.raw_transaction).to_0x_hex()}

    def _sign_typed(self, params: list[Any]) -> dict[str, Any]:
        signed = Account.sign_typed_data(self.account.key, full_message=json.loads(params[1]))
        return {"result": "0x" + signed.signature.hex()}
