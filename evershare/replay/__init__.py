"""Loans on real prices: who is liquidated, and what lenders lose, hour by hour.

`python -m evershare.replay --prices DIR` replays one stretch of time; docs/replay.md says what is assumed.
"""
