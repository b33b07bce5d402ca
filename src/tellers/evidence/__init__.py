"""The evidence pack: assemble, verify, release."""
