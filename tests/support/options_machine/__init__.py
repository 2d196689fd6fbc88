"""Random trading on several pools beside the second set of books in support/options_ledger."""
