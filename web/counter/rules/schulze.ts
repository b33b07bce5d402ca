/**
 * The Schulze method.
 *
 * Source: spec/counting/schulze.md.
 */

import type { Candidate, Contest } from "../contest.ts";
import { numbers, standing } from "../contest.ts";
import { type Levels, levels, type Papers } from "../papers.ts";
import { BLANK, GAPS, REPEATS, rule, WITHDRAWN } from "../rule.ts";
import { at, byLot, QUIET } from "../stages.ts";

type Table = bigint[][];

/** Element of a table: for `a` over `b`. */
function over(table: Table, a: Candidate, b: Candidate): bigint {
  return at(at(table, a), b);
}

/** Clauses 1 and 2: d(a, b), how many papers prefer a to b. */
function pairwise(papers: readonly Papers<Levels>[], contest: Contest): Table {
  const stand = standing(contest);
  const d = numbers(contest.candidates).map(() => numbers(contest.candidates).map(() => 0n));
  for (const { number, marks } of papers) {
    const place = new Map(marks.flatMap((level, n) => level.map((candidate) => [candidate, n] as const)));
    const placeOf = (candidate: Candidate) => place.get(candidate) ?? marks.length;
    for (const a of stand) {
      for (const b of stand) {
        if (placeOf(a) < placeOf(b)) at(d, a)[b] = over(d, a, b) + number;
      }
    }
  }
  return d;
}

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
  { version: 1, parameters: [["ties", "lot"], BLANK, GAPS, REPEATS, WITHDRAWN], single: true, places: 0 },
  levels,
  (papers, contest) => {
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
      elected: [chosen],
      whole: pairs,
      tables: new Map([
        ["pairwise", d],
        ["chains", p],
      ]),
    };
  },
);
