"""The command: an example to start from, and what is missing in one line."""

from pathlib import Path

from click.testing import CliRunner, Result

from evershare.maker.command import main
from evershare.maker.settings import EXAMPLE


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_help_and_example() -> None:
    assert "--once" in run("--help").output
    assert run("--example").output == EXAMPLE


def test_what_is_missing() -> None:
    result = run("--rpc", "http://127.0.0.1:9")

    assert result.exit_code == 2
    assert "--settings, --keystore and --rpc are needed" in result.output


def test_settings_that_are_none(tmp_path: Path) -> None:
    settings = tmp_path / "maker.toml"
    settings.write_text(EXAMPLE)
    result = run("--rpc", "http://127.0.0.1:9", "--settings", settings, "--keystore", tmp_path / "key.json")

    assert result.exit_code == 1
    assert result.output == f"error: {settings}: pool: String should match pattern '^0x[0-9a-fA-F]{{40}}$'\n"
