import pytest


@pytest.fixture(autouse=True)
def _isolation() -> None:
    """The model touches no chain, so none is rewound."""
