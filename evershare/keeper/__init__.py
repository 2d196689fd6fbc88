"""What keepers run: the state of all accounts, the scan that finds who is to be liquidated, and the jobs."""
