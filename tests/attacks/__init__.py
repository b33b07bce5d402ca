"""Forged evidence, made by somebody who holds the keys, and the check that must name the lie."""
