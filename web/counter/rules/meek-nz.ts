/**
 * Meek's method by the New Zealand schedule; numbers are its clauses.
 *
 * Source: spec/counting/meek-nz.md.
 */

import { Refused } from "../../shared/refused.ts";
import type { Candidate, Contest } from "../contest.ts";
import { parameter } from "../contest.ts";
import {
  cannotCatchUp,
  IteratedCount,
  lastByLot,
  type Method,
  PLACES,
  quotaAbove,
  share,
} from "../iteration.ts";
import { ranking } from "../papers.ts";
import { COUNTBACK, rule, SHARED } from "../rule.ts";
import { at, type Choice, fewest } from "../stages.ts";

const MOST = 10_000n;

/** 41 to 47: the number of every candidate, before 48 turns any round. */
function drawn(contest: Contest, valid: bigint): bigint[] {
  if (BigInt(contest.candidates) > MOST)
    throw new Refused("count.candidates", "there are not enough numbers");
  const corrected = parameter(contest, "ties") === "corrected";
  // 42.
  let x = BigInt(contest.candidates) + 5n;
  let y = BigInt(contest.seats);
  let z = (valid + (corrected ? 10_000n : 1000n) * (valid % 10n)) % 30_323n;
  const found: bigint[] = [];
  for (let step = 1; found.length < contest.candidates; step++) {
    // 43.
    x = (171n * x) % 30_269n;
    y = (172n * y) % 30_307n;
    z = (170n * z) % 30_323n;
    const sum = (10_000n * x) / 30_269n + (10_000n * y) / 30_307n + (10_000n * z) / 30_323n;
    const number = corrected ? sum % MOST : sum;
    // 44 to 47.
    if (step > 4 && !found.includes(number)) found.push(number);
  }
  return found;
}

/** 19 and 48: the lowest number is excluded. */
function byNumbers(
  between: readonly Candidate[],
  contest: Contest,
  valid: bigint,
  iteration: number,
): Choice {
  const turned = (iteration % 2 === 1) === (parameter(contest, "ties") === "corrected");
  const stand = drawn(contest, valid).map((number) => (turned ? MOST - number : number));
  const left = fewest(between, stand);
  const tie = { purpose: "exclusion", between, brokenBy: "numbers", stage: null, left } as const;
  return { chosen: at(left, 0), ties: [tie] };
}

const METHOD: Method = {
  // 10.
  kept: share,
  // 5, 11.
  quota: quotaAbove,
  // 6, 12.
  reaches: (votes, quota) => votes >= quota,
  // 13.
  isTime: cannotCatchUp,
  last: (between, contest, valid, iteration) =>
    parameter(contest, "ties") === "lot"
      ? lastByLot(between, contest)
      : byNumbers(between, contest, valid, iteration),
};

export const meekNz = rule(
  {
    version: 1,
    parameters: [["ties", "corrected", "statute", "lot"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    places: PLACES,
  },
  ranking,
  ({ valid: papers }, contest) => new IteratedCount(papers, contest, METHOD).found(),
);
