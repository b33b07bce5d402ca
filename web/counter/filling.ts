/**
 * Places filled with those who have most.
 *
 * Source: spec/counting/result.md, section 4.
 */

import type { Candidate } from "./contest.ts";
import { byLot, most, type Tie, type Votes } from "./stages.ts";

/** Those who have the places, in the order in which they took them, and the lots that were drawn. */
export interface Filled {
  readonly elected: readonly Candidate[];
  readonly ties: readonly Tie[];
}

/**
 * `places` filled from `candidates` by `votes`; fewer where fewer stand.
 *
 * Raises Refused: count.lot-needed.
 */
export function filled(
  candidates: readonly Candidate[],
  votes: readonly Votes[],
  places: number,
  lot: readonly Candidate[],
): Filled {
  const elected: Candidate[] = [];
  const ties: Tie[] = [];
  let left = candidates;
  while (left.length > 0 && elected.length < places) {
    let next: readonly Candidate[] = most(left, votes);
    if (next.length > places - elected.length) {
      const drawn = byLot("election", next, lot);
      ties.push(...drawn.ties);
      next = [drawn.chosen];
    }
    elected.push(...next);
    left = left.filter((candidate) => !elected.includes(candidate));
  }
  return { elected, ties };
}
