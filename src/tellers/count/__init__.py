"""The count: ballot papers in, result out, stage by stage; ``rules/`` has one file per rule."""

from tellers.count.contest import Contest
from tellers.count.counting import count
from tellers.count.papers import Candidate, Paper, Papers, group
from tellers.count.profile import Profile, read_profiles
from tellers.count.rule import Parameter, Rule
from tellers.count.rules import RULES
from tellers.count.stages import Count, Stage, Tie

__all__ = [
    "RULES",
    "Candidate",
    "Contest",
    "Count",
    "Paper",
    "Papers",
    "Parameter",
    "Profile",
    "Rule",
    "Stage",
    "Tie",
    "count",
    "group",
    "read_profiles",
]
