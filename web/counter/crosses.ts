/**
 * Crosses: how many a paper may have, and how they are added up.
 *
 * Source: spec/counting/block.md, clauses 1 and 2.
 */

import type { Candidate, Contest, Parameter } from "./contest.ts";
import { numbers, parameter } from "./contest.ts";
import { crosses, type Papers, type Reader } from "./papers.ts";
import { at, type Votes } from "./stages.ts";

export const OVERVOTES: Parameter = ["overvotes", "invalid", "abstention"];
export const UNDERVOTES: Parameter = ["undervotes", "counted", "invalid"];

/** Crosses, at most as many as there are places, and as many where the contest wants all. */
export const asManyAsPlaces: Reader<readonly Candidate[]> = (marks, contest) => {
  const reading = crosses(marks, contest);
  if ("invalid" in reading) return reading;
  const made = reading.says.length;
  if (made > contest.seats) {
    return parameter(contest, "overvotes") === "invalid" ? { invalid: "overvotes" } : { says: [] };
  }
  const all = contest.seats < contest.candidates ? contest.seats : contest.candidates;
  const few = made > 0 && made < all;
  return few && parameter(contest, "undervotes") === "invalid" ? { invalid: "undervotes" } : reading;
};

/** The crosses of every candidate; those for the withdrawn are nobody's. */
export function allCrosses(papers: readonly Papers<readonly Candidate[]>[], contest: Contest) {
  const totals: Votes[] = numbers(contest.candidates).map(() => 0n);
  let nonTransferable = 0n;
  let whole = 0n;
  for (const { number, marks } of papers) {
    for (const candidate of marks) {
      whole += number;
      if (contest.withdrawn.has(candidate)) nonTransferable += number;
      else totals[candidate] = at(totals, candidate) + number;
    }
  }
  return { totals, nonTransferable, whole };
}
