"""Settings that Brownie needs before it loads the project, earlier than any ``conftest.py``."""

from evershare import devchain

devchain.configure()
