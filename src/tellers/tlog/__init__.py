"""Tamper-evident logs in the C2SP formats: Merkle tree, notes, checkpoints, cosignatures, proofs."""
