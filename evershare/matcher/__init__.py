"""A matcher: takes signed quotes and limit orders, matches them by price and time, and settles them on chain.

It holds no money and no key but the one that pays for gas. What it settles is what was signed, to the bit; what it
knows can be lost without anybody losing more than time.
"""
