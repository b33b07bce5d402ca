"""The poll as the rule book sees it: who stands as a candidate, and by which decisions."""
