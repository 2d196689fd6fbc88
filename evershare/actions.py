"""Corporate actions by name: the enumerations of ``ICorporateActions`` and ``IOracleActions``."""

from enum import IntEnum

FREEZE_SECONDS = 15 * 60
TIMEOUT_SECONDS = 5 * 86_400
NOTICE_SECONDS = 86_400


class ActionKind(IntEnum):
    """What a company does."""

    SPLIT = 0
    REVERSE_SPLIT = 1
    REINVESTED_DIVIDEND = 2
    CASH_DIVIDEND = 3
    CASH_OUT = 4
    DELISTING = 5
    MEETING = 6


class ActionState(IntEnum):
    """How far an action is."""

    NONE = 0
    ANNOUNCED = 1
    SCHEDULED = 2
    FROZEN = 3
    EFFECTIVE = 4
    VERIFIED = 5
    CANCELLED = 6
    LAPSED = 7


class TokenState(IntEnum):
    """What may be done with a stock token."""

    ACTIVE = 0
    ANNOUNCED = 1
    SCHEDULED = 2
    FROZEN = 3
    EFFECTIVE = 4
    CASHED_OUT = 5
    DELISTED = 6


class PriceAction(IntEnum):
    """What a corporate action makes of an asset's price."""

    NONE = 0
    RATIO = 1
    CONTINUOUS = 2
    DIVIDEND = 3
    FIXED = 4
    DELISTED = 5
