"""What a deployment is told: every wrong value has its own line that names file, place and remedy."""

import pytest

from evershare.deploying.settings import EXAMPLE, chain_id_of, networks, read_settings
from evershare.deployment import ZERO_ADDRESS
from evershare.errors import InvalidInput

PROPOSER, RISK = "0x" + "11" * 20, "0x" + "22" * 20
GOOD = f"""
sequencer_uptime_feed = "none"
[timelock]
delay_hours = 48
proposers = ["{PROPOSER}"]
executors = ["{PROPOSER}"]
[officers]
risk = "{RISK}"
guardian = "{RISK}"
insurance = "{RISK}"
treasury = "{RISK}"
"""


@pytest.fixture
def settings_file(tmp_path):
    """Writes a settings file."""

    def write(text):
        path = tmp_path / "governance.toml"
        path.write_text(text)
        return path

    return write


def test_unknown_network_names_the_known_ones(settings_file):
    with pytest.raises(InvalidInput, match=r"'mainnet' is not known: choose one of arbitrum-sepolia, base-sepolia"):
        read_settings("mainnet", settings_file(GOOD))


def test_missing_file_says_how_to_get_one(tmp_path):
    with pytest.raises(InvalidInput, match=r"no such file; `evershare deploy --example` prints one"):
        read_settings("base-sepolia", tmp_path / "nothing.toml")


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("delay_hours = 48", "delay_hours = ", r"governance\.toml: "),
        ("delay_hours = 48", "delay_hours = 0", r"timelock\.delay_hours must be a whole number from 1 to 720, not 0"),
        ("delay_hours = 48", "delay_hours = true", r"timelock\.delay_hours must be a whole number from 1 to 720"),
        (f'proposers = ["{PROPOSER}"]', "proposers = []", r"timelock\.proposers must be a list of one address or more"),
        ("[officers]", "[office]", r"the table \[officers\] is missing"),
        (f'risk = "{RISK}"', 'risk = "0x..."', r"officers\.risk must be an address, not '0x\.\.\.'"),
        (f'risk = "{RISK}"', f'risk = "{ZERO_ADDRESS}"', r"officers\.risk must be an address"),
        (f'risk = "{RISK}"', "", r"officers\.risk must be an address$"),
        (
            f'risk = "{RISK}"',
            'risk = "0xDD24F84d36BF92C65F92307595335bdFab5Bbd21"',
            r"officers\.risk has a wrong checksum",
        ),
        (
            'sequencer_uptime_feed = "none"',
            "",
            r'sequencer_uptime_feed is not known .* give its address, or "none" to go without',
        ),
        (
            "[timelock]",
            "[chainlink]\ndeviation_bps = 0\n[timelock]",
            r"chainlink\.deviation_bps must be a whole number",
        ),
    ],
)
def test_wrong_value_is_named(settings_file, old, new, error):
    assert old in GOOD

    with pytest.raises(InvalidInput, match=error):
        read_settings("base-sepolia", settings_file(GOOD.replace(old, new)))


def test_example_is_a_settings_file_but_for_the_addresses(settings_file):
    with pytest.raises(InvalidInput, match=r"timelock\.proposers must be an address, not '0x\.\.\.'"):
        read_settings("ethereum-sepolia", settings_file(EXAMPLE))


@pytest.mark.parametrize("network", networks())
def test_every_network_has_its_facts(settings_file, network):
    told = read_settings(network, settings_file(GOOD))

    assert told.chain_id == chain_id_of(network)
    assert [price.symbol for price in told.prices] == ["BTC", "ETH", "USDC"]
    assert told.sequencer_uptime_feed == ZERO_ADDRESS
    assert told.timelock.delay_seconds == 48 * 3600
    assert told.chainlink is None


def test_networks_are_different_chains():
    chains = [chain_id_of(network) for network in networks()]

    assert sorted(chains) == [84_532, 421_614, 11_155_111]
