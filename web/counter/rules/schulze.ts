/**
 * The Schulze method.
 *
 * Source: spec/counting/schulze.md.
 */

import type { Candidate } from "../contest.ts";
import { numbers, standing } from "../contest.ts";
import { over, pairwise, type Table } from "../pairs.ts";
import { levels } from "../papers.ts";
import { BLANK, GAPS, LOT, REPEATS, rule, WITHDRAWN } from "../rule.ts";
import { at, byLot, QUIET } from "../stages.ts";

/** Clause 3: p(a, b), the strength of the strongest chain of victories from a to b. */
function chains(d: Table): Table {
  const everybody = numbers(d.length);
  const p = d.map((row, a) => row.map((votes, b) => (votes > over(d, b, a) ? votes : 0n)));
  for (const through of everybody) {
    for (const a of everybody) {
      for (const b of everybody) {
        const first = over(p, a, through);
        const second = over(p, through, b);
        const weakest = first < second ? first : second;
        if (a !== b && weakest > over(p, a, b)) at(p, a)[b] = weakest;
      }
    }
  }
  return p;
}

export const schulze = rule(
  { version: 1, parameters: [LOT, BLANK, GAPS, LOT, REPEATS, WITHDRAWN], single: true, places: 0 },
  levels,
  ({ valid: papers }, contest) => {
    const d = pairwise(papers, contest);
    const p = chains(d);
    const stand = standing(contest);
    const prevails = (a: Candidate, b: Candidate) => over(p, a, b) > over(p, b, a);
    // Clauses 4 and 5.
    const unbeaten = stand.filter((a) => !stand.some((b) => prevails(b, a)));
    const { chosen, ties } = byLot("election", unbeaten, contest.lot);
    const totals = numbers(contest.candidates).map((a) => BigInt(stand.filter((b) => prevails(a, b)).length));
    const pairs = BigInt(stand.length * (stand.length - 1)) / 2n;
    const nonTransferable = pairs - totals.reduce((sum, one) => sum + one, 0n);
    return {
      stages: [{ ...QUIET, totals, nonTransferable, elected: [chosen], ties }],
      whole: () => pairs,
      more: new Map([
        ["pairwise", d],
        ["chains", p],
      ]),
    };
  },
);
