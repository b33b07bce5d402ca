/**
 * Approval voting.
 *
 * Source: spec/counting/approval.md.
 */

import { allCrosses } from "../crosses.ts";
import { filledAsGuaranteed } from "../filling.ts";
import { RESERVED, UNMET } from "../guaranteed.ts";
import { crosses } from "../papers.ts";
import { BLANK, CROSSES, LOT, PERCENTAGES, rule, WITHDRAWN } from "../rule.ts";
import { QUIET } from "../stages.ts";

export const approval = rule(
  {
    version: 1,
    parameters: [LOT, BLANK, CROSSES, WITHDRAWN, PERCENTAGES],
    single: false,
    reopen: true,
    guaranteed: [UNMET, RESERVED],
    places: 0,
  },
  crosses,
  ({ valid: papers }, contest) => {
    const { totals, nonTransferable, whole } = allCrosses(papers, contest);
    // Clauses 2 and 3.
    const places = filledAsGuaranteed(contest, totals);
    return { stages: [{ ...QUIET, totals, nonTransferable, ...places }], whole: () => whole };
  },
);
