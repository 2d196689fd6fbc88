"""evershare.listing: what a table of stocks must say, and that a run can be repeated."""

import pytest

from evershare.errors import InvalidInput
from evershare.listing import COLUMNS, Lister, StockFacts, Terms, has_check_digit, read_facts, terms_of
from tests.support.custody import SUPPLY_CAP, WAD, containers, desk, roles  # noqa: F401

HEADER = ",".join(COLUMNS)
TSLA = "TSLA,Tesla,XNAS,US88160R1014,3,Consumer Discretionary,192"
GOOGL = "GOOGL,Alphabet,XNAS,,2,Communication Services,112"
SETTINGS = {
    "EVERSHARE_LISTER": "lister",
    "EVERSHARE_SUPPLY_CAP": "1000",
    "EVERSHARE_CUSTODIANS": "1,2",
    "EVERSHARE_ISSUER": "0x" + "11" * 20,
}


@pytest.fixture
def read(tmp_path):
    """Read a table of these lines."""

    def read_lines(*lines):
        path = tmp_path / "stocks.csv"
        path.write_text("\n".join(lines) + "\n")
        return read_facts(path)

    return read_lines


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["symbol,name"], "stocks.csv: the first line must be symbol,name,mic,isin,tier,sector,drift_bps"),
        ([HEADER], "stocks.csv: no stocks in it"),
        ([HEADER, "TSLA,Tesla,XNAS"], "stocks.csv, line 2: 7 fields are needed"),
        ([HEADER, TSLA + ",more"], "stocks.csv, line 2: 7 fields are needed"),
        ([HEADER, TSLA, GOOGL.replace("Alphabet", " ")], "stocks.csv, line 3: name is missing"),
        ([HEADER, TSLA.replace("TSLA", "tsla")], "stocks.csv, line 2: 'tsla' is no symbol"),
        ([HEADER, TSLA.replace("XNAS", "Nasdaq")], "stocks.csv, line 2: 'Nasdaq' is no mic"),
        ([HEADER, TSLA.replace("1014", "1015")], "stocks.csv, line 2: 'US88160R1015' is no ISIN"),
        ([HEADER, TSLA.replace("US8", "U$8")], "stocks.csv, line 2: 'U$88160R1014' is no ISIN"),
        (
            [HEADER, TSLA.replace(",3,", ",0,")],
            "stocks.csv, line 2: tier must be a whole number from 1 to 255, not '0'",
        ),
        ([HEADER, TSLA.replace("192", "1.5")], "drift_bps must be a whole number from 1 to 2000, not '1.5'"),
        ([HEADER, TSLA.replace("192", "2001")], "drift_bps must be a whole number from 1 to 2000, not '2001'"),
        ([HEADER, TSLA, GOOGL, TSLA], "stocks.csv, line 4: symbol TSLA stands in line 2 already"),
        ([HEADER, TSLA, TSLA.replace("TSLA", "TSLB")], "line 3: ISIN US88160R1014 stands in line 2 already"),
    ],
)
def test_a_bad_table_is_refused_with_one_line(read, lines, fault):
    with pytest.raises(InvalidInput) as refused:
        read(*lines)
    assert fault in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_table_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="there is no such file"):
        read_facts(tmp_path / "nowhere.csv")


def test_reads_facts(read):
    tesla, alphabet = read(HEADER, TSLA, GOOGL)

    assert tesla == StockFacts("TSLA", "Tesla", "XNAS", "US88160R1014", 3, "Consumer Discretionary", 192)
    assert (tesla.identity, alphabet.identity) == ("ISIN US88160R1014", "MIC XNAS GOOGL")


@pytest.mark.parametrize(
    ("isin", "is_right"), [("US0378331005", True), ("US0378331004", False), ("AU0000XVGZA3", True)]
)
def test_the_check_digit_of_iso_6166(isin, is_right):
    """Apple's, the same with another digit, and the standard's own example."""
    assert has_check_digit(isin) is is_right


def test_the_table_of_the_package_holds_250_stocks_and_etfs():
    facts = read_facts()

    assert len(facts) == 250
    assert sum(stock.sector.endswith("ETF") for stock in facts) == 25
    assert {stock.tier for stock in facts} == {1, 2, 3}
    assert {stock.mic for stock in facts} == {"XNAS", "XNYS", "ARCX"}


def test_terms_of_a_public_network():
    account, terms = terms_of(SETTINGS)

    assert account == "lister"
    assert terms == Terms(SETTINGS["EVERSHARE_ISSUER"], 1, [1, 2], 1_000 * WAD, 100 * WAD)


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize(("value", "fault"), [("", "is not known"), (" ", "is not known")])
def test_missing_terms_are_named(name, value, fault):
    with pytest.raises(InvalidInput, match=f"{fault}: set {name}"):
        terms_of(SETTINGS | {name: value})


@pytest.mark.parametrize("name", ["EVERSHARE_SUPPLY_CAP", "EVERSHARE_CUSTODIANS", "EVERSHARE_ISSUER"])
def test_wrong_terms_are_named(name):
    with pytest.raises(InvalidInput, match=f"is no such thing: set {name}"):
        terms_of(SETTINGS | {name: "1;2"})


class TestLister:
    @pytest.fixture
    def accepted(self):
        return []

    @pytest.fixture
    def lister(self, desk, roles, accepted):  # noqa: F811
        terms = Terms(roles["issuer"], 1, [1], SUPPLY_CAP, SUPPLY_CAP // 10)
        governor = roles["governor"]
        return Lister(
            desk.registry, desk.market, terms, governor, governor, lambda stock, _: accepted.append(stock.symbol)
        )

    @pytest.fixture
    def facts(self, read):
        return read(HEADER, TSLA.replace("US88160R1014", ""), GOOGL)

    def test_lists_with_limits_and_accepts(self, desk, lister, facts, accepted, roles, containers):  # noqa: F811
        assert [lister.list_one(stock) for stock in facts] == [True, True]

        assert accepted == ["TSLA", "GOOGL"]
        token = containers.StockToken.at(lister.token_of(facts[1]))
        assert (token.name(), token.symbol()) == ("Alphabet, tokenised", "GOOGL")
        stock = desk.registry.stockOf(token).dict()
        assert (stock["issuer"], stock["tier"], stock["supplyCap"]) == (roles["issuer"], 2, SUPPLY_CAP)
        assert stock["securityId"] == "0x" + facts[1].security_id.hex()
        issue, net, redeem = desk.market.limitsOf(token)
        assert (issue[0], net[0], redeem[0]) == (SUPPLY_CAP // 10, SUPPLY_CAP // 10, 0)

    def test_leaves_alone_what_is_listed(self, desk, lister, facts):  # noqa: F811
        for stock in facts:
            lister.list_one(stock)
        blocks = desk.chain.height

        assert [lister.list_one(stock) for stock in facts] == [False, False]
        assert desk.chain.height == blocks

    def test_goes_on_where_a_run_stopped(self, desk, lister, facts, accepted):  # noqa: F811
        """The first stock got its token and no limits."""
        desk.list_stock(security=facts[0].security_id)

        assert [lister.list_one(stock) for stock in facts] == [False, True]
        assert desk.market.limitsOf(lister.token_of(facts[0]))[0][0] == SUPPLY_CAP // 10
        assert accepted == ["TSLA", "GOOGL"]
