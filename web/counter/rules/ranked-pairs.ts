/**
 * Ranked pairs.
 *
 * Source: spec/counting/ranked-pairs.md.
 */

import type { Candidate, Contest } from "../contest.ts";
import { numbers, standing } from "../contest.ts";
import { over, pairwise, type Table } from "../pairs.ts";
import { levels } from "../papers.ts";
import { BLANK, GAPS, LOT, REPEATS, rule, WITHDRAWN } from "../rule.ts";
import { byLot, inOrderOfLot, lotNeeded, QUIET, type Tie } from "../stages.ts";

interface Victory {
  readonly winner: Candidate;
  readonly loser: Candidate;
  readonly votes: bigint;
  readonly against: bigint;
}

/** Clauses 1 and 2: lists of victories that are taken together, the strongest first. */
function victories(d: Table, stand: readonly Candidate[]): Victory[][] {
  const all = stand
    .flatMap((winner) =>
      stand.map((loser) => ({
        winner,
        loser,
        votes: over(d, winner, loser),
        against: over(d, loser, winner),
      })),
    )
    .filter(({ votes, against }) => votes > against)
    .sort((one, other) => compared(other.votes, one.votes) || compared(one.against, other.against));
  const together: Victory[][] = [];
  for (const victory of all) {
    const last = together.at(-1);
    const [alike] = last ?? [];
    if (alike?.votes === victory.votes && alike.against === victory.against) last?.push(victory);
    else together.push([victory]);
  }
  return together;
}

function compared(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** To whom chains of `locked` victories lead from `from`. */
function reached(locked: readonly Victory[], from: Candidate): Set<Candidate> {
  const found = new Set<Candidate>();
  const next = [from];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    for (const { winner, loser } of locked) {
      if (winner !== one || found.has(loser)) continue;
      found.add(loser);
      next.push(loser);
    }
  }
  return found;
}

function closesCircle({ winner, loser }: Victory, locked: readonly Victory[]): boolean {
  return reached(locked, loser).has(winner);
}

/** Clause 4: victories that are as strong, in the order in which they are taken, and those of them that are locked. */
function taken(
  alike: readonly Victory[],
  locked: readonly Victory[],
  lot: readonly Candidate[],
): { order: readonly Victory[]; locked: readonly Victory[]; ties: Tie[] } {
  const possible = alike.filter((victory) => !closesCircle(victory, locked));
  const all = [...locked, ...possible];
  if (!possible.some((victory) => closesCircle(victory, all)))
    return { order: alike, locked: possible, ties: [] };
  const between = [...new Set(possible.flatMap(({ winner, loser }) => [winner, loser]))].sort(
    (a, b) => a - b,
  );
  const left = inOrderOfLot(between, lot);
  if (left.length === 0) throw lotNeeded("order");
  const place = (candidate: Candidate) => lot.indexOf(candidate);
  const order = [...alike].sort(
    (one, other) => place(one.winner) - place(other.winner) || place(other.loser) - place(one.loser),
  );
  const now: Victory[] = [];
  for (const victory of order) {
    if (!closesCircle(victory, [...locked, ...now])) now.push(victory);
  }
  return { order, locked: now, ties: [{ purpose: "order", between, brokenBy: "lot", stage: null, left }] };
}

function lockedOf(d: Table, contest: Contest): { locked: Victory[]; order: Victory[]; ties: Tie[] } {
  const locked: Victory[] = [];
  const order: Victory[] = [];
  const ties: Tie[] = [];
  for (const alike of victories(d, standing(contest))) {
    const step = taken(alike, locked, contest.lot);
    order.push(...step.order);
    locked.push(...step.locked);
    ties.push(...step.ties);
  }
  return { locked, order, ties };
}

export const rankedPairs = rule(
  { version: 1, parameters: [LOT, BLANK, GAPS, REPEATS, WITHDRAWN], single: true, places: 0 },
  levels,
  ({ valid: papers }, contest) => {
    const d = pairwise(papers, contest);
    const { locked, order, ties } = lockedOf(d, contest);
    const stand = standing(contest);
    // Clause 5.
    const unbeaten = stand.filter((candidate) => !locked.some(({ loser }) => loser === candidate));
    const { chosen, ties: last } = byLot("election", unbeaten, contest.lot);
    const totals = numbers(contest.candidates).map((candidate) => BigInt(reached(locked, candidate).size));
    const pairs = BigInt(stand.length * (stand.length - 1)) / 2n;
    const nonTransferable = pairs - totals.reduce((sum, one) => sum + one, 0n);
    const listed = order.map((victory) => [
      BigInt(victory.winner + 1),
      BigInt(victory.loser + 1),
      victory.votes,
      victory.against,
      locked.includes(victory),
    ]);
    return {
      stages: [{ ...QUIET, totals, nonTransferable, elected: [chosen], ties: [...ties, ...last] }],
      whole: () => pairs,
      more: new Map<string, readonly (readonly (bigint | boolean)[])[]>([
        ["pairwise", d],
        ["victories", listed],
      ]),
    };
  },
);
