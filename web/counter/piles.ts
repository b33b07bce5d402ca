/**
 * Papers in piles, one for each candidate, and how a pile is sorted to the next available preference.
 *
 * Source: spec/counting/av.md and stv-scottish.md, clauses 45, 48 and 50; result.md, section 2.
 */

import type { Candidate } from "./contest.ts";
import type { Papers } from "./papers.ts";
import type { Transfer, Votes } from "./stages.ts";
import { at } from "./stages.ts";

export type Ranked = Papers<readonly Candidate[]>;

/** Papers that lie with a candidate, all of one value. */
export interface Parcel {
  readonly value: Votes;
  readonly papers: readonly Ranked[];
  /** Whether these are the papers of first preference. */
  readonly first: boolean;
}

/** Papers sorted by next available preference. */
export interface Sorted {
  readonly to: ReadonlyMap<Candidate, readonly Ranked[]>;
  readonly without: readonly Ranked[];
}

/** Every paper to the first of its preferences that is `available`. */
export function sorted(papers: readonly Ranked[], available: (candidate: Candidate) => boolean): Sorted {
  const to = new Map<Candidate, Ranked[]>();
  const without: Ranked[] = [];
  for (const paper of papers) {
    const next = paper.marks.find(available);
    if (next === undefined) without.push(paper);
    else if (to.has(next)) to.get(next)?.push(paper);
    else to.set(next, [paper]);
  }
  return { to, without };
}

/** How many papers lie in `papers`. */
export function size(papers: readonly Ranked[]): bigint {
  return papers.reduce((sum, { number }) => sum + number, 0n);
}

/** Votes and papers of every candidate, and the votes that have left the count. */
export class Piles {
  readonly totals: Votes[];
  nonTransferable: Votes = 0n;
  lost: Votes = 0n;
  readonly #parcels: Parcel[][];

  constructor(candidates: number) {
    this.totals = Array.from({ length: candidates }, () => 0n);
    this.#parcels = Array.from({ length: candidates }, () => []);
  }

  /** The parcels of a candidate in the order in which they came. */
  of(candidate: Candidate): readonly Parcel[] {
    return at(this.#parcels, candidate);
  }

  /** Credit papers that were sorted, each at `value`. */
  credit({ to, without }: Sorted, value: Votes, first = false): void {
    for (const [candidate, papers] of to) {
      at(this.#parcels, candidate).push({ value, papers, first });
      this.totals[candidate] = at(this.totals, candidate) + size(papers) * value;
    }
    this.nonTransferable += size(without) * value;
  }

  /** Take all papers away from `candidate`, who keeps `votes`. */
  clear(candidate: Candidate, votes: Votes): void {
    this.#parcels[candidate] = [];
    this.totals[candidate] = votes;
  }
}

/** What the result says of a parcel of `from` that was sorted and left at `value`. */
export function transfer(from: Candidate, value: Votes, { to, without }: Sorted): Transfer {
  const moved = [...to].sort(([one], [other]) => one - other);
  return {
    from,
    value,
    to: moved.map(([candidate, papers]) => [candidate, size(papers), size(papers) * value] as const),
    nonTransferable: [size(without), size(without) * value],
  };
}
