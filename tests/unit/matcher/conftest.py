import pytest


@pytest.fixture(autouse=True)
def _isolation() -> None:
    """The service is tested beside a chain of its own making, so none is rewound."""
