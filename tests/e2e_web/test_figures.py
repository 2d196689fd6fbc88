"""What the page shows is what the contracts say, to the last digit shown."""

from decimal import ROUND_HALF_UP, Decimal

from evershare.model.strikes import nearest_strike, strike_at
from tests.e2e_web.app import shown_of


def test_a_dozen_figures_equal_the_contracts(trader, client):
    info, lens = client.info, client.contracts
    trader.fill("Size", "0.25")
    index, market = info.index("BTC", "TSLA"), info.market("BTC", "TSLA")
    series = info.series("BTC", "TSLA", "put", nearest_strike(index.mid))
    quote, (position,) = info.quote(series, "0.25"), info.positions()
    unit = info.quote_close(position.series_id)
    sigma, period = int(market.sigma * 10**18), int(market.period.total_seconds())
    terms = (int(index.mid * 10**18), int(series.strike * 10**18), False, 5 * 10**17, sigma, period)
    greeks = lens.read("OptionsLens", "greeksOf", *terms)
    expected = {
        "index": index.mid,
        "sigma": market.sigma * 100,
        "interest": market.open_interest,
        "ask": quote.price,
        "bid": unit.price,
        "premium": quote.premium,
        "fee": quote.fee,
        "cost": quote.total,
        "most-lost": quote.total,
        "delta": Decimal(greeks["delta"]) / 10**18 / 4,
        "vega": Decimal(greeks["vega"]) / 10**18 / 4,
        "max-payoff": series.strike * series.width / 4,
    }
    trader.page.wait_for_function(
        "cost => document.querySelector('[data-figure=premium]').innerText.startsWith(cost)",
        arg=f"{quote.premium.quantize(Decimal('1.0000'), ROUND_HALF_UP)}",
    )
    for name, exact in expected.items():
        within = "main dl"  # and not a position's
        text = trader.figure(name, within).inner_text()
        assert shown_of(text, exact), f"{name}: {text} is not {exact}"


def test_a_position_equals_the_lens(trader, client):
    (position,) = client.info.positions()
    for name, exact in {
        "size": position.size,
        "value": position.value,
        "proceeds": position.proceeds,
        "a-day": -position.theta,
        "delta": position.delta,
    }.items():
        text = trader.figure(name, "[data-position]").inner_text()
        assert shown_of(text, exact), f"{name}: {text} is not {exact}"


def test_balances_and_health_equal_the_ledger(trader, client):
    trader.open("/vault")
    account, price = client.info.account(), client.info.price("TSLA")
    (held,) = account.balances
    assert shown_of(trader.figure("account", '[data-asset="TSLA"]').inner_text(), held.amount)
    assert shown_of(trader.figure("usd", '[data-asset="TSLA"]').inner_text(), held.amount * price.mid)
    assert shown_of(trader.figure("initial-collateral").inner_text(), account.health.collateral)


def test_the_strikes_on_offer_are_the_grid_between_half_and_twice_the_index(app, client):
    app.open()
    app.figure("index")
    mid = client.info.index("BTC", "TSLA").mid
    grid = [strike_at(step) for step in range(-424, 425)]
    offered = app.page.get_by_label("Strike").locator("option").evaluate_all("all => all.map(one => one.value)")
    assert [Decimal(value) / 10**18 for value in offered] == [one for one in grid if mid / 2 <= one <= mid * 2]
