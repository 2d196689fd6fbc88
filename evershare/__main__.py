"""``python -m evershare`` is ``evershare``."""

from evershare.cli import main

main(prog_name="evershare")
