"""EIP-712 messages of the protocol, hashed and signed without a chain. Addresses are hex strings with checksum."""

from evershare.signing.custody import (
    CORPORATE_ACTIONS_DOMAIN,
    MEETING_DOMAIN,
    PRIMARY_MARKET_DOMAIN,
    REGISTRY_DOMAIN,
    ActionConfirmation,
    Attestation,
    Fill,
    Receipt,
    VoteCertificate,
    sign,
)
from evershare.signing.messages import Domain, TypedMessage
from evershare.signing.orders import (
    ORDERS_DOMAIN,
    Cancellation,
    LimitOrder,
    OrderFill,
    PoolQuote,
    QuoteFill,
    bump_epoch_data,
    cancel_group_data,
    orders_domain,
    recover,
    sign_order,
)

__all__ = [
    "CORPORATE_ACTIONS_DOMAIN",
    "MEETING_DOMAIN",
    "ORDERS_DOMAIN",
    "PRIMARY_MARKET_DOMAIN",
    "REGISTRY_DOMAIN",
    "ActionConfirmation",
    "Attestation",
    "Cancellation",
    "Domain",
    "Fill",
    "LimitOrder",
    "OrderFill",
    "PoolQuote",
    "QuoteFill",
    "Receipt",
    "TypedMessage",
    "VoteCertificate",
    "bump_epoch_data",
    "cancel_group_data",
    "orders_domain",
    "recover",
    "sign",
    "sign_order",
]
