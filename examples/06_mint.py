"""Mint: a custodian attests shares and receipts a delivery, signed by two keys apart; the participant mints."""

import os
import time

from evershare.client import Client
from evershare.client.statements import Statement
from evershare.playground import key

rpc = os.environ.get("EVERSHARE_RPC", "http://127.0.0.1:8545")
participant = key("participant")
client = Client(rpc, account=participant)

# One of the custodian's people writes and signs, and sends the file to another, who signs as well.
attestation = client.custodian.attestation("TSLA", custodian_id=1, shares=10_100, report=b"the report of today")
file = attestation.signed(key("custodian 0")).to_json()
client.custody.submit(Statement.from_json(file).signed(key("custodian 1")))

number = int(time.time())  # receipts are used once
receipt = client.custodian.receipt("TSLA", 1, 25, participant.address, receipt_id=number)
client.custody.submit(receipt.signed(key("custodian 0"), key("custodian 1")))

stock = client.custody.stock("TSLA")
print(f"{stock.supply} tokens, {stock.reserve} shares proven, {client.info.wallet('TSLA').amount} in the wallet")
