"""The web app on one's own machine: a market that replays real prices, and a server for the page and its prices.

`python -m evershare.dapp` starts it all. Nothing here is needed where the app uses a public network.
"""
