"""The count: ballot papers in, result out, stage by stage; ``rules/`` has one file per rule."""

from tellers.count.contest import Contest, Guarantee, Section
from tellers.count.counting import count
from tellers.count.files import Profile, read_profiles
from tellers.count.named import Named, named
from tellers.count.papers import Candidate, Paper, Papers, Transfer, group
from tellers.count.parameters import Parameter
from tellers.count.rule import Rule
from tellers.count.rules import RULES
from tellers.count.stages import Count, Stage, Tie
from tellers.count.zipping import Place, Zip, by_points, zipped

__all__ = [
    "RULES",
    "Candidate",
    "Contest",
    "Count",
    "Guarantee",
    "Named",
    "Paper",
    "Papers",
    "Parameter",
    "Place",
    "Profile",
    "Rule",
    "Section",
    "Stage",
    "Tie",
    "Transfer",
    "Zip",
    "by_points",
    "count",
    "group",
    "named",
    "read_profiles",
    "zipped",
]
