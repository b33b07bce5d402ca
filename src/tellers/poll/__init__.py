"""The poll as the rule book sees it: timetable, candidates, complaints, declaration."""
