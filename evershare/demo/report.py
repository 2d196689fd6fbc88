"""The demo's tables and what they say in plain words, for a terminal of 80 columns."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from evershare.demo.replay import (
    BEFORE_THE_BELL,
    FRIDAY_CLOSE,
    MARGIN,
    MONDAY_OPENING,
    POOL_TOKENS,
    SUNDAY,
    TRADE_AT,
    Position,
    Story,
)
from evershare.demo.small_cap import CreditTrade

WIDTH = 80
NAMES = {
    "trader": "Put buyer",
    "second_trader": "Call buyer",
    "liquidity_provider": "Provider",
    "authorised_participant": "Participant",
}
PLACES = {"margin": "as margin", "pool": "in the pool", "wallet": "wallet"}


def show(story: Story, console: Console) -> None:
    """Print everything."""
    tables = (_traders, _pool, _widths, _on_credit, _company, _gas, _checks)
    for table in tables:
        console.print(table(story))
    console.print("[bold]What the numbers say[/bold]\n")
    for sentence in in_words(story):
        console.print(Padding(f"- {sentence}", (0, 0, 0, 2)), highlight=False)


def in_words(story: Story) -> list[str]:
    """The story in sentences, made from its numbers."""
    put, call = story.positions
    friday, monday = story.sample(TRADE_AT), story.sample(put.close_at)
    eve, opening = story.sample(BEFORE_THE_BELL), story.sample(MONDAY_OPENING)
    before, after = story.last_before(TRADE_AT).pool.value_mid, story.samples[-1].pool.value_mid
    tokens_alone = MARGIN * (monday.tsla_usd - friday.tsla_usd)
    paid = put.premium + put.fees + put.funding
    wider = round(eve.width / friday.width)
    margin, provider = story.holders[0], story.holders[2]
    overpaid = eve.worth[put.role] - opening.worth[put.role]
    return [
        f"From Friday's trades to Monday {_clock(put.close_at)} UTC, TSLA went from ${friday.tsla_usd:.2f} to"
        f" ${monday.tsla_usd:.2f}, and one BTC from {friday.mid:.1f} to {monday.mid:.1f} TSLA"
        f" ({monday.mid / friday.mid - 1:+.1%}).",
        f"The put buyer owned nothing but TSLA. His {MARGIN} tokens {_made(tokens_alone)}; being short {put.size} BTC"
        f" with them {_made(put.profit_usd)}, for {paid:.1f} TSLA paid in premium, fees and funding. He neither sold a"
        " share nor held a dollar.",
        f"The call buyer {_made(call.profit_usd)}. What he paid was the most he could lose: no price of the weekend"
        " could liquidate him.",
        f"The pool had locked {story.sample(TRADE_AT).pool.reserve:.1f} of its {POOL_TOKENS:,} TSLA, the most that both"
        f" options could ever pay together, so the winner was paid at once. Its value changed by"
        f" {after / before - 1:+.2%} in TSLA.",
        f"Half an hour before the bell BTC had a price of Monday and TSLA one of Friday: the middle was at"
        f" {eve.mid:.1f}, and the opening print brought {opening.mid:.1f}. At the middle the put would have been worth"
        f" {eve.worth[put.role]:.1f} TSLA, {overpaid:.1f} more than after the bell. The pool's bid was"
        f" {eve.bids[put.role]:.1f}, at the edge of an interval {wider} times as wide as Friday's: trading never"
        " stopped, and nobody could take the difference from the pool.",
        _credit_in_words(story.on_credit),
        "The company paid an invented dividend of a cent a share. The put buyer was paid"
        f" {margin.paid:.2f} USDC for the {margin.at_dividend:.1f} tokens that margined his put, the provider"
        f" {provider.paid:.2f} for the {provider.at_dividend:,.1f} that covered both options. At the meeting the"
        f" provider voted with the {provider.in_favour:,.1f} that the pool then held, and the custodian signed what"
        " was cast.",
    ]


def _credit_in_words(trade: CreditTrade) -> str:
    return (
        f"Somebody who had nothing but {trade.held:,} tokens of a small company bought {trade.size} puts on BTC on"
        f" Sunday, at a strike of ${trade.strike:,.0f}. The premium of {trade.borrowed:,.0f} USDC was borrowed against"
        f" his tokens, whose market was closed. On Monday he closed, repaid {trade.repaid:,.0f} with funding and"
        f" interest in the same transaction, and took {trade.profit:,.0f} USDC home, and all of his tokens, which had"
        f" lost {1 - trade.after / trade.before:.0%} at the bell."
    )


def _traders(story: Story) -> Table:
    table = _table("The traders, in TSLA tokens", "", *(NAMES[position.role] for position in story.positions))
    rows: tuple[tuple[str, Callable[[Position], str]], ...] = (
        ("bought, BTC", lambda p: f"{p.size} {p.side}s, strike {p.strike}"),
        ("index when opened, closed", lambda p: f"{p.opened_at_index:.2f}, {p.closed_at_index:.2f}"),
        ("premium", lambda p: f"{-p.premium:+.4f}"),
        ("fees", lambda p: f"{-p.fees:+.4f}"),
        ("funding", lambda p: f"{-p.funding:+.4f}"),
        ("payout", lambda p: f"{p.payout:+.4f}"),
        ("[bold]profit, TSLA[/bold]", lambda p: f"[bold]{p.profit:+.4f}[/bold]"),
        ("[bold]profit, USD at the close[/bold]", lambda p: f"[bold]{p.profit_usd:+,.2f}[/bold]"),
    )
    for label, show_one in rows:
        table.add_row(label, *(show_one(position) for position in story.positions))
    return table


def _pool(story: Story) -> Table:
    table = _table("The pool, in TSLA tokens", "", "cash", "locked", "value, low", "middle", "high")
    for label, sample in (
        ("before the first trade", story.last_before(TRADE_AT)),
        ("both options sold", story.sample(TRADE_AT)),
        ("Sunday noon", story.sample(SUNDAY)),
        ("both options closed", story.samples[-1]),
    ):
        pool = sample.pool
        numbers = (pool.cash, pool.reserve, pool.value_lo, pool.value_mid, pool.value_hi)
        table.add_row(label, *(f"{number:,.2f}" for number in numbers))
    return table


def _widths(story: Story) -> Table:
    table = _table("The index: one BTC in TSLA tokens", "", "low", "middle", "high", "width")
    moments = (
        ("Friday, at the trades", TRADE_AT),
        ("Friday, the closing bell", FRIDAY_CLOSE),
        ("Sunday", SUNDAY),
        ("Monday, before the bell", BEFORE_THE_BELL),
        ("Monday, the opening print", MONDAY_OPENING),
        ("Monday, the put closed", story.positions[0].close_at),
    )
    for label, at in moments:
        sample = story.sample(at)
        edges = (f"{edge:.2f}" for edge in (sample.lo, sample.mid, sample.hi))
        table.add_row(f"{label}, {_clock(at)}", *edges, f"{sample.width:.2%}")
    return table


def _on_credit(story: Story) -> Table:
    trade = story.on_credit
    table = _table("A put bought on Sunday with borrowed money, in USDC", "", "Sunday, 12:00", "Monday, 14:30")
    for label, sunday, monday in (
        ("BTC", f"{trade.index_bought:,.2f}", f"{trade.index_sold:,.2f}"),
        (
            f"{trade.held:,} tokens of Acme, invented",
            f"{trade.held * trade.before:,.2f}",
            f"{trade.held * trade.after:,.2f}",
        ),
        ("most that they could owe for new risk", f"{trade.may_owe:,.2f}", ""),
        ("premium and fee, borrowed; repaid", f"{-trade.borrowed:+,.2f}", f"{-trade.repaid:+,.2f}"),
        ("payout", "", f"{trade.payout:+,.2f}"),
        ("[bold]profit[/bold]", "", f"[bold]{trade.profit:+,.2f}[/bold]"),
    ):
        table.add_row(label, sunday, monday)
    return table


def _company(story: Story) -> Table:
    table = _table("A dividend and a vote", "", "TSLA at record", "paid, USDC", "for the board", "against")
    for holder in story.holders:
        numbers = (holder.at_dividend, holder.paid, holder.in_favour, holder.against)
        where = PLACES[holder.place]
        table.add_row(f"{NAMES[holder.role]}, {where}", *(f"{number:,.2f}" for number in numbers))
    return table


def _gas(story: Story) -> Table:
    table = _table("Gas of whole transactions", "action", "times", "median", "most")
    for action, used in story.gas.items():
        table.add_row(action, f"{len(used)}", f"{statistics.median(used):,.0f}", f"{max(used):,}")
    return table


def _checks(story: Story) -> Table:
    table = _table(f"Checked on chain {story.check_runs} times, and holding at the end", "", "")
    table.columns[1].justify = "left"
    for name, found in story.checks.items():
        table.add_row(f"[green]{name} holds[/green]", found)
    return table


def _clock(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%H:%M}"


def _made(usd: Decimal) -> str:
    return f"{'made' if usd >= 0 else 'lost'} ${abs(usd):,.0f}"


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_header=any((first, *others)),
        pad_edge=False,
    )
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table
