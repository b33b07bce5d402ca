/**
 * Meek's method as first published.
 *
 * Source: spec/counting/meek-hww.md.
 */

import { IteratedCount, lastByLot, type Method, PLACES, share } from "../iteration.ts";
import { ranking } from "../papers.ts";
import { COUNTBACK, rule, SHARED } from "../rule.ts";
import { at } from "../stages.ts";

const METHOD: Method = {
  kept: share,
  quota: (active, seats) => active / BigInt(seats + 1),
  reaches: (votes, quota) => votes > quota,
  // Clause 5.
  isTime: ({ quota, totals }, elected) =>
    elected.every((candidate) => quota * 100_000n >= at(totals, candidate) * 99_999n),
  last: lastByLot,
};

export const meekHww = rule(
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
