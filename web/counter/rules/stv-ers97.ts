/**
 * The single transferable vote by the rules of 1997; numbers are theirs.
 *
 * Source: spec/counting/stv-ers97.md.
 */

import type { Candidate, Contest } from "../contest.ts";
import { byHighest, ParcelCount } from "../gregory.ts";
import { UNMET } from "../guaranteed.ts";
import { ranking } from "../papers.ts";
import type { Ranked } from "../piles.ts";
import { COUNTBACK, rule, SHARED } from "../rule.ts";
import {
  at,
  type Choice,
  type Chosen,
  most,
  type Purpose,
  type Tie,
  toldApart,
  type Votes,
  votesOf,
} from "../stages.ts";

const PLACES = 2;

class Ers97Count extends ParcelCount {
  protected override quota: Votes;

  constructor(papers: readonly Ranked[], contest: Contest) {
    super(papers, contest, PLACES);
    this.quota = this.#quotaOf(this.valid);
  }

  /** 5.1.6: what is not exact is the next hundredth. */
  #quotaOf(votes: Votes): Votes {
    const shares = BigInt(this.contest.seats + 1);
    return (votes + shares - 1n) / shares;
  }

  protected override apart(purpose: Purpose, equal: readonly Candidate[]): Choice {
    return toldApart("forwards", purpose, equal, votesOf(this.stages), this.contest.lot);
  }

  /** 5.2. */
  protected override step(): void {
    const together = this.howMany(true);
    const surpluses = this.surpluses();
    if (surpluses.length > 0 && together === 0) this.transferSurplus(surpluses);
    else this.exclude(together === 0 ? 1 : together);
  }

  /** 5.4. */
  protected override transferExcluded(candidates: readonly Candidate[], ties: readonly Tie[]): void {
    const parcels = candidates.flatMap((one) => this.piles.of(one).map((parcel) => [one, parcel] as const));
    this.inStages(candidates, ties, byHighest(parcels));
  }

  /** 5.6.1. */
  #active(): Votes {
    const { lost, nonTransferable } = this.piles;
    const kept = this.elected.map((candidate) => {
      const votes = this.votes(candidate);
      return votes < this.quota ? votes : this.quota;
    });
    return kept.reduce((active, votes) => active - votes, this.valid - nonTransferable - lost);
  }

  /** 5.4.8. */
  protected override elect(): Chosen {
    const later = this.stages.length > 0;
    if (later && this.elected.length === 0)
      this.quota = this.#quotaOf(this.valid - this.piles.nonTransferable);
    return super.elect();
  }

  /** 5.1.7. */
  protected override foremost(): Chosen {
    const foremost = most(this.continuing, this.piles.totals);
    const votes = this.votes(at(foremost, 0));
    const share = votes * BigInt(this.vacancies + 1);
    if (votes < this.quota && share < this.#active()) return { candidates: [], ties: [] };
    return foremost.length <= this.vacancies ? { candidates: foremost, ties: [] } : this.#some(foremost);
  }

  /** 5.6.2: of more equals than places those who had most before; nobody where they cannot be told apart. */
  #some(equal: readonly Candidate[]): Chosen {
    const ties: Tie[] = [];
    let between = equal;
    for (const [n, { totals }] of this.stages.entries()) {
      const left = most(between, totals);
      if (left.length === between.length) continue;
      ties.push({ purpose: "election", between, brokenBy: "stage", stage: n + 1, left });
      if (left.length <= this.vacancies) return { candidates: left, ties };
      between = left;
    }
    return { candidates: [], ties: [] };
  }
}

export const stvErs97 = rule(
  {
    version: 1,
    parameters: [["ties", "forwards"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    guaranteed: [UNMET],
    places: PLACES,
  },
  ranking,
  ({ valid: papers }, contest) => new Ers97Count(papers, contest).found(),
);
