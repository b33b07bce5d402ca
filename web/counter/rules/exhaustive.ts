/**
 * The exhaustive ballot: one count is one round.
 *
 * Source: spec/counting/exhaustive.md.
 */

import type { Json } from "../../shared/json.ts";
import type { Candidate, Contest } from "../contest.ts";
import { parameter, standing } from "../contest.ts";
import { allCrosses, asManyAsPlaces, OVERVOTES, UNDERVOTES } from "../crosses.ts";
import { type Filled, filled } from "../filling.ts";
import { together } from "../papers.ts";
import { BLANK, CROSSES, LOT, PERCENTAGES, rule, WITHDRAWN } from "../rule.ts";
import { at, byLot, byVotes, QUIET, type Tie, type Votes } from "../stages.ts";

/** Clause 2: who has reached the number required, of `cast` papers. */
function reached(contest: Contest, totals: readonly Votes[], cast: bigint): Candidate[] {
  const inclusive = parameter(contest, "required") === "at-least-1/2";
  return standing(contest).filter((candidate) => {
    const votes = at(totals, candidate);
    return votes > 0n && (inclusive ? 2n * votes >= cast : 2n * votes > cast);
  });
}

/** Clauses 6 and 7: who of more than `places` is excluded. */
function excludedOf(
  stand: readonly Candidate[],
  totals: readonly Votes[],
  places: number,
  contest: Contest,
): { excluded: readonly Candidate[]; ties: readonly Tie[] } {
  const list = byVotes(stand, totals).reverse();
  const votes = list.map((candidate) => at(totals, candidate));
  const greatest = parameter(contest, "exclude") === "one" ? 1 : list.length - places;
  for (let k = greatest; k >= 1; k--) {
    const sum = votes.slice(0, k).reduce((one, other) => one + other, 0n);
    if (sum <= at(votes, k) && at(votes, k - 1) < at(votes, k))
      return { excluded: list.slice(0, k), ties: [] };
  }
  const last = stand.filter((candidate) => at(totals, candidate) === at(votes, 0));
  const { chosen, ties } = byLot("exclusion", last, contest.lot);
  return { excluded: [chosen], ties };
}

interface Round extends Filled {
  readonly excluded: readonly Candidate[];
  readonly next: Json;
}

function round(contest: Contest, totals: readonly Votes[], cast: bigint): Round {
  const enough = reached(contest, totals, cast);
  // Clause 3.
  if (enough.length >= contest.seats) {
    return { ...filled(enough, totals, contest.seats, contest.lot), excluded: [], next: null };
  }
  // Clause 4.
  const elected = parameter(contest, "elect") === "each" ? byVotes(enough, totals) : [];
  const stand = standing(contest).filter((candidate) => !elected.includes(candidate));
  const places = contest.seats - elected.length;
  // Clause 5.
  if (stand.length <= places) {
    return { elected: [...elected, ...byVotes(stand, totals)], ties: [], excluded: [], next: null };
  }
  const { excluded, ties } = excludedOf(stand, totals, places, contest);
  const left = stand.filter((candidate) => !excluded.includes(candidate));
  // Clause 8.
  if (left.length <= places) {
    return { elected: [...elected, ...byVotes(left, totals)], ties, excluded, next: null };
  }
  const next = new Map<string, Json>([
    ["candidates", left.map((candidate) => BigInt(candidate + 1))],
    ["seats", BigInt(places)],
  ]);
  return { elected, ties, excluded, next };
}

export const exhaustive = rule(
  {
    version: 1,
    parameters: [
      ["required", "at-least-1/2", "more-than-1/2"],
      ["cast", "valid", "papers"],
      ["elect", "together", "each"],
      ["exclude", "group", "one"],
      LOT,
      OVERVOTES,
      UNDERVOTES,
      BLANK,
      CROSSES,
      WITHDRAWN,
      PERCENTAGES,
    ],
    single: false,
    places: 0,
  },
  asManyAsPlaces,
  ({ valid, reasons }, contest) => {
    // Clause 1.
    const { totals, nonTransferable, whole } = allCrosses(valid, contest);
    const invalid = [...reasons.values()].reduce((sum, number) => sum + number, 0n);
    const cast = together(valid) + (parameter(contest, "cast") === "papers" ? invalid : 0n);
    const { elected, excluded, ties, next } = round(contest, totals, cast);
    const inOrder = [...excluded].sort((one, other) => one - other);
    return {
      stages: [{ ...QUIET, totals, nonTransferable, elected, excluded: inOrder, ties }],
      whole: () => whole,
      more: new Map([["next_round", next]]),
    };
  },
);
