"""The first full trade on a week of real prices: ``make demo``, or ``brownie run demo``."""

from evershare.demo.command import main

if __name__ == "__main__":
    main()
