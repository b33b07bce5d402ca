/**
 * Warren's method.
 *
 * Source: spec/counting/warren.md.
 */

import { cannotCatchUp, IteratedCount, lastByLot, type Method, PLACES, quotaAbove } from "../iteration.ts";
import { ranking } from "../papers.ts";
import { COUNTBACK, rule, SHARED } from "../rule.ts";

const METHOD: Method = {
  // Clause 1: the price, or what is left.
  kept: (left, price) => (left < price ? left : price),
  quota: quotaAbove,
  reaches: (votes, quota) => votes >= quota,
  isTime: cannotCatchUp,
  last: lastByLot,
};

export const warren = rule(
  {
    version: 1,
    parameters: [["ties", "forwards", "backwards"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    places: PLACES,
  },
  ranking,
  ({ valid: papers }, contest) => new IteratedCount(papers, contest, METHOD).found(),
);
