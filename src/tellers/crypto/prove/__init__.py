"""Makers of keys, ciphertexts and proofs. No verifier imports this package (an import contract)."""
