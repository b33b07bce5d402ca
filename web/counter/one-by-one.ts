/**
 * Rules that transfer one surplus or exclude one candidate at a time, each parcel by itself.
 *
 * Source: spec/counting/stv-seanad.md, clauses 3, 5 and 6; prsa77.md, clauses 1, 3 and 4.
 */

import type { Candidate, Contest } from "./contest.ts";
import { parameter } from "./contest.ts";
import { type Batch, ParcelCount } from "./gregory.ts";
import type { Ranked } from "./piles.ts";
import { type Chosen, fewest, type Votes } from "./stages.ts";

const PLACES = 3;

export abstract class OneByOne extends ParcelCount {
  protected override quota: Votes;

  constructor(papers: readonly Ranked[], contest: Contest) {
    super(papers, contest, PLACES);
    // The next thousandth above, also where the division is exact.
    this.quota = this.valid / BigInt(contest.seats + 1) + 1n;
  }

  protected override step(): void {
    const surpluses = this.surpluses();
    if (surpluses.length > 0) this.transferSurplus(this.#next(surpluses));
    else this.exclude(1);
  }

  /** Of the doomed the one with fewest votes. */
  protected override nextDoomed(): Chosen {
    const { chosen, ties } = this.apart("exclusion", fewest(this.places.doomed, this.piles.totals));
    return { candidates: [chosen], ties };
  }

  /** Those that arose first, where the contest wants these to move first. */
  #next(surpluses: readonly Candidate[]): readonly Candidate[] {
    if (parameter(this.contest, "surpluses") === "largest") return surpluses;
    const stage = this.stages.find(({ elected }) =>
      elected.some((candidate) => surpluses.includes(candidate)),
    );
    return surpluses.filter((candidate) => stage?.elected.includes(candidate));
  }

  /** Every parcel in the order received; first preferences came first. */
  protected parcels(candidates: readonly Candidate[]): Batch[] {
    return candidates.flatMap((candidate) =>
      this.piles.of(candidate).map(({ value, papers }) => ({ value, from: new Map([[candidate, papers]]) })),
    );
  }
}
