"""Run a replay from the command line."""

from evershare.replay.command import main

if __name__ == "__main__":
    main()
