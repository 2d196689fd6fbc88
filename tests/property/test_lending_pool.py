"""A lending pool keeps ERC-4626's promises whatever has happened in it, and agrees with its model to the unit."""

from hypothesis import given, settings
from hypothesis import strategies as st

from evershare.devchain import rewound
from evershare.model.credit import LendingPool
from tests.support.effort import runs
from tests.support.lending import CURVE, DAY, RESERVE_FACTOR_BPS, YEAR

BORROWERS, LENDERS = ("trader", "second_trader"), ("liquidity_provider", "second_trader")
amounts = st.integers(1, 400_000)


# What was supplied, how much of it is lent (per cent), how long ago, and whether a part of that was lost.
histories = st.tuples(amounts, st.integers(0, 100), st.integers(1, 3 * YEAR), st.booleans())


def live(lending, supplied, percent, seconds, is_lost):
    """Make a history happen. What is lost is the smaller of two loans."""
    lending.supply("liquidity_provider", supplied)
    lent = supplied * percent // 100
    loans = (lent - lent // 3, lent // 3)
    for role, amount in zip(BORROWERS, loans, strict=True):
        if amount:
            lending.borrow(role, amount)
    lending.pass_time(seconds)
    if is_lost and loans[1]:
        lending.pool.writeOff(lending.people["second_trader"], lending.as_("ledger"))


@settings(max_examples=runs(15))
@given(history=histories, amount=amounts, function=st.sampled_from(["deposit", "mint", "withdraw", "redeem"]))
def test_a_preview_is_what_happens(lending, history, amount, function):
    with rewound():
        live(lending, *history)
        provider, pool = lending.people["liquidity_provider"], lending.pool
        most = {"withdraw": pool.maxWithdraw, "redeem": pool.maxRedeem}.get(function)
        given_in = {"deposit": amount, "mint": amount * 10**6}.get(function) or min(amount, most(provider))
        arguments = (given_in, provider) if most is None else (given_in, provider, provider)
        lending.pool.accrue(lending.as_("stranger"))  # so that the second until the next block adds next to nothing
        # As of the block that the transaction will be in.
        lending.chain.mine(timestamp=lending.now + 1)
        preview = getattr(pool, "preview" + function.capitalize())(given_in)
        if not given_in or not preview:
            return

        happened = getattr(pool, function).call(*arguments, {"from": provider})

        assert happened == preview


@settings(max_examples=runs(15))
@given(history=histories, amount=amounts)
def test_a_lenders_round_trip_never_gains(lending, history, amount):
    """V7, and nobody else loses by it."""
    with rewound():
        live(lending, *history)
        second, provider, pool = lending.people["second_trader"], lending.people["liquidity_provider"], lending.pool
        others = pool.convertToAssets(pool.balanceOf(provider))
        shares = pool.deposit(amount, second, {"from": second}).return_value
        if pool.previewRedeem(shares):
            assert (
                pool.redeem(shares, second, second, {"from": second}).return_value <= amount + 1
            )  # a second's interest
        assert pool.convertToAssets(pool.balanceOf(provider)) >= others


@settings(max_examples=runs(15))
@given(history=histories, amount=amounts)
def test_a_borrowers_round_trip_never_gains(lending, history, amount):
    """V7: what was borrowed is owed at once, and the lenders' assets never fall."""
    with rewound():
        live(lending, *history)
        amount = min(amount, lending.pool.maxLend())
        if not amount:
            return
        before, owed = lending.pool.totalAssets(), lending.pool.debtOf(lending.people["trader"])
        lending.borrow("trader", amount)
        assert lending.pool.debtOf(lending.people["trader"]) >= owed + amount
        lending.repay("trader", amount)
        assert lending.pool.debtOf(lending.people["trader"]) >= owed
        assert lending.pool.totalAssets() >= before


@settings(max_examples=runs(10))
@given(first=st.integers(1, 10), gift=st.integers(0, 500_000), lent=st.integers(0, 10), paid=st.integers(100, 300_000))
def test_the_first_lender_cannot_take_from_the_next(lending, first, gift, lent, paid):
    """A tiny first deposit, a gift to the pool, and years of interest on what little there is."""
    with rewound():
        lending.supply("second_trader", first)
        lending.token.transfer(lending.pool, gift, lending.as_("trader"))
        if min(lent, first):
            lending.borrow("trader", min(lent, first))
            lending.pass_time(4 * YEAR)

        lending.supply("liquidity_provider", paid)

        provider = lending.people["liquidity_provider"]
        worth = lending.pool.convertToAssets(lending.pool.balanceOf(provider))
        assert worth >= paid - 1 - paid // 10**5


steps = st.lists(
    st.tuples(
        st.sampled_from(["lend", "repay", "deposit", "redeem", "write_off", "mint_reserve"]),
        st.integers(0, 1),
        amounts,
        st.integers(1, 200 * DAY),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=runs(10))
@given(steps=steps)
def test_it_agrees_with_the_model(lending, steps):
    """A3: debt shares sum to their total, and the lenders' assets are cash and debt less reserve, after any history."""
    with rewound():
        pool = lending.pool
        model = LendingPool(CURVE, RESERVE_FACTOR_BPS, now=lending.now)
        shares = lending.supply("liquidity_provider", 300_000).return_value
        assert model.deposit("liquidity_provider", 300_000, lending.now) == shares
        for action, who, amount, seconds in steps:
            lending.pass_time(seconds)
            Step(lending, model, BORROWERS[who], LENDERS[who], amount).run(action)

            seen = model.at(lending.now)
            borrowers = [lending.people[role] for role in BORROWERS]
            assert pool.debtIndex() == seen.index
            assert [pool.debtOf(account) for account in borrowers] == [seen.debt_of(role) for role in BORROWERS]
            assert pool.totalDebtShares() == sum(pool.debtSharesOf(account) for account in borrowers)
            assert (pool.cash(), pool.totalDebt(), pool.reserve()) == (seen.cash, seen.total_debt, seen.reserve)
            assert pool.totalAssets() == seen.total_assets == pool.cash() + pool.totalDebt() - pool.reserve()
            assert pool.totalLoss() == model.total_loss
            assert pool.totalSupply() == sum(model.shares.values())


class Step:
    """One action on the chain and in the model, at the same second, with an amount that is possible."""

    def __init__(self, lending, model, borrower, lender, amount):
        self.lending, self.model = lending, model
        self.borrower, self.lender, self.amount = borrower, lender, amount

    def run(self, action):
        getattr(self, action)()

    def lend(self):
        if amount := min(self.amount, self.lending.pool.maxLend()):
            lent = self.lending.borrow(self.borrower, amount)
            self.model.lend(self.borrower, amount, lent.timestamp)

    def repay(self):
        amount = min(self.amount, self.lending.balance(self.borrower, self.lending.token))
        repaid = self.lending.repay(self.borrower, amount)
        assert self.model.repay(self.borrower, amount, repaid.timestamp) == repaid.return_value

    def deposit(self):
        amount = min(self.amount, self.lending.token.balanceOf(self.lending.people[self.lender]))
        if self.lending.pool.previewDeposit(amount):
            supplied = self.lending.supply(self.lender, amount)
            assert self.model.deposit(self.lender, amount, supplied.timestamp) == supplied.return_value

    def redeem(self):
        person = self.lending.people[self.lender]
        shares = min(self.amount * 10**6, self.lending.pool.maxRedeem(person))
        if self.lending.pool.previewRedeem(shares):
            paid = self.lending.pool.redeem(shares, person, person, {"from": person})
            assert self.model.redeem(self.lender, shares, paid.timestamp) == paid.return_value

    def write_off(self):
        person = self.lending.people[self.borrower]
        if self.lending.pool.debtOf(person):
            written = self.lending.pool.writeOff(person, self.lending.as_("ledger"))
            assert self.model.write_off(self.borrower, "insurance", written.timestamp) == written.return_value

    def mint_reserve(self):
        minted = self.lending.pool.accrue(self.lending.as_("stranger"))
        self.model.mint_reserve("insurance", minted.timestamp)
