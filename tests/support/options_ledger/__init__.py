"""The options' books, kept a second time: balances, positions, funding and reserve from docs/design.md, section 5."""
