"""The settings file: its example is one, and what is wrong is said in one line."""

from decimal import Decimal
from pathlib import Path

import pytest

from evershare.errors import InvalidInput
from evershare.maker.settings import EXAMPLE, read_settings

POOL = "0x" + "5" * 40


def test_the_example_with_a_pool_is_good_and_exact(tmp_path: Path) -> None:
    file = tmp_path / "maker.toml"
    file.write_text(EXAMPLE.replace("0x...", POOL))
    settings = read_settings(file)

    assert settings.spread == Decimal("0.03")
    assert settings.strikes == (Decimal("0.9"), Decimal("1.0"), Decimal("1.1"))


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("0x...", "0x12", "pool: String should match pattern"),
        ("spread = 0.03", "spread = 1.5", "spread: Input should be less than 1"),
        ("spread = 0.03", "", "spread: Field required"),
        ("most_locked = 0.8", "most_locked = 0.95", "most_locked: Input should be less than or equal to 0.9"),
        ("band = 0.01", "bend = 0.01", "band: Field required"),
        ("band = 0.01", "band = ", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, before: str, after: str, reason: str) -> None:
    file = tmp_path / "maker.toml"
    file.write_text(EXAMPLE.replace(before, after).replace("0x...", POOL))

    with pytest.raises(InvalidInput, match=reason) as refused:
        read_settings(file)
    assert "\n" not in str(refused.value).strip()


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"cannot be read: .*No such file"):
        read_settings(tmp_path / "none.toml")
