/**
 * The block vote.
 *
 * Source: spec/counting/block.md.
 */

import { allCrosses, asManyAsPlaces, OVERVOTES, UNDERVOTES } from "../crosses.ts";
import { filledAsGuaranteed } from "../filling.ts";
import { RESERVED, UNMET } from "../guaranteed.ts";
import { BLANK, CROSSES, LOT, PERCENTAGES, rule, WITHDRAWN } from "../rule.ts";
import { QUIET } from "../stages.ts";

export const block = rule(
  {
    version: 1,
    parameters: [LOT, OVERVOTES, UNDERVOTES, BLANK, CROSSES, WITHDRAWN, PERCENTAGES],
    single: false,
    reopen: true,
    guaranteed: [UNMET, RESERVED],
    places: 0,
  },
  asManyAsPlaces,
  ({ valid: papers }, contest) => {
    const { totals, nonTransferable, whole } = allCrosses(papers, contest);
    // Clauses 3 and 4.
    const places = filledAsGuaranteed(contest, totals);
    return { stages: [{ ...QUIET, totals, nonTransferable, ...places }], whole: () => whole };
  },
);
