/**
 * Points added up.
 *
 * Source: spec/counting/score.md and star.md, clause 1.
 */

import type { Contest } from "./contest.ts";
import { numbers } from "./contest.ts";
import type { Papers, Points } from "./papers.ts";
import { at, type Votes } from "./stages.ts";

export interface AllPoints {
  readonly totals: readonly Votes[];
  /** Points for the withdrawn. */
  readonly nonTransferable: Votes;
  /** All points given. */
  readonly whole: Votes;
}

/** The points of every candidate; those for a withdrawn one are nobody's. */
export function allPoints(papers: readonly Papers<Points>[], contest: Contest): AllPoints {
  const given = numbers(contest.candidates).map((candidate) =>
    papers.reduce((sum, { number, marks }) => sum + number * at(marks, candidate), 0n),
  );
  const totals = given.map((sum, candidate) => (contest.withdrawn.has(candidate) ? 0n : sum));
  const whole = given.reduce((sum, one) => sum + one, 0n);
  return { totals, whole, nonTransferable: whole - totals.reduce((sum, one) => sum + one, 0n) };
}
