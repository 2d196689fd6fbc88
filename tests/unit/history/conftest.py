import pytest


@pytest.fixture(autouse=True)
def _isolation() -> None:
    """Reading files touches no chain, so none is rewound."""
