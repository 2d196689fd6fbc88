"""What the protocol's option pools earn, and what traders with knowledge or patience take from them, on real prices.

`python -m evershare.economics --prices DIR --out docs` measures it all; docs/economics.md says how.
"""
