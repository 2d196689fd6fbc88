"""What must hold at any time on chain (docs/design.md, section 7), checked from the outside.

Accounts, pools and series are found from events alone, so that no account is overlooked because nobody expected it.
"""

from __future__ import annotations

from typing import Any

from evershare.errors import EvershareError
from evershare.localnet import LocalNet


class InvariantBroken(EvershareError, AssertionError):
    """An invariant does not hold on chain; the message says which, where and by how much."""


def check(net: LocalNet) -> dict[str, str]:
    """Check A1, C5, O1 and O2. Returns what was found by the invariant's id; raises InvariantBroken."""
    vault, options = net["CollateralVault"], net["PerpetualOptions"]
    tokens = {token.address: token for token in net.tokens.values()}
    return {
        "A1": _ledger_adds_up(vault, tokens),
        "C5": _claims_are_funded(net["Distributor"], net["ShareholderMeeting"]),
        "O1": _pools_cover(vault, options),
        "O2": _series_add_up(options),
    }


def _ledger_adds_up(vault: Any, tokens: dict[str, Any]) -> str:
    """A1: for every asset the balances sum to the total, and the vault holds as many tokens or more."""
    accounts = {event["account"] for event in _events(vault, "Deposited")}
    accounts |= {event["to"] for event in _events(vault, "Transferred")}
    for listing in _events(vault, "AssetListed"):
        asset_id = listing["assetId"]
        balances = sum(int(vault.balanceOf(account, asset_id)) for account in accounts)
        total = int(vault.totalBalance(asset_id))
        held = int(tokens[listing["token"]].balanceOf(vault))
        if balances != total or total > held:
            raise InvariantBroken(
                f"A1: the balances of asset {asset_id} sum to {balances}, the ledger says {total}, and holds {held}"
            )
    return f"{len(accounts)} balances sum to the ledger's total, and it holds as many tokens"


def _claims_are_funded(distributor: Any, meeting: Any) -> str:
    """C5: no distribution has paid more than was paid in, and no resolution has more votes than there were tokens."""
    paid: dict[int, int] = {}
    for claimed in _events(distributor, "DistributionClaimed"):
        paid[claimed["id"]] = paid.get(claimed["id"], 0) + claimed["amount"]
    for id_, amount in paid.items():
        funded = int(distributor.distributionOf(id_)["funded"])
        if amount > funded:
            raise InvariantBroken(f"C5: distribution {id_} has paid {amount} of {funded}")
    for convened in _events(meeting, "MeetingConvened"):
        most = max(sum(map(int, votes)) for votes in meeting.tallyOf(convened["meetingId"]))
        if most > convened["supply"]:
            raise InvariantBroken(f"C5: meeting {convened['meetingId']} has {most} votes of {convened['supply']}")
    return "no dividend has paid more than was paid in, nobody voted twice"


def _pools_cover(vault: Any, options: Any) -> str:
    """O1: no pool has locked more than its cash."""
    pools = _events(options, "PoolRegistered")
    for registered in pools:
        pool = registered["pool"]
        reserve = int(options.reserveOf(pool)[0])
        cash = int(vault.balanceOf(pool, registered["assetId"]))
        if reserve > cash:
            raise InvariantBroken(f"O1: pool {pool} has locked {reserve} of {cash} in cash")
    return "no pool has locked more than its cash"


def _series_add_up(options: Any) -> str:
    """O2: the sizes of the positions in a series sum to its size."""
    holders: dict[int, set[str]] = {}
    for opened in _events(options, "Opened"):
        holders.setdefault(int(opened["seriesId"]), set()).add(opened["account"])
    for series_id, accounts in holders.items():
        positions = sum(int(options.positionOf(account, series_id)[0]) for account in accounts)
        size = int(options.seriesOf(series_id)[1])
        if positions != size:
            raise InvariantBroken(f"O2: the positions in series {series_id} sum to {positions}, its size is {size}")
    return f"in each of {len(holders)} series the positions sum to its size"


def _events(contract: Any, name: str) -> list[Any]:
    return [log["args"] for log in contract.events[name].get_logs(from_block=0)]
