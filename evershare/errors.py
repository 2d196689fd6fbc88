"""The errors of this package: one base, and a builtin beside it, so that either can be caught."""


class EvershareError(Exception):
    """Base of every error that this package raises by itself."""


class InvalidInput(EvershareError, ValueError):
    """An argument has a value that makes no sense here."""


class InvalidType(EvershareError, TypeError):
    """An argument has a type that is refused, such as a float for an amount."""


class MissingPackage(EvershareError, ImportError):
    """An optional package is not installed."""
