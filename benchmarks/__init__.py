"""How fast what keepers do is, and how it grows."""
