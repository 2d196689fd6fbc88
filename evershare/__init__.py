"""Evershare: live tokenised stocks. Models, tools and scripts around the contracts."""
