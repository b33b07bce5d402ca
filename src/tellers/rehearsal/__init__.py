"""A whole poll in process: each role with its own keys, only files between them."""
