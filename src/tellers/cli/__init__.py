"""The command `tellers`, one file a command."""
