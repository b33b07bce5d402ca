/**
 * Candidates compared in pairs.
 *
 * Source: spec/counting/schulze.md, clauses 1 to 3.
 */

import type { Candidate, Contest } from "./contest.ts";
import { numbers, standing } from "./contest.ts";
import type { Levels, Papers } from "./papers.ts";
import { at } from "./stages.ts";

/** A row for each candidate, a number for each other. */
export type Table = bigint[][];

/** Element of a table: for `a` over `b`. */
export function over(table: Table, a: Candidate, b: Candidate): bigint {
  return at(at(table, a), b);
}

/** d(a, b), how many papers prefer a to b; 0 wherever either is withdrawn. */
export function pairwise(papers: readonly Papers<Levels>[], contest: Contest): Table {
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
