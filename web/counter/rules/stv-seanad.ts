/**
 * The single transferable vote with papers worth 1000.
 *
 * Source: spec/counting/stv-seanad.md.
 */

import type { Candidate } from "../contest.ts";
import { numbers } from "../contest.ts";
import { UNMET } from "../guaranteed.ts";
import { OneByOne } from "../one-by-one.ts";
import { ranking } from "../papers.ts";
import { COUNTBACK, rule, SHARED } from "../rule.ts";
import { at, byLot, type Choice, fewest, most, type Purpose, type Tie, type Votes } from "../stages.ts";

class SeanadCount extends OneByOne {
  /** Clause 1: the order of preferences. */
  protected override apart(purpose: Purpose, equal: readonly Candidate[]): Choice {
    const ties: Tie[] = [];
    let between = equal;
    for (let n = 1; n <= this.contest.candidates && between.length > 1; n++) {
      const votes = this.#preferences(n);
      const left = purpose === "exclusion" ? fewest(between, votes) : most(between, votes);
      if (left.length === between.length) continue;
      ties.push({ purpose, between, brokenBy: "preferences", stage: n, left });
      between = left;
    }
    const drawn = byLot(purpose, between, this.contest.lot);
    return { chosen: drawn.chosen, ties: [...ties, ...drawn.ties] };
  }

  /** How many papers give each candidate the preference `n`; the withdrawn are struck out first. */
  #preferences(n: number): Votes[] {
    const votes = numbers(this.contest.candidates).map(() => 0n);
    for (const { number, marks } of this.papers) {
      const candidate = marks.filter((one) => !this.contest.withdrawn.has(one))[n - 1];
      if (candidate !== undefined) votes[candidate] = at(votes, candidate) + number;
    }
    return votes;
  }

  protected override step(): void {
    // Clause 7.
    const [unsurpassed] = this.unsurpassed(true);
    if (unsurpassed === undefined) super.step();
    else this.fillLast(unsurpassed, []);
  }

  /** Clause 6. */
  protected override transferExcluded(candidates: readonly Candidate[], ties: readonly Tie[]): void {
    this.inOneStage(candidates, ties, this.parcels(candidates), true);
  }
}

export const stvSeanad = rule(
  {
    version: 1,
    parameters: [["surpluses", "oldest", "largest"], ["ties", "preferences"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    guaranteed: [UNMET],
    places: 3,
  },
  ranking,
  ({ valid: papers }, contest) => new SeanadCount(papers, contest).found(),
);
