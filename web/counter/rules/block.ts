/**
 * The block vote.
 *
 * Source: spec/counting/block.md.
 */

import { standing } from "../contest.ts";
import { allCrosses, asManyAsPlaces, OVERVOTES, UNDERVOTES } from "../crosses.ts";
import { filled } from "../filling.ts";
import { BLANK, CROSSES, LOT, PERCENTAGES, rule, WITHDRAWN } from "../rule.ts";
import { QUIET } from "../stages.ts";

export const block = rule(
  {
    version: 1,
    parameters: [LOT, OVERVOTES, UNDERVOTES, BLANK, CROSSES, WITHDRAWN, PERCENTAGES],
    single: false,
    reopen: true,
    places: 0,
  },
  asManyAsPlaces,
  ({ valid: papers }, contest) => {
    const { totals, nonTransferable, whole } = allCrosses(papers, contest);
    // Clauses 3 and 4.
    const { elected, ties } = filled(standing(contest), totals, contest.seats, contest.lot);
    return { stages: [{ ...QUIET, totals, nonTransferable, elected, ties }], whole: () => whole };
  },
);
