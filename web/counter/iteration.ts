/**
 * Counting by iteration: what the rules have in common that spend all papers anew, again and again.
 *
 * Source: spec/counting/iteration.md.
 */

import type { Candidate, Contest } from "./contest.ts";
import { numbers, parameter, standing } from "./contest.ts";
import { together } from "./papers.ts";
import type { Ranked } from "./piles.ts";
import type { Found } from "./rule.ts";
import {
  at,
  byLot,
  byVotes,
  type Choice,
  fewest,
  QUIET,
  type Stage,
  type Tie,
  type Votes,
} from "./stages.ts";

export const PLACES = 9;
const ONE = 10n ** BigInt(PLACES);

/** The votes at the end of an iteration. */
export interface Spent {
  /** From 1. */
  readonly iteration: number;
  readonly keep: readonly Votes[];
  readonly totals: readonly Votes[];
  readonly nonTransferable: Votes;
  readonly quota: Votes;
}

/** What the page of a rule says. */
export interface Method {
  /** What a candidate of this keep value keeps of what is left of a paper. */
  kept(left: Votes, keep: Votes): Votes;
  quota(active: Votes, seats: number): Votes;
  reaches(votes: Votes, quota: Votes): boolean;
  /** Whether it is time to exclude somebody. */
  isTime(spent: Spent, elected: readonly Candidate[], hopeful: readonly Candidate[]): boolean;
  /** One of equals whom the iterations do not tell apart. */
  last(between: readonly Candidate[], contest: Contest, valid: bigint, iteration: number): Choice;
}

/** `dividend` / `divisor`, rounded up to a whole number of units. */
export function up(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

/** Kept of a paper under Meek's method: a share of what is left, rounded up. */
export function share(left: Votes, keep: Votes): Votes {
  return up(left * keep, ONE);
}

/** Whether the lowest cannot reach the next with all that is above the quota, or next to nothing is above it. */
export function cannotCatchUp(
  { totals, quota }: Spent,
  elected: readonly Candidate[],
  hopeful: readonly Candidate[],
): boolean {
  const surplus = elected
    .map((candidate) => at(totals, candidate) - quota)
    .filter((above) => above > 0n)
    .reduce((sum, above) => sum + above, 0n);
  const votes = byVotes(hopeful, totals).map((candidate) => at(totals, candidate));
  return at(votes, votes.length - 1) + surplus < at(votes, votes.length - 2) || surplus < ONE / 10_000n;
}

/** The quota and a billionth, for rules that elect at it. */
export function quotaAbove(active: Votes, seats: number): Votes {
  return active / BigInt(seats + 1) + 1n;
}

/** Equals whom no iteration tells apart, by lot. */
export function lastByLot(between: readonly Candidate[], contest: Contest): Choice {
  return byLot("exclusion", between, contest.lot);
}

export class IteratedCount {
  readonly #papers: readonly Ranked[];
  readonly #contest: Contest;
  readonly #method: Method;
  readonly #valid: bigint;
  readonly #stages: Stage[] = [];
  readonly #elected: Candidate[] = [];
  readonly #history: Spent[] = [];
  #keep: Votes[];
  #hopeful: readonly Candidate[];
  /** Who was excluded at the end of the last stage, and is shown in the next. */
  #leaving: Choice | null = null;

  constructor(papers: readonly Ranked[], contest: Contest, method: Method) {
    this.#papers = papers;
    this.#contest = contest;
    this.#method = method;
    this.#valid = together(papers);
    this.#hopeful = standing(contest);
    this.#keep = numbers(contest.candidates).map((one) => (this.#hopeful.includes(one) ? ONE : 0n));
  }

  found(): Found {
    while (!this.#iterate());
    return { stages: this.#stages, whole: () => this.#valid * ONE };
  }

  get #vacancies(): number {
    return this.#contest.seats - this.#elected.length;
  }

  /** Section 1. */
  #spend(): Spent {
    const totals = numbers(this.#contest.candidates).map(() => 0n);
    let nonTransferable = 0n;
    for (const { number, marks } of this.#papers) {
      let left = ONE;
      for (const candidate of marks) {
        const keep = at(this.#keep, candidate);
        if (keep === 0n) continue;
        const part = this.#method.kept(left, keep);
        totals[candidate] = at(totals, candidate) + number * part;
        left -= part;
      }
      nonTransferable += number * left;
    }
    const active = totals.reduce((sum, votes) => sum + votes, 0n);
    const quota = this.#method.quota(active, this.#contest.seats);
    return { iteration: this.#history.length + 1, keep: [...this.#keep], totals, nonTransferable, quota };
  }

  /** Section 2; whether the count is complete. */
  #iterate(): boolean {
    const spent = this.#spend();
    this.#history.push(spent);
    const elected = this.#reached(spent);
    const before = [...this.#elected].sort((one, other) => one - other);
    this.#seat(elected);
    const complete = this.#vacancies === 0 || this.#hopeful.length === 0;
    // 2.4.
    const lowered = this.#lowered(spent);
    const time = !complete && (lowered === null || this.#method.isTime(spent, this.#elected, this.#hopeful));
    if (elected.length > 0 || time) this.#close(spent, before, elected);
    if (lowered !== null) this.#keep = lowered;
    return time ? this.#exclude(spent) : complete;
  }

  /** 2.1 and 2.2, in the order of the list. */
  #reached({ quota, totals }: Spent): readonly Candidate[] {
    if (this.#hopeful.length <= this.#vacancies) return this.#hopeful;
    const reached = this.#hopeful.filter((candidate) => this.#method.reaches(at(totals, candidate), quota));
    return reached.length <= this.#vacancies ? byVotes(reached, totals) : [];
  }

  #seat(candidates: readonly Candidate[]): void {
    this.#elected.push(...candidates);
    this.#hopeful = this.#hopeful.filter((candidate) => !candidates.includes(candidate));
  }

  /** Section 3; null where no keep value changes. */
  #lowered({ keep, quota, totals }: Spent): Votes[] | null {
    const lowered = [...keep];
    for (const candidate of this.#elected) {
      const votes = at(totals, candidate);
      if (votes <= quota) continue;
      const now = up(up(quota * at(keep, candidate), ONE) * ONE, votes);
      if (now < at(keep, candidate)) lowered[candidate] = now;
    }
    return lowered.some((value, candidate) => value !== keep[candidate]) ? lowered : null;
  }

  /** Section 4. */
  #close(spent: Spent, before: readonly Candidate[], elected: readonly Candidate[]): void {
    const { iteration, keep, nonTransferable, quota, totals } = spent;
    const leaving = this.#leaving;
    const first = this.#stages.length === 0;
    const moved = leaving === null ? before : [leaving.chosen];
    this.#stages.push({
      ...QUIET,
      action: first ? "first" : leaving === null ? "surplus" : "exclusion",
      of: first ? [] : moved,
      totals,
      nonTransferable,
      elected,
      excluded: leaving === null ? [] : [leaving.chosen],
      ties: leaving?.ties ?? [],
      quota,
      spent: { iteration, keep },
    });
    this.#leaving = null;
  }

  /** 2.4; whether the count is complete. */
  #exclude(spent: Spent): boolean {
    const choice = this.#lowest(spent);
    this.#hopeful = this.#hopeful.filter((candidate) => candidate !== choice.chosen);
    this.#keep[choice.chosen] = 0n;
    if (this.#hopeful.length > this.#vacancies) {
      this.#leaving = choice;
      return false;
    }
    const elected = this.#hopeful;
    this.#seat(elected);
    const repeated = at(this.#stages, this.#stages.length - 1);
    const { chosen, ties } = choice;
    this.#stages.push({ ...repeated, action: "last-vacancies", of: [], elected, excluded: [chosen], ties });
    return true;
  }

  /** Section 5. */
  #lowest({ totals, iteration }: Spent): Choice {
    let between: readonly Candidate[] = fewest(this.#hopeful, totals);
    const ties: Tie[] = [];
    const history = [...this.#history];
    if (parameter(this.#contest, "ties") === "backwards") history.reverse();
    for (const earlier of history) {
      const left = fewest(between, earlier.totals);
      if (left.length === between.length) continue;
      ties.push({ purpose: "exclusion", between, brokenBy: "iteration", stage: earlier.iteration, left });
      between = left;
    }
    if (between.length === 1) return { chosen: at(between, 0), ties };
    const last = this.#method.last(between, this.#contest, this.#valid, iteration);
    return { chosen: last.chosen, ties: [...ties, ...last.ties] };
  }
}
