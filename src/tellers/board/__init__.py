"""The bulletin board: which entries exist, who signs them, and what they add up to.

The board knows pseudonyms, never names.
"""
