/**
 * The stages of a count, and how equal candidates are told apart.
 *
 * Source: spec/counting/result.md, sections 2 and 3.
 */

import { Refused } from "../shared/refused.ts";
import type { Candidate } from "./contest.ts";

/** Votes, in the rule's units: whole numbers of 1/10^places of a vote. */
export type Votes = bigint;

export type Purpose = "election" | "surplus" | "exclusion";

export interface Tie {
  readonly purpose: Purpose;
  readonly between: readonly Candidate[];
  readonly brokenBy: "stage" | "lot";
  /** The number of the earlier stage at which they differed. */
  readonly stage: number | null;
  /** Those of `between` still in question for the purpose. */
  readonly left: readonly Candidate[];
}

/** Papers of one candidate that leave at one value. */
export interface Transfer {
  readonly from: Candidate;
  readonly value: Votes;
  readonly to: readonly (readonly [candidate: Candidate, papers: bigint, votes: Votes])[];
  readonly nonTransferable: readonly [papers: bigint, votes: Votes];
}

/** One step of the count, as things stood at its end. */
export interface Stage {
  readonly action: string;
  readonly of: readonly Candidate[];
  readonly totals: readonly Votes[];
  readonly nonTransferable: Votes;
  readonly lost: Votes;
  readonly elected: readonly Candidate[];
  readonly excluded: readonly Candidate[];
  readonly ties: readonly Tie[];
  readonly transfers: readonly Transfer[];
  readonly quota: Votes | null;
}

/** What a stage is where nothing else is said of it. */
export const QUIET: Stage = {
  action: "first",
  of: [],
  totals: [],
  nonTransferable: 0n,
  lost: 0n,
  elected: [],
  excluded: [],
  ties: [],
  transfers: [],
  quota: null,
};

/** One of several equal candidates, and the events in which they were told apart; none where there was but one. */
export interface Choice {
  readonly chosen: Candidate;
  readonly ties: readonly Tie[];
}

/** Those of `candidates` for whom `votes` is greatest, in order of number. */
export function most(candidates: readonly Candidate[], votes: readonly Votes[]): Candidate[] {
  return extreme(candidates, votes, (one, other) => one > other);
}

/** Those of `candidates` for whom `votes` is least, in order of number. */
export function fewest(candidates: readonly Candidate[], votes: readonly Votes[]): Candidate[] {
  return extreme(candidates, votes, (one, other) => one < other);
}

function extreme(
  candidates: readonly Candidate[],
  votes: readonly Votes[],
  before: (one: Votes, other: Votes) => boolean,
): Candidate[] {
  let found: Candidate[] = [];
  for (const candidate of candidates) {
    const [best] = found;
    if (best === undefined || before(at(votes, candidate), at(votes, best))) found = [candidate];
    else if (at(votes, candidate) === at(votes, best)) found.push(candidate);
  }
  return found;
}

/** Element `i` of a list that has it. */
export function at<T>(list: readonly T[], i: number): T {
  const found = list[i];
  if (found === undefined) throw new RangeError(`there is no ${i} in a list of ${list.length}`);
  return found;
}

/** `candidates` by votes, most first, equals by number. */
export function byVotes(candidates: readonly Candidate[], votes: readonly Votes[]): Candidate[] {
  return [...candidates].sort((one, other) => {
    const difference = at(votes, other) - at(votes, one);
    return difference === 0n ? one - other : difference > 0n ? 1 : -1;
  });
}

/**
 * One of `equal` by comparing them at the stage before, then the one before that, and so on; else by lot.
 *
 * Raises Refused: count.lot-needed.
 */
export function backwards(
  purpose: Purpose,
  equal: readonly Candidate[],
  stages: readonly Stage[],
  lot: readonly Candidate[],
): Choice {
  let between = equal;
  const ties: Tie[] = [];
  for (let n = stages.length; n >= 1 && between.length > 1; n--) {
    const { totals } = at(stages, n - 1);
    const left = purpose === "exclusion" ? fewest(between, totals) : most(between, totals);
    if (left.length === between.length) continue;
    ties.push({ purpose, between, brokenBy: "stage", stage: n, left });
    between = left;
  }
  const drawn = byLot(purpose, between, lot);
  return { chosen: drawn.chosen, ties: [...ties, ...drawn.ties] };
}

/**
 * One of `equal` by lot: the earliest drawn for `election` and `surplus`, the latest for `exclusion`.
 *
 * Raises Refused: count.lot-needed.
 */
export function byLot(purpose: Purpose, equal: readonly Candidate[], lot: readonly Candidate[]): Choice {
  const [only] = equal;
  if (only === undefined) throw new RangeError("a lot is drawn between candidates");
  if (equal.length === 1) return { chosen: only, ties: [] };
  const drawn = lot.filter((candidate) => equal.includes(candidate));
  const chosen = purpose === "exclusion" ? drawn.at(-1) : drawn[0];
  if (chosen === undefined) throw new Refused("count.lot-needed", `a lot must be drawn (${purpose})`);
  return { chosen, ties: [{ purpose, between: equal, brokenBy: "lot", stage: null, left: [chosen] }] };
}
