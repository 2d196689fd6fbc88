"""A reference market maker: quotes a private pool around the model's value, and says how to hedge what it has written.

`decide` is the whole judgement, without a clock, a chain or a network; the rest reads for it and carries it out.
"""
