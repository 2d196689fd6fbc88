"""Deploying to public networks with a key of one's own: compile, send step by step, record, verify.

What is deployed, and who may call what, is in ``evershare.deployment``. This package is how it gets there without
Brownie: ``evershare deploy`` and ``evershare verify``.
"""
