"""Secrecy: the group, the transcript, selections as points, credentials and proofs.

``crypto.check`` holds what a verifier needs, ``crypto.prove`` what makes proofs; the verifier may
not import the second (an import contract). All arithmetic is done by the Rust core; points and
scalars are passed as their 32-byte encodings.
"""
