"""Run the service from the command line."""

from evershare.matcher.command import main

if __name__ == "__main__":
    main()
