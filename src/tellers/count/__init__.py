"""The count: ballot papers in, result out, stage by stage; ``rules/`` has one file per rule."""

from tellers.count.contest import Contest, Section
from tellers.count.countback import Countback, countback
from tellers.count.counterfactual import Difference, Entering, could_enter, entered, without
from tellers.count.counting import count, judges_blank
from tellers.count.files import Profile, read_profiles
from tellers.count.guaranteed import Guarantee
from tellers.count.margins import Margin, Way, margin
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
    "Countback",
    "Difference",
    "Entering",
    "Guarantee",
    "Margin",
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
    "Way",
    "Zip",
    "by_points",
    "could_enter",
    "count",
    "countback",
    "entered",
    "group",
    "judges_blank",
    "margin",
    "named",
    "read_profiles",
    "without",
    "zipped",
]
