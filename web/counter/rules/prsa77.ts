/**
 * The quota-preferential method of 1977.
 *
 * Source: spec/counting/prsa77.md.
 */

import type { Candidate } from "../contest.ts";
import { parameter } from "../contest.ts";
import { UNMET } from "../guaranteed.ts";
import { OneByOne } from "../one-by-one.ts";
import { ranking } from "../papers.ts";
import { COUNTBACK, rule, SHARED } from "../rule.ts";
import { type Choice, type Order, type Purpose, type Tie, toldApart, votesOf } from "../stages.ts";

class Prsa77Count extends OneByOne {
  /** Clause 5. */
  protected override apart(purpose: Purpose, equal: readonly Candidate[]): Choice {
    const order = parameter(this.contest, "ties") as Order;
    return toldApart(order, purpose, equal, votesOf(this.stages), this.contest.lot);
  }

  /** Clause 4. */
  protected override transferExcluded(candidates: readonly Candidate[], ties: readonly Tie[]): void {
    this.inStages(candidates, ties, this.parcels(candidates));
  }
}

export const prsa77 = rule(
  {
    version: 1,
    parameters: [["surpluses", "oldest", "largest"], ["ties", "backwards", "forwards"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    guaranteed: [UNMET],
    places: 3,
  },
  ranking,
  ({ valid: papers }, contest) => new Prsa77Count(papers, contest).found(),
);
