import pytest


@pytest.fixture(autouse=True)
def _isolation() -> None:
    """What is tested here touches no chain, so none is rewound."""
