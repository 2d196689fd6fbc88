"""List stocks from a table: ``brownie run list_stocks --network <id>``, or ``brownie run list_stocks main <table>``.

Without a table, the 250 US stocks and ETFs of evershare/stocks. What is listed already is left alone, so a run that
stopped is simply started again. On ``development`` the protocol is deployed first, and prices and vault are set up as
well. On a public network, stocks are listed at the registry of deployments/<chainId>.json; there ``EVERSHARE_LISTER``
is the id of a Brownie account with the roles GOVERNOR and RISK, ``EVERSHARE_ISSUER`` the issuer's address, and
``EVERSHARE_CUSTODIANS`` the numbers of its custodians, such as 1,2, and ``EVERSHARE_SUPPLY_CAP`` each stock's cap in
whole tokens. Prices and vault are set up apart, as each price feed has an id of its own.
"""

import datetime
import os
import sys
from pathlib import Path

from brownie import accounts, chain, network, project
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evershare import calendar, devchain
from evershare.deployment import read_record
from evershare.errors import EvershareError
from evershare.listing import US_STOCKS, Lister, StockFacts, read_facts, terms_of
from evershare.localnet import LocalNet


def main(table: str = "") -> None:
    """List, or end with one line that says what is wrong."""
    try:
        facts = read_facts(Path(table) if table else US_STOCKS)
        with devchain.quiet():
            lister = _local_lister() if network.show_active() == "development" else _public_lister()
            listed = _list(lister, facts)
    except EvershareError as error:
        sys.exit(f"error: {error}")
    print(f"{listed} stocks listed on chain {chain.id}, {len(facts) - listed} were listed before")


def _list(lister: Lister, facts: list[StockFacts]) -> int:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("listing", total=len(facts))
        listed = 0
        for stock in facts:
            progress.update(task, description=f"{stock.symbol:<5}")
            listed += lister.list_one(stock)
            progress.advance(task)
    return listed


def _local_lister() -> Lister:
    net = LocalNet(devchain.launch(), accounts, chain)
    today = datetime.datetime.fromtimestamp(net.now, datetime.UTC).date()
    net.publish_calendar(today, calendar.MAX_PUBLICATION_DAYS, calendar.NEW_YORK_SUMMER)
    return net.lister()


def _public_lister() -> Lister:
    record, containers = read_record(chain.id), project.get_loaded_projects()[0]
    account, terms = terms_of(os.environ)
    sender = accounts.load(account)
    registry, market = (containers[name].at(record[name]) for name in ("CustodyRegistry", "PrimaryMarket"))
    return Lister(registry, market, terms, sender, sender)
