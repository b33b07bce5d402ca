/**
 * The single transferable vote as in Northern Ireland; numbers are the rules of the statute.
 *
 * Source: spec/counting/stv-ni.md.
 */

import type { Candidate, Contest } from "../contest.ts";
import { parameter } from "../contest.ts";
import { type Batch, byHighest, ParcelCount } from "../gregory.ts";
import { UNMET } from "../guaranteed.ts";
import { ranking } from "../papers.ts";
import type { Parcel, Ranked } from "../piles.ts";
import { COUNTBACK, rule, SHARED } from "../rule.ts";
import {
  type Choice,
  type Chosen,
  type Purpose,
  type Tie,
  toldApart,
  type Votes,
  votesOf,
} from "../stages.ts";

const PLACES = 2;

class NorthernIrelandCount extends ParcelCount {
  protected override quota: Votes;

  constructor(papers: readonly Ranked[], contest: Contest) {
    super(papers, contest, PLACES);
    // 48(1), (2): whole votes.
    this.quota = (this.valid / this.one / BigInt(contest.seats + 1) + 1n) * this.one;
  }

  protected override apart(purpose: Purpose, equal: readonly Candidate[]): Choice {
    return toldApart("forwards", purpose, equal, votesOf(this.stages), this.contest.lot);
  }

  /** 48(3): nobody yet where there is one place. */
  protected override electFirst(): Chosen {
    const nobodyYet = this.contest.seats === 1 && this.continuing.length > 1;
    return nobodyYet ? { candidates: [], ties: [] } : this.elect();
  }

  protected override step(): void {
    // 52(2); of equals 51(13) says who is excluded.
    const [first, ...equals] = this.unsurpassed(false);
    const early = this.contest.seats === 1 && this.stages.length === 1;
    if (first !== undefined && equals.length === 0 && !early) {
      this.fillLast(first, []);
      return;
    }
    // 49(9) to (11), 51(12).
    const together = this.howMany(false);
    const surpluses = this.contest.seats === 1 ? [] : this.surpluses();
    if (surpluses.length > 0 && together === 0) this.transferSurplus(surpluses);
    else this.exclude(together === 0 ? 1 : together);
  }

  /** 51(2) to (9). */
  protected override transferExcluded(candidates: readonly Candidate[], ties: readonly Tie[]): void {
    const parcels = candidates.flatMap((one) => this.piles.of(one).map((parcel) => [one, parcel] as const));
    const isFirst = ([, parcel]: readonly [Candidate, Parcel]) => parcel.first;
    const received = parcels.filter((parcel) => !isFirst(parcel));
    const batches: Batch[] = [...byHighest(parcels.filter(isFirst)), ...byHighest(received)];
    this.inOneStage(candidates, ties, batches, parameter(this.contest, "elected") === "between-parcels");
  }
}

export const stvNi = rule(
  {
    version: 1,
    parameters: [["elected", "between-parcels", "end-of-stage"], ["ties", "forwards"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    guaranteed: [UNMET],
    places: PLACES,
  },
  ranking,
  ({ valid: papers }, contest) => new NorthernIrelandCount(papers, contest).found(),
);
