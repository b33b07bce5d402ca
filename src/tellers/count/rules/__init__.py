"""Every counting rule, one file each; adding one is one line here (CONTRIBUTING, "A counting rule")."""

from tellers.count.rule import Rule
from tellers.count.rules import av, fptp, schulze, score, stv_scottish, yes_no

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        fptp.RULE,
        yes_no.RULE,
        av.RULE,
        stv_scottish.RULE,
        score.RULE,
        schulze.RULE,
    )
}
