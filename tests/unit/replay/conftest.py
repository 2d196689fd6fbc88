import pytest


@pytest.fixture(autouse=True)
def _isolation() -> None:
    """A replay touches no chain, so none is rewound."""
