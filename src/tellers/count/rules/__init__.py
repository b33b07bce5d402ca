"""Every counting rule, one file each; adding one is one line here (CONTRIBUTING, "A counting rule")."""

from tellers.count.rule import Rule
from tellers.count.rules import (
    approval,
    av,
    block,
    borda,
    college,
    exhaustive,
    fptp,
    meek_hww,
    meek_nz,
    prsa77,
    ranked_pairs,
    schulze,
    score,
    star,
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
        block.RULE,
        yes_no.RULE,
        av.RULE,
        exhaustive.RULE,
        college.RULE,
        stv_scottish.RULE,
        stv_ers97.RULE,
        stv_ni.RULE,
        stv_seanad.RULE,
        prsa77.RULE,
        meek_nz.RULE,
        meek_hww.RULE,
        warren.RULE,
        approval.RULE,
        score.RULE,
        star.RULE,
        borda.RULE,
        schulze.RULE,
        ranked_pairs.RULE,
    )
}
