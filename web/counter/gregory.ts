/**
 * Transfers by parcels: what several rules of the single transferable vote have in common. Numbers are the page's.
 *
 * Source: spec/counting/gregory.md.
 */

import type { Candidate, Contest } from "./contest.ts";
import { together } from "./papers.ts";
import { type Parcel, Piles, type Ranked, size, sorted, transfer } from "./piles.ts";
import { Places } from "./places.ts";
import type { Found } from "./rule.ts";
import {
  at,
  byVotes,
  type Choice,
  type Chosen,
  most,
  type Purpose,
  QUIET,
  type Stage,
  type Tie,
  type Transfer,
  type Votes,
} from "./stages.ts";

/** Parcels of one value that move together: of each candidate the papers. */
export interface Batch {
  readonly value: Votes;
  readonly from: ReadonlyMap<Candidate, readonly Ranked[]>;
}

export abstract class ParcelCount {
  protected readonly contest: Contest;
  protected readonly papers: readonly Ranked[];
  protected readonly piles: Piles;
  protected readonly stages: Stage[] = [];
  /** One vote, in the rule's units. */
  protected readonly one: Votes;
  /** The value of all valid papers. */
  protected readonly valid: Votes;
  protected readonly places: Places;
  protected abstract quota: Votes;

  constructor(papers: readonly Ranked[], contest: Contest, decimals: number) {
    this.contest = contest;
    this.papers = papers;
    this.one = 10n ** BigInt(decimals);
    this.valid = together(papers) * this.one;
    this.places = new Places(contest);
    // 1.
    this.piles = new Piles(contest.candidates);
    this.piles.credit(sorted(papers, this.available), this.one, true);
  }

  /** The next step while places are left: a surplus, an exclusion, or the last vacancies. */
  protected abstract step(): void;

  /** One of equals, as the rule tells them apart. */
  protected abstract apart(purpose: Purpose, equal: readonly Candidate[]): Choice;

  /** Who is deemed elected as the votes are now, by 47 or what the rule has in its place; they stop continuing. */
  protected elect(): Chosen {
    return this.places.elect(
      () => this.foremost(),
      (equal) => this.apart("election", equal),
    );
  }

  /** Of those who are to be elected as the votes are now those with most, if anybody is. */
  protected foremost(): Chosen {
    const reached = this.continuing.filter((candidate) => this.votes(candidate) >= this.quota);
    return { candidates: most(reached, this.piles.totals), ties: [] };
  }

  /** Who is elected in stage 1: 8, where no more stand than there are places. */
  protected electFirst(): Chosen {
    return this.elect();
  }

  found(): Found {
    this.close({}, this.electFirst());
    while (this.places.areOpen) {
      if (this.places.doomed.length > 0) this.leave(this.nextDoomed());
      else this.step();
    }
    return { stages: this.stages, whole: () => this.valid };
  }

  protected readonly available = (candidate: Candidate): boolean => this.continuing.includes(candidate);

  protected get elected(): readonly Candidate[] {
    return this.places.elected;
  }

  protected get continuing(): readonly Candidate[] {
    return this.places.continuing;
  }

  protected get vacancies(): number {
    return this.places.vacancies;
  }

  protected votes(candidate: Candidate): Votes {
    return at(this.piles.totals, candidate);
  }

  /** The end of a stage. */
  protected close(stage: Partial<Stage>, { candidates, ties }: Chosen): void {
    const { lost, nonTransferable, totals } = this.piles;
    this.stages.push({
      ...QUIET,
      ...stage,
      totals: [...totals],
      nonTransferable,
      lost,
      elected: candidates,
      ties: [...(stage.ties ?? []), ...ties],
      quota: this.quota,
      ...this.places.close(),
    });
  }

  /** 4: elected candidates with a surplus, in order of number. */
  protected surpluses(): Candidate[] {
    const above = this.elected.filter((candidate) => this.votes(candidate) > this.quota);
    return above.sort((one, other) => one - other);
  }

  /** The sum of all surpluses that were not transferred. */
  protected allSurpluses(): Votes {
    return this.surpluses().reduce((sum, candidate) => sum + this.votes(candidate) - this.quota, 0n);
  }

  /** The largest surplus of `candidates` moves: 5. */
  protected transferSurplus(candidates: readonly Candidate[]): void {
    const { chosen, ties } = this.apart("surplus", most(candidates, this.piles.totals));
    const transfers = [this.moveLastParcel(chosen)];
    this.close({ action: "surplus", of: [chosen], transfers, ties }, this.elect());
  }

  /** 5. */
  private moveLastParcel(from: Candidate): Transfer {
    const { papers, value: received } = at(this.piles.of(from), this.piles.of(from).length - 1);
    const surplus = this.votes(from) - this.quota;
    const moved = sorted(papers, this.available);
    const t = size(papers) - size(moved.without);
    const smaller = t * received > surplus;
    const value = smaller ? surplus / t : received;
    const rest = surplus - t * value;
    this.piles.clear(from, this.quota);
    this.piles.credit({ to: moved.to, without: [] }, value);
    if (smaller) this.piles.lost += rest;
    else this.piles.nonTransferable += rest;
    return {
      ...transfer(from, value, moved),
      nonTransferable: [size(moved.without), smaller ? 0n : rest],
    };
  }

  /** 6: the papers of a batch move, and make one parcel for each who receives some. */
  protected move({ value, from }: Batch): Transfer[] {
    const sources = [...from].sort(([one], [other]) => one - other);
    this.piles.credit(
      sorted(
        sources.flatMap(([, papers]) => papers),
        this.available,
      ),
      value,
    );
    return sources.map(([candidate, papers]) => {
      this.piles.totals[candidate] = this.votes(candidate) - size(papers) * value;
      return transfer(candidate, value, sorted(papers, this.available));
    });
  }

  /** 7: how many can be excluded together; 0 where none can. At most one where places are guaranteed. */
  protected howMany(orEqual: boolean): number {
    const votes = byVotes(this.places.excludable, this.piles.totals)
      .reverse()
      .map((candidate) => this.votes(candidate));
    const oneAtATime = this.contest.guaranteed.length > 0;
    for (let k = oneAtATime && votes.length > 1 ? 1 : votes.length - this.vacancies; k >= 1; k--) {
      const sum = votes.slice(0, k).reduce((one, other) => one + other, this.allSurpluses());
      if (sum < at(votes, k) || (orEqual && sum === at(votes, k))) return k;
    }
    return 0;
  }

  /** 7: the `k` with fewest votes. */
  private last(k: number): Chosen {
    const list = byVotes(this.places.excludable, this.piles.totals).reverse();
    const limit = this.votes(at(list, k - 1));
    const candidates = list.filter((candidate) => this.votes(candidate) < limit);
    let equal = this.places.excludable.filter((candidate) => this.votes(candidate) === limit);
    const ties: Tie[] = [];
    while (candidates.length < k) {
      const all = candidates.length + equal.length === k;
      const choice = all ? { chosen: at(equal, 0), ties: [] } : this.apart("exclusion", equal);
      candidates.push(choice.chosen);
      ties.push(...choice.ties);
      equal = equal.filter((candidate) => candidate !== choice.chosen);
    }
    return { candidates: candidates.sort((one, other) => one - other), ties };
  }

  /** The `k` with fewest votes are excluded and their papers move, or the last vacancies are filled: 8. */
  protected exclude(k: number): void {
    this.leave(this.last(k));
  }

  /** The doomed who are excluded next: all of them together. */
  protected nextDoomed(): Chosen {
    return { candidates: this.places.doomed, ties: [] };
  }

  private leave({ candidates, ties }: Chosen): void {
    this.places.exclude(candidates);
    if (this.continuing.length <= this.vacancies) {
      const rest = { candidates: this.places.seat(this.continuing), ties: [] };
      this.close({ action: "last-vacancies", excluded: candidates, ties }, rest);
    } else {
      this.transferExcluded(candidates, ties);
    }
  }

  /** The stage or stages in which the papers of excluded candidates move. */
  protected abstract transferExcluded(candidates: readonly Candidate[], ties: readonly Tie[]): void;

  /** Every batch in a stage of its own. */
  protected inStages(
    candidates: readonly Candidate[],
    ties: readonly Tie[],
    batches: readonly Batch[],
  ): void {
    const nothing: Batch = { value: this.one, from: new Map() };
    for (const [n, batch] of (batches.length > 0 ? batches : [nothing]).entries()) {
      if (this.vacancies === 0) return;
      const first = n === 0 ? { excluded: candidates, ties } : {};
      const transfers = this.move(batch);
      this.close({ action: "exclusion", of: candidates, transfers, ...first }, this.elect());
    }
  }

  /** All batches in one stage, which ends when every place is filled; whether elections are made `between` them. */
  protected inOneStage(
    candidates: readonly Candidate[],
    ties: readonly Tie[],
    batches: readonly Batch[],
    between: boolean,
  ): void {
    const transfers: Transfer[] = [];
    const seated: Candidate[] = [];
    const elections: Tie[] = [];
    const elect = () => {
      const chosen = this.elect();
      seated.push(...chosen.candidates);
      elections.push(...chosen.ties);
    };
    for (const batch of batches) {
      if (this.vacancies === 0) break;
      transfers.push(...this.move(batch));
      if (between) elect();
    }
    if (this.vacancies > 0) elect();
    const stage = { action: "exclusion", of: candidates, excluded: candidates, ties, transfers };
    this.close(stage, { candidates: seated, ties: elections });
  }

  /** 9: those whom nobody can pass any more for the one vacancy left; `strictly` more than all others together. */
  protected unsurpassed(strictly: boolean): Candidate[] {
    if (this.vacancies !== 1) return [];
    const all = this.continuing.reduce((sum, candidate) => sum + this.votes(candidate), this.allSurpluses());
    return this.continuing.filter((candidate) => {
      const others = all - this.votes(candidate);
      return this.votes(candidate) > others || (!strictly && this.votes(candidate) === others);
    });
  }

  /** 9: the last vacancy in a stage of its own. */
  protected fillLast(candidate: Candidate, ties: readonly Tie[]): void {
    this.close({ action: "last-vacancies", ties }, { candidates: this.places.seat([candidate]), ties: [] });
  }
}

/** Parcels of several candidates by value, the highest first. */
export function byHighest(parcels: readonly Lying[]): Batch[] {
  return byValue(parcels).sort((one, other) => (one.value > other.value ? -1 : 1));
}

/** A parcel, and with whom it lies. */
export type Lying = readonly [from: Candidate, parcel: Pick<Parcel, "value" | "papers">];

/** Parcels of one value put together, in the order in which the first of each value came. */
export function byValue(parcels: readonly Lying[]): Batch[] {
  const batches = new Map<Votes, Map<Candidate, Ranked[]>>();
  for (const [candidate, { papers, value }] of parcels) {
    const from = batches.get(value) ?? new Map<Candidate, Ranked[]>();
    from.set(candidate, [...(from.get(candidate) ?? []), ...papers]);
    batches.set(value, from);
  }
  return [...batches].map(([value, from]) => ({ value, from }));
}
