"""Every counting rule, one file each; adding one is one line here (CONTRIBUTING, "A counting rule")."""

from tellers.count.rule import Rule
from tellers.count.rules import (
    av,
    fptp,
    meek_hww,
    meek_nz,
    prsa77,
    schulze,
    score,
    stv_ers97,
    stv_ni,
    stv_scottish,
    stv_seanad,
    warren,
    yes_no,
)

RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        fptp.RULE,
        yes_no.RULE,
        av.RULE,
        stv_scottish.RULE,
        stv_ers97.RULE,
        stv_ni.RULE,
        stv_seanad.RULE,
        prsa77.RULE,
        meek_nz.RULE,
        meek_hww.RULE,
        warren.RULE,
        score.RULE,
        schulze.RULE,
    )
}
