"""Commands of issuers, custodians, participants and holders."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from evershare.actions import ActionKind
from evershare.cli.options import FILE, Commands, Connection, connected, keyed, priced
from evershare.cli.output import amount, facts, table, time
from evershare.cli.trading import AMOUNT, SLIPPAGE, SYMBOL, done
from evershare.client.statements import Statement
from evershare.errors import InvalidInput
from evershare.keystore import unlock
from evershare.output import write_whole

OUT = click.option("--out", type=FILE, required=True, help="File for the statement, to be signed and submitted.")
CUSTODIAN = click.option("--custodian", type=int, required=True, help="Number of the custodian.")
EFFECTIVE = click.option("--effective", type=click.DateTime(), required=True, help="When it takes effect, UTC.")
DOCUMENT = click.option("--document", type=FILE, required=True, help="The announcement; its hash goes on chain.")
VIA = click.option("--via", help='Where the tokens are: "vault", or the address of a pool; by default the wallet.')


@click.group(cls=Commands)
def stock() -> None:
    """Stock tokens: custody, issue, corporate actions, dividends, votes, swaps."""


@stock.command("list")
@connected
def list_(to: Connection) -> None:
    """Show all stocks."""
    found = to.client().custody.stocks()
    rows = [
        (
            one.symbol,
            one.name,
            one.state.name.lower(),
            amount(one.supply, 2),
            amount(one.reserve, 2),
            "short" if one.is_short else "",
        )
        for one in found
    ]
    to.show(found, lambda: table("Stocks", ("symbol", "name", "state", "tokens", "shares proven", ""), rows, labels=3))


@stock.command()
@SYMBOL
@connected
def show(to: Connection, symbol: str) -> None:
    """Show a stock and what backs it."""
    found = to.client().custody.stock(symbol)
    pairs = [
        ("token", found.token),
        ("issuer", found.issuer),
        ("custodians", ", ".join(map(str, found.custodians))),
        ("state", found.state.name.lower()),
        ("tokens", f"{amount(found.supply)} of at most {amount(found.supply_cap)}"),
        ("shares a token", amount(found.multiplier, 12)),
        ("shares due", amount(found.due)),
        ("shares proven", amount(found.reserve) + (" (short)" if found.is_short else "")),
    ]
    to.show(found, lambda: facts(f"{found.symbol}: {found.name}", pairs))


# Statements


@stock.command()
@SYMBOL
@CUSTODIAN
@click.option("--shares", required=True, help="How many the custodian holds.")
@click.option("--report", type=FILE, required=True, help="The report that explains it; its hash goes on chain.")
@OUT
@connected
def attest(to: Connection, symbol: str, custodian: int, shares: str, report: Path, out: Path) -> None:
    """Write an attestation of the shares held, to be signed by k of the custodian's keys.

    \b
    evershare stock attest TSLA --custodian 1 --shares 12000 --report report.pdf --out attestation.json
    evershare stock sign attestation.json --keystore first.json
    evershare stock sign attestation.json --keystore second.json
    evershare stock submit attestation.json --keystore anybody.json
    """
    _write(to, to.client().custodian.attestation(symbol, custodian, shares, _bytes(report)), out)


@stock.command()
@SYMBOL
@CUSTODIAN
@click.option("--shares", required=True, help="How many were delivered.")
@click.option("--participant", required=True, metavar="ADDRESS", help="The authorised participant who delivered them.")
@click.option("--receipt", "receipt_id", type=int, required=True, help="Number of the receipt, used once.")
@click.option("--recipient", metavar="ADDRESS", help="Who gets the tokens, if not the participant.")
@OUT
@connected
def mint(
    to: Connection,
    symbol: str,
    custodian: int,
    shares: str,
    participant: str,
    receipt_id: int,
    recipient: str | None,
    out: Path,
) -> None:
    """Write a custodian's receipt for shares; the participant mints by submitting it, once it is signed.

    \b
    evershare stock mint TSLA --custodian 1 --shares 25 --participant 0x... --receipt 7 --out receipt.json
    """
    client = to.client()
    _write(to, client.custodian.receipt(symbol, custodian, shares, participant, receipt_id, recipient), out)


@stock.command()
@click.argument("action", type=int)
@CUSTODIAN
@OUT
@connected
def confirm(to: Connection, action: int, custodian: int, out: Path) -> None:
    """Write a custodian's confirmation of an announced action."""
    _write(to, to.client().custodian.confirmation(action, custodian), out)


@stock.command()
@click.argument("meeting", type=int)
@CUSTODIAN
@OUT
@connected
def certify(to: Connection, meeting: int, custodian: int, out: Path) -> None:
    """Write a custodian's certificate of the votes that it has cast."""
    _write(to, to.client().custodian.certificate(meeting, custodian), out)


@stock.command()
@click.argument("statement", type=FILE)
@click.option("--keystore", type=FILE, envvar="EVERSHARE_KEYSTORE", required=True, help="Encrypted key of a signer.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def sign(statement: Path, keystore: Path, as_json: bool) -> None:
    """Add a signature to a statement's file. No node is needed, and no network."""
    signed = _read(statement).signed(unlock(keystore))
    write_whole(statement, signed.to_json())
    text = f"{statement.name} has {len(signed.signatures)} signatures"
    to = Connection("", None, None, None, as_json)
    to.show({"signers": [signer for signer, _ in signed.signatures]}, lambda: click.echo(text))


@stock.command()
@click.argument("statements", type=FILE, nargs=-1, required=True)
@keyed
def submit(to: Connection, statements: tuple[Path, ...]) -> None:
    """Send a signed statement; the signatures of several files of the same one are put together."""
    first, *others = [_read(path) for path in statements]
    whole = first.merged(*others)
    kind = type(whole.message).__name__
    done(to, to.client(signs=True).custody.submit(whole), f"submitted: {kind} with {len(whole.signatures)} signatures")


# The issuer's


@stock.command()
@SYMBOL
@click.argument("participant")
@click.option("--end", is_flag=True, help="End the authorisation.")
@keyed
def authorise(to: Connection, symbol: str, participant: str, end: bool) -> None:
    """Authorise a participant of a stock, or end that."""
    receipt = to.client(signs=True).issuer.set_participant(symbol, participant, not end)
    done(to, receipt, f"{participant} is {'no longer ' if end else ''}a participant of {symbol}")


@stock.command()
@SYMBOL
@click.argument("new", type=click.IntRange(1))
@click.argument("old", type=click.IntRange(1))
@EFFECTIVE
@DOCUMENT
@keyed
def split(to: Connection, symbol: str, new: int, old: int, effective: datetime.datetime, document: Path) -> None:
    """Announce a split: NEW shares for OLD ones. A custodian has to confirm it.

    \b
    evershare stock split TSLA 3 1 --effective 2026-12-01T14:30 --document split.pdf
    """
    kind = ActionKind.SPLIT if new > old else ActionKind.REVERSE_SPLIT
    issuer = to.client(signs=True).issuer
    _announced(to, issuer.announce(symbol, kind, _utc(effective), _bytes(document), ratio=(new, old)))


@stock.command()
@SYMBOL
@AMOUNT
@click.option("--paid-in", default="USDC", show_default=True, help="The token that it is paid in.")
@EFFECTIVE
@DOCUMENT
@keyed
def dividend(
    to: Connection, symbol: str, amount: str, paid_in: str, effective: datetime.datetime, document: Path
) -> None:
    """Announce a cash dividend of AMOUNT USD a share. --effective is any time of the ex-date."""
    issuer = to.client(signs=True).issuer
    kind = ActionKind.CASH_DIVIDEND
    terms = (symbol, kind, _utc(effective), _bytes(document))
    _announced(to, issuer.announce(*terms, amount=amount, paid_in=paid_in))


@stock.command()
@SYMBOL
@EFFECTIVE
@DOCUMENT
@keyed
def meeting(to: Connection, symbol: str, effective: datetime.datetime, document: Path) -> None:
    """Announce a meeting. --document holds its resolutions, --effective is any time of the ex-date."""
    issuer = to.client(signs=True).issuer
    _announced(to, issuer.announce(symbol, ActionKind.MEETING, _utc(effective), _bytes(document)))


@stock.command("cancel-action")
@click.argument("action", type=int)
@keyed
def cancel_action(to: Connection, action: int) -> None:
    """Call an announced action off."""
    done(to, to.client(signs=True).issuer.cancel(action), f"action {action} is called off")


@stock.command()
@click.argument("action", type=int)
@connected
def action(to: Connection, action: int) -> None:
    """Show an action."""
    found = to.client().custody.action(action)
    pairs = [
        ("kind", found.kind.name.lower().replace("_", " ")),
        ("state", found.state.name.lower()),
        ("effective", time(found.effective_at)),
        ("record", time(found.record_at)),
    ]
    to.show(found, lambda: facts(f"Action {action}", pairs))


@stock.command()
@SYMBOL
@keyed
def verify(to: Connection, symbol: str) -> None:
    """Verify the effective action of a stock, which ends its freeze."""
    done(to, to.client(signs=True).custody.verify(symbol), f"verified the action of {symbol}")


@stock.command("pay-dividend")
@click.argument("action", type=int)
@keyed
def pay_dividend(to: Connection, action: int) -> None:
    """Declare the dividend of an action and pay in what is missing. A run that stopped is started again."""
    found = to.client(signs=True).issuer.pay_dividend(action)
    to.show({"distribution": found}, lambda: click.echo(f"distribution {found} is funded"))


@stock.command()
@click.argument("action", type=int)
@click.option("--deadline", type=click.DateTime(), required=True, help="The last moment to vote, UTC.")
@click.option("--resolutions", type=click.IntRange(1, 32), required=True)
@keyed
def convene(to: Connection, action: int, deadline: datetime.datetime, resolutions: int) -> None:
    """Let the holders at an action's record vote."""
    found = to.client(signs=True).issuer.convene(action, _utc(deadline), resolutions)
    to.show({"meeting": found}, lambda: click.echo(f"meeting {found} is open"))


# Participants' and holders'


@stock.command()
@SYMBOL
@AMOUNT
@click.option("--instruction", type=FILE, required=True, help="Delivery instruction; its hash goes on chain.")
@keyed
def redeem(to: Connection, symbol: str, amount: str, instruction: Path) -> None:
    """Burn tokens for their shares, as an authorised participant."""
    found = to.client(signs=True).participant.redeem(symbol, amount, _bytes(instruction))
    to.show({"redemption": found}, lambda: click.echo(f"redemption {found} of {amount} {symbol}"))


@stock.command()
@click.argument("distribution", type=int)
@VIA
@click.option("--holder", metavar="ADDRESS", help="Whose, if not the signer's wallet or first account.")
@keyed
def claim(to: Connection, distribution: int, via: str | None, holder: str | None) -> None:
    """Claim a dividend."""
    found = to.client(signs=True).holder.claim(distribution, via, holder)
    to.show({"paid": found}, lambda: click.echo(f"paid {amount(found)}"))


@stock.command()
@click.argument("meeting", type=int)
@click.argument("choices", nargs=-1, required=True, metavar="for|against|abstain...")
@VIA
@click.option("--holder", metavar="ADDRESS", help="Whose, if not the signer's wallet or first account.")
@keyed
def vote(to: Connection, meeting: int, choices: tuple[str, ...], via: str | None, holder: str | None) -> None:
    """Vote on the resolutions of a meeting, in their order.

    \b
    evershare stock vote 1 for against --via vault
    """
    done(to, to.client(signs=True).holder.vote(meeting, choices, via, holder), f"voted {', '.join(choices)}")


@stock.command()
@click.argument("meeting", type=int)
@connected
def tally(to: Connection, meeting: int) -> None:
    """Show the votes of a meeting."""
    found = to.client().custody.tally(meeting)
    rows = [
        (str(place), *(amount(votes, 2) for votes in (one.in_favour, one.against, one.abstaining)))
        for place, one in enumerate(found, 1)
    ]
    to.show(found, lambda: table(f"Meeting {meeting}", ("resolution", "for", "against", "abstaining"), rows))


@stock.command()
@click.argument("direction", type=click.Choice(["buy", "sell"]))
@SYMBOL
@AMOUNT
@click.option("--buffer", required=True, metavar="ADDRESS", help="The redemption buffer.")
@click.option("--limit", help="The most cash to pay, or the least to get; by default as priced, and the slippage.")
@SLIPPAGE
@priced
def swap(
    to: Connection, direction: str, symbol: str, amount: str, buffer: str, limit: str | None, slippage: str
) -> None:
    """Buy or sell stock tokens at a redemption buffer, at once.

    \b
    evershare stock swap sell TSLA 10 --buffer 0x...
    """
    holder = to.client(signs=True).holder
    trade = holder.buy if direction == "buy" else holder.sell
    done(to, trade(buffer, symbol, amount, limit, slippage), f"{direction} {amount} {symbol}")


def _announced(to: Connection, number: int) -> None:
    text = f"action {number} is announced; next: evershare stock confirm {number} --custodian N --out confirmation.json"
    to.show({"action": number}, lambda: click.echo(text))


def _write(to: Connection, statement: Statement, out: Path) -> None:
    write_whole(out, statement.to_json())
    text = f"wrote {out.name}; next: evershare stock sign {out.name} --keystore KEY"
    to.show({"statement": str(out)}, lambda: click.echo(text))


def _read(path: Path) -> Statement:
    try:
        return Statement.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise InvalidInput(f"{path} cannot be read: name a statement's file") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}") from None


def _utc(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(tzinfo=datetime.UTC)
