"""What is proven to be held for a stock's tokens, as anybody reads it."""

from decimal import Decimal

from evershare.playground import SHARES

TSLA = '[data-stock="TSLA"]'


def test_shows_the_proof_of_reserve_to_whoever_looks(app, client):
    stock = client.custody.stock("TSLA")
    raw = client.contracts.read("CustodyRegistry", "backingOf", stock.token)
    app.open("/stocks")
    assert app.number("reserve", TSLA) == SHARES == stock.reserve
    assert app.number("due", TSLA) == stock.due
    assert app.number("supply", TSLA) == stock.supply
    assert app.number("ratio", TSLA) == round(100 * stock.reserve / stock.due, 2) > Decimal(100)
    assert app.figure("report-1", TSLA).inner_text() == "0x" + raw["reportHashes"][0].hex()
    assert app.page.get_by_text("fully backed").is_visible()
