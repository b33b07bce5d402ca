"""Keys in the hands of those who hold them: what trustee, mixer, registrar and officer do with theirs.

Everybody works on their own machine, from files, and hands in files. Source: spec/custody.md.
"""
