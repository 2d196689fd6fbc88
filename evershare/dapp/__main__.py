"""Run the app's server from the command line."""

from evershare.dapp.command import main

if __name__ == "__main__":
    main()
