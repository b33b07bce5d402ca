"""tellers: a verifiable ballot, online, in person and by post, with a provable marked register."""

__version__ = "0.1.0"
