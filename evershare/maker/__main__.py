"""Run the maker from the command line."""

from evershare.maker.command import main

if __name__ == "__main__":
    main()
