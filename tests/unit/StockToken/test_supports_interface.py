import pytest
from eth_utils import keccak

ERC20 = "totalSupply() balanceOf(address) transfer(address,uint256) allowance(address,address) \
approve(address,uint256) transferFrom(address,address,uint256)"
SIGNATURES = {
    "ERC-165": "supportsInterface(bytes4)",
    "ERC-20": ERC20,
    "ERC-20 metadata": "name() symbol() decimals()",
    "ERC-2612": "permit(address,address,uint256,uint256,uint8,bytes32,bytes32) nonces(address) DOMAIN_SEPARATOR()",
    "ERC-8056": "uiMultiplier()",
    "ERC-8056 pending": "newUIMultiplier() effectiveAt()",
    "ERC-8056 conversion": "toUIAmount(uint256) fromUIAmount(uint256)",
    "ERC-8056 balances": "balanceOfUI(address) totalSupplyUI()",
    "ERC-7943": "forcedTransfer(address,address,uint256) setFrozenTokens(address,uint256) canSend(address) \
canReceive(address) getFrozenTokens(address) canTransfer(address,address,uint256)",
}


def interface_id(signatures):
    """ERC-165: the exclusive or of the functions' selectors."""
    value = 0
    for signature in signatures.split():
        value ^= int.from_bytes(keccak(text=signature)[:4], "big")
    return f"0x{value:08x}"


@pytest.mark.parametrize(
    ("standard", "stated"),
    [
        ("ERC-7943", "0x3edbb4c4"),
        ("ERC-8056", "0xa60bf13d"),
        ("ERC-8056 pending", "0x4bd27648"),
        ("ERC-8056 conversion", "0x57854fc3"),
        ("ERC-8056 balances", "0xd890fd71"),
    ],
)
def test_the_id_is_the_one_that_the_standard_states(standard, stated):
    assert interface_id(SIGNATURES[standard]) == stated


@pytest.mark.parametrize("standard", SIGNATURES)
def test_supports(desk, standard):
    assert desk.token.supportsInterface(interface_id(SIGNATURES[standard]))


@pytest.mark.parametrize("unknown", ["0xffffffff", "0xbf1ef5fe", "0x00000000"])
def test_supports_nothing_else(desk, unknown):
    assert not desk.token.supportsInterface(unknown)
