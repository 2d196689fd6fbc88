"""The command ``evershare``."""

import click

from evershare.deploying.command import deploy_command, verify_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evershare")
def main() -> None:
    """Evershare: tokenised stocks as margin, and options on them."""


main.add_command(deploy_command)
main.add_command(verify_command)
