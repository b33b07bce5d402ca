"""Speed and memory, measured against targets; never asserted in a test. Run by ``make bench``."""
