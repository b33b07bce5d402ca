/**
 * Points.
 *
 * Source: spec/counting/score.md.
 */

import { standing } from "../contest.ts";
import { filled } from "../filling.ts";
import { points } from "../papers.ts";
import { allPoints } from "../points.ts";
import { LOT, rule, WITHDRAWN } from "../rule.ts";
import { QUIET } from "../stages.ts";

export const score = rule(
  { version: 1, parameters: [LOT, WITHDRAWN], single: false, places: 0 },
  points,
  ({ valid: papers }, contest) => {
    // Clause 1.
    const { totals, nonTransferable, whole } = allPoints(papers, contest);
    // Clauses 2 and 3.
    const { elected, ties } = filled(standing(contest), totals, contest.seats, contest.lot);
    return { stages: [{ ...QUIET, totals, nonTransferable, elected, ties }], whole: () => whole };
  },
);
