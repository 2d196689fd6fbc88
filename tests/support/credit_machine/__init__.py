"""Random borrowing, lending and liquidation beside the model of the ledger."""
