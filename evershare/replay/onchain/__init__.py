"""The same replay on a local chain. It needs a checkout that is set up (`make setup`)."""
