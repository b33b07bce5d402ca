/**
 * Approval voting.
 *
 * Source: spec/counting/approval.md.
 */

import { standing } from "../contest.ts";
import { allCrosses } from "../crosses.ts";
import { filled } from "../filling.ts";
import { crosses } from "../papers.ts";
import { BLANK, CROSSES, LOT, PERCENTAGES, rule, WITHDRAWN } from "../rule.ts";
import { QUIET } from "../stages.ts";

export const approval = rule(
  {
    version: 1,
    parameters: [LOT, BLANK, CROSSES, WITHDRAWN, PERCENTAGES],
    single: false,
    reopen: true,
    places: 0,
  },
  crosses,
  ({ valid: papers }, contest) => {
    const { totals, nonTransferable, whole } = allCrosses(papers, contest);
    // Clauses 2 and 3.
    const { elected, ties } = filled(standing(contest), totals, contest.seats, contest.lot);
    return { stages: [{ ...QUIET, totals, nonTransferable, elected, ties }], whole: () => whole };
  },
);
