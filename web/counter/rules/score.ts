/**
 * Points.
 *
 * Source: spec/counting/score.md.
 */

import { filledAsGuaranteed } from "../filling.ts";
import { RESERVED, UNMET } from "../guaranteed.ts";
import { points } from "../papers.ts";
import { allPoints } from "../points.ts";
import { LOT, rule, WITHDRAWN } from "../rule.ts";
import { QUIET } from "../stages.ts";

export const score = rule(
  { version: 1, parameters: [LOT, WITHDRAWN], single: false, guaranteed: [UNMET, RESERVED], places: 0 },
  points,
  ({ valid: papers }, contest) => {
    // Clause 1.
    const { totals, nonTransferable, whole } = allPoints(papers, contest);
    // Clauses 2 and 3.
    const places = filledAsGuaranteed(contest, totals);
    return { stages: [{ ...QUIET, totals, nonTransferable, ...places }], whole: () => whole };
  },
);
