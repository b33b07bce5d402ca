/**
 * Places filled with those who have most.
 *
 * Source: spec/counting/result.md, section 4; guaranteed.md, sections 5 and 6.
 */

import { type Candidate, type Contest, parameter, standing } from "./contest.ts";
import { type Bound, bound, possible, stillNeeded } from "./guaranteed.ts";
import { at, byLot, most, type Tie, type Votes } from "./stages.ts";

/** Those who have the places, in the order in which they took them, and the lots that were drawn. */
export interface Filled {
  readonly elected: readonly Candidate[];
  readonly ties: readonly Tie[];
}

/** Who has a turn for how many of the empty places; `meets`: whether all of some may be elected together. */
interface Turn {
  readonly candidates: readonly Candidate[];
  readonly places: number;
  readonly meets: (equal: readonly Candidate[]) => boolean;
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
  const meets = () => true;
  return filledByTurns(votes, lot, (elected) => ({
    candidates: candidates.filter((candidate) => !elected.includes(candidate)),
    places: places - elected.length,
    meets,
  }));
}

function filledByTurns(
  votes: readonly Votes[],
  lot: readonly Candidate[],
  turn: (elected: readonly Candidate[]) => Turn,
): Filled {
  const elected: Candidate[] = [];
  const ties: Tie[] = [];
  for (let now = turn(elected); now.places > 0 && now.candidates.length > 0; now = turn(elected)) {
    let next: readonly Candidate[] = most(now.candidates, votes);
    if (next.length > now.places || !now.meets(next)) {
      const drawn = byLot("election", next, lot);
      ties.push(...drawn.ties);
      next = [drawn.chosen];
    }
    elected.push(...next);
  }
  return { elected, ties };
}

/**
 * The places of a contest that may guarantee some of them.
 *
 * Raises Refused: count.lot-needed.
 */
export function filledAsGuaranteed(contest: Contest, votes: readonly Votes[]) {
  const stand = standing(contest);
  if (contest.guaranteed.length === 0) return filled(stand, votes, contest.seats, contest.lot);
  const found = filledByTurns(votes, contest.lot, (elected) => turnOf(contest, stand, elected));
  return { ...found, bound: displaced(stand, found.elected, votes) };
}

/** Section 5. */
function turnOf(contest: Contest, stand: readonly Candidate[], elected: readonly Candidate[]): Turn {
  const { guaranteed, seats } = contest;
  const left = stand.filter((candidate) => !elected.includes(candidate));
  const { doomed } = bound(contest, elected, left);
  const candidates = left.filter((candidate) => !doomed.includes(candidate));
  const places = seats - elected.length;
  const meets = (equal: readonly Candidate[]) => {
    const others = left.filter((candidate) => !equal.includes(candidate));
    return possible(guaranteed, [...elected, ...equal], others, places - equal.length);
  };
  const unmet = guaranteed.find((guarantee) => stillNeeded(guarantee, elected) > 0);
  if (unmet === undefined || parameter(contest, "reserved") === "displace") {
    return { candidates, places, meets };
  }
  const members = candidates.filter((candidate) => unmet.members.has(candidate));
  return { candidates: members, places: stillNeeded(unmet, elected), meets };
}

/** Section 6: who gave way, and to whom. */
function displaced(
  stand: readonly Candidate[],
  elected: readonly Candidate[],
  votes: readonly Votes[],
): Bound {
  const others = stand.filter((candidate) => !elected.includes(candidate));
  const above = (one: Candidate, other: Candidate) => at(votes, one) > at(votes, other);
  return {
    doomed: others.filter((one) => elected.some((other) => above(one, other))),
    guarded: stand.filter((one) => elected.includes(one) && others.some((other) => above(other, one))),
  };
}
