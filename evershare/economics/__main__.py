"""Run the measurements from the command line."""

from evershare.economics.command import main

if __name__ == "__main__":
    main()
