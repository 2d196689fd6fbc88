"""What an allowance is good for, of any token."""

from typing import Any

from tests.support.reverts import reverts


def moves_what_is_allowed(token: Any, owner: Any, spender: Any) -> None:
    """100 units go from the owner to the spender, who has none, by an allowance of as many; one more is refused."""
    held = token.balanceOf(owner)
    token.approve(spender, 100, {"from": owner})
    with reverts("ERC20InsufficientAllowance", spender, 100, 101):
        token.transferFrom(owner, spender, 101, {"from": spender})

    token.transferFrom(owner, spender, 100, {"from": spender})

    assert (token.balanceOf(owner), token.balanceOf(spender), token.allowance(owner, spender)) == (held - 100, 100, 0)
