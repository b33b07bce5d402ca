/**
 * The Borda count.
 *
 * Source: spec/counting/borda.md.
 */

import type { Contest } from "../contest.ts";
import { numbers, parameter, standing } from "../contest.ts";
import { filledAsGuaranteed } from "../filling.ts";
import { RESERVED, UNMET } from "../guaranteed.ts";
import { type Levels, levels, together } from "../papers.ts";
import { BLANK, GAPS, LOT, REPEATS, rule, WITHDRAWN } from "../rule.ts";
import { at, QUIET, type Votes } from "../stages.ts";

/** What a paper gives each candidate, in tenths of a point. */
function given(marks: Levels, contest: Contest): Votes[] {
  const stand = standing(contest);
  const tenths = numbers(contest.candidates).map(() => 0n);
  const here = marks
    .map((level) => level.filter((candidate) => !contest.withdrawn.has(candidate)))
    .filter((level) => level.length > 0);
  // Clause 3.
  if (here.length === 0) return tenths;
  // Clauses 1 and 2.
  const named = here.flat();
  const unnamed = stand.filter((candidate) => !named.includes(candidate));
  let below = BigInt(stand.length);
  for (const level of parameter(contest, "truncated") === "average" ? [...here, unnamed] : here) {
    const equals = BigInt(level.length);
    below -= equals;
    for (const candidate of level) tenths[candidate] = 10n * below + 5n * (equals - 1n);
  }
  return tenths;
}

export const borda = rule(
  {
    version: 1,
    parameters: [["truncated", "average", "zero"], LOT, BLANK, GAPS, REPEATS, WITHDRAWN],
    single: false,
    guaranteed: [UNMET, RESERVED],
    places: 1,
  },
  levels,
  ({ valid: papers }, contest) => {
    const totals = numbers(contest.candidates).map(() => 0n);
    for (const { number, marks } of papers) {
      for (const [candidate, tenths] of given(marks, contest).entries()) {
        totals[candidate] = at(totals, candidate) + number * tenths;
      }
    }
    const n = BigInt(standing(contest).length);
    const whole = 5n * n * (n - 1n) * together(papers);
    const nonTransferable = whole - totals.reduce((sum, one) => sum + one, 0n);
    // Clauses 4 and 5.
    const places = filledAsGuaranteed(contest, totals);
    return { stages: [{ ...QUIET, totals, nonTransferable, ...places }], whole: () => whole };
  },
);
