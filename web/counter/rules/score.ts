/**
 * Points.
 *
 * Source: spec/counting/score.md.
 */

import type { Candidate, Contest } from "../contest.ts";
import { numbers, standing } from "../contest.ts";
import { type Papers, type Points, points } from "../papers.ts";
import { rule, WITHDRAWN } from "../rule.ts";
import { at, byLot, byVotes, most, QUIET, type Tie, type Votes } from "../stages.ts";

function totalsOf(papers: readonly Papers<Points>[], candidates: number): Votes[] {
  return numbers(candidates).map((candidate) =>
    papers.reduce((sum, { number, marks }) => sum + number * at(marks, candidate), 0n),
  );
}

/** Clauses 2 and 3: those who are elected, in the order of the list, and the lots that were drawn. */
function places(contest: Contest, totals: readonly Votes[]): { elected: Candidate[]; ties: Tie[] } {
  const elected: Candidate[] = [];
  const ties: Tie[] = [];
  let left = standing(contest);
  while (left.length > 0 && elected.length < contest.seats) {
    let equal = most(left, totals);
    left = left.filter((candidate) => !equal.includes(candidate));
    if (equal.length <= contest.seats - elected.length) {
      elected.push(...byVotes(equal, totals));
      continue;
    }
    while (elected.length < contest.seats) {
      const drawn = byLot("election", equal, contest.lot);
      elected.push(drawn.chosen);
      ties.push(...drawn.ties);
      equal = equal.filter((candidate) => candidate !== drawn.chosen);
    }
  }
  return { elected, ties };
}

export const score = rule(
  { version: 1, parameters: [["ties", "lot"], WITHDRAWN], single: false, places: 0 },
  points,
  (papers, contest) => {
    // Clause 1.
    const given = totalsOf(papers, contest.candidates);
    const totals = given.map((sum, candidate) => (contest.withdrawn.has(candidate) ? 0n : sum));
    const whole = given.reduce((sum, one) => sum + one, 0n);
    const nonTransferable = whole - totals.reduce((sum, one) => sum + one, 0n);
    const { elected, ties } = places(contest, totals);
    return { stages: [{ ...QUIET, totals, nonTransferable, elected, ties }], elected, whole };
  },
);
