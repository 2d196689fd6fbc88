"""The errors of this package: one base, and a builtin beside it, so that either can be caught."""


class EvershareError(Exception):
    """Base of every error that this package raises by itself."""


class InvalidInput(EvershareError, ValueError):
    """An argument has a value that makes no sense here."""


class InvalidType(EvershareError, TypeError):
    """An argument has a type that is refused, such as a float for an amount."""


class NodeFailed(EvershareError, ConnectionError):
    """A node does not answer, or not what it should."""


class StepFailed(EvershareError):
    """A transaction of a deployment would revert, or has reverted."""


class RolesWrong(EvershareError):
    """What is deployed is not governed as it should be."""


class CodeDiffers(EvershareError):
    """The code on a chain is not what its sources compile to."""


class ModelDiffers(EvershareError):
    """What the model says and what a chain does are further apart than rounding explains."""


class PublishingFailed(EvershareError):
    """A service has refused a contract's sources, or does not answer."""


class MissingPackage(EvershareError, ImportError):
    """An optional package is not installed."""
