/**
 * A motion: 1 is yes, 2 is no.
 *
 * Source: spec/counting/yes-no.md.
 */

import { Refused } from "../../shared/refused.ts";
import { ranking, together } from "../papers.ts";
import { Piles, sorted } from "../piles.ts";
import { rule, SHARED } from "../rule.ts";
import { at, QUIET } from "../stages.ts";

/** The fraction p/q, and whether exactly so much is enough. */
const THRESHOLDS = new Map<string, readonly [p: bigint, q: bigint, inclusive: boolean]>([
  ["more-than-1/2", [1n, 2n, false]],
  ["at-least-1/2", [1n, 2n, true]],
  ["more-than-2/3", [2n, 3n, false]],
  ["at-least-2/3", [2n, 3n, true]],
  ["more-than-3/4", [3n, 4n, false]],
  ["at-least-3/4", [3n, 4n, true]],
  ["at-least-1/3", [1n, 3n, true]],
]);

/** Clauses 2 and 3. */
function carried(yes: bigint, no: bigint, threshold: string): boolean {
  const [p, q, inclusive] = THRESHOLDS.get(threshold) ?? [1n, 1n, false];
  if (yes + no === 0n) return false;
  return inclusive ? q * yes >= p * (yes + no) : q * yes > p * (yes + no);
}

export const yesNo = rule(
  {
    version: 1,
    parameters: [["threshold", "more-than-1/2", ...[...THRESHOLDS.keys()].slice(1)], ...SHARED],
    single: true,
    places: 0,
  },
  ranking,
  (papers, contest) => {
    if (contest.candidates !== 2)
      throw new Refused("count.candidates", "a motion has two options, yes and no");
    if (contest.withdrawn.size > 0) throw new Refused("count.withdrawn", "a motion has nobody to withdraw");
    if (papers.some(({ marks }) => marks.length > 1)) {
      throw new Refused("count.paper", "a paper on a motion says yes or no, not both");
    }
    const piles = new Piles(2);
    piles.credit(
      sorted(papers, () => true),
      1n,
    );
    const { totals, nonTransferable } = piles;
    const elected = carried(at(totals, 0), at(totals, 1), contest.parameters.get("threshold") ?? "")
      ? [0]
      : [];
    return { stages: [{ ...QUIET, totals, nonTransferable, elected }], elected, whole: together(papers) };
  },
);
