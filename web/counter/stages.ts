/**
 * The stages of a count, and how equal candidates are told apart.
 *
 * Source: spec/counting/result.md, sections 2 and 3.
 */

import { Refused } from "../shared/refused.ts";
import type { Candidate } from "./contest.ts";
import type { Bound } from "./guaranteed.ts";

/** Votes, in the rule's units: whole numbers of 1/10^places of a vote. */
export type Votes = bigint;

export type Purpose = "election" | "surplus" | "exclusion" | "order" | "runoff";

export interface Tie {
  readonly purpose: Purpose;
  readonly between: readonly Candidate[];
  readonly brokenBy:
    | "stage"
    | "lot"
    | "head-to-head"
    | "fives"
    | "points"
    | "preferences"
    | "iteration"
    | "numbers";
  /** The number of the earlier stage, of the preference or of the iteration, at which they differed. */
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
  /** In a contest with guaranteed places. */
  readonly bound?: Bound;
  /** For rules that count by iteration: which one this is, and what was kept of a paper in it. */
  readonly spent?: { readonly iteration: number; readonly keep: readonly Votes[] };
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

/** Candidates, and the events in which they were told apart from their equals. */
export interface Chosen {
  readonly candidates: readonly Candidate[];
  readonly ties: readonly Tie[];
}

/** How a contest has equal candidates told apart before the lot. */
export type Order = "backwards" | "forwards" | "lot";

/**
 * One of `equal` by comparing them at earlier stages in the order that is declared; else by lot.
 *
 * `history`: of every stage so far what the candidates are compared by.
 * Raises Refused: count.lot-needed.
 */
export function toldApart(
  order: Order,
  purpose: Purpose,
  equal: readonly Candidate[],
  history: readonly (readonly Votes[])[],
  lot: readonly Candidate[],
): Choice {
  let between = equal;
  const ties: Tie[] = [];
  const stages = history.map((votes, n) => ({ stage: n + 1, votes }));
  if (order === "backwards") stages.reverse();
  for (const { stage, votes } of order === "lot" ? [] : stages) {
    const left = purpose === "exclusion" ? fewest(between, votes) : most(between, votes);
    if (left.length === between.length) continue;
    ties.push({ purpose, between, brokenBy: "stage", stage, left });
    between = left;
  }
  const drawn = byLot(purpose, between, lot);
  return { chosen: drawn.chosen, ties: [...ties, ...drawn.ties] };
}

/** What candidates are compared by at earlier stages, where that is their votes. */
export function votesOf(stages: readonly Stage[]): Votes[][] {
  return stages.map(({ totals }) => [...totals]);
}

/**
 * One of `equal` by lot: the latest drawn for `exclusion`, the earliest for whatever else.
 *
 * Raises Refused: count.lot-needed.
 */
export function byLot(purpose: Purpose, equal: readonly Candidate[], lot: readonly Candidate[]): Choice {
  const [only] = equal;
  if (only === undefined) throw new RangeError("a lot is drawn between candidates");
  if (equal.length === 1) return { chosen: only, ties: [] };
  const drawn = inOrderOfLot(equal, lot);
  const chosen = purpose === "exclusion" ? drawn.at(-1) : drawn[0];
  if (chosen === undefined) throw lotNeeded(purpose);
  return { chosen, ties: [{ purpose, between: equal, brokenBy: "lot", stage: null, left: [chosen] }] };
}

/** `candidates` in the order of the lot; nobody where none was drawn. */
export function inOrderOfLot(candidates: readonly Candidate[], lot: readonly Candidate[]): Candidate[] {
  return lot.filter((candidate) => candidates.includes(candidate));
}

/** No program draws a lot by itself. */
export function lotNeeded(purpose: Purpose): Refused {
  return new Refused("count.lot-needed", `a lot must be drawn (${purpose})`);
}
