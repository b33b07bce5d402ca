/**
 * The single transferable vote by the Scottish statute; numbers are its rules.
 *
 * Source: spec/counting/stv-scottish.md.
 */

import { type Candidate, type Contest, parameter } from "../contest.ts";
import { byValue, type Lying } from "../gregory.ts";
import { UNMET } from "../guaranteed.ts";
import { ranking, together } from "../papers.ts";
import { Piles, type Ranked, size, sorted, transfer } from "../piles.ts";
import { Places } from "../places.ts";
import { COUNTBACK, type Found, rule, SHARED } from "../rule.ts";
import {
  at,
  type Choice,
  fewest,
  most,
  type Purpose,
  QUIET,
  type Stage,
  type Tie,
  type Transfer,
  toldApart,
  type Votes,
  votesOf,
} from "../stages.ts";

const PLACES = 5;
const ONE = 100_000n;

class ScottishCount {
  readonly #contest: Contest;
  readonly #quota: Votes;
  readonly #piles: Piles;
  readonly #stages: Stage[] = [];
  readonly #places: Places;
  readonly #surpluses = new Set<Candidate>();
  readonly #whole: Votes;

  constructor(papers: readonly Ranked[], contest: Contest) {
    const valid = together(papers);
    this.#contest = contest;
    this.#whole = valid * ONE;
    // 46.
    this.#quota = (valid / BigInt(contest.seats + 1) + 1n) * ONE;
    this.#piles = new Piles(contest.candidates);
    this.#places = new Places(contest);
    // 45.
    this.#piles.credit(sorted(papers, this.#available), ONE);
  }

  found(): Found {
    this.#close({});
    while (this.#places.areOpen) {
      const surpluses = [...this.#surpluses].sort((one, other) => one - other);
      if (this.#places.doomed.length > 0) this.#passOn(this.#places.doomed, []);
      else if (surpluses.length > 0) this.#transferSurplus(surpluses);
      else this.#exclude();
    }
    return { stages: this.#stages, whole: () => this.#whole };
  }

  readonly #available = (candidate: Candidate): boolean => this.#places.continuing.includes(candidate);

  /** The end of a stage: 47 and 52. */
  #close(stage: Partial<Stage>): void {
    const totals = [...this.#piles.totals];
    const { candidates: elected, ties } = this.#places.elect(
      () => {
        const reached = this.#places.continuing.filter((one) => at(totals, one) >= this.#quota);
        return { candidates: most(reached, totals), ties: [] };
      },
      (equal) => this.#apart("election", equal),
    );
    for (const candidate of elected) {
      if (at(totals, candidate) > this.#quota) this.#surpluses.add(candidate);
    }
    const { nonTransferable, lost } = this.#piles;
    this.#stages.push({
      ...QUIET,
      ...stage,
      totals,
      nonTransferable,
      lost,
      elected,
      ties: [...(stage.ties ?? []), ...ties],
      quota: this.#quota,
      ...this.#places.close(),
    });
  }

  #apart(purpose: Purpose, equal: readonly Candidate[]): Choice {
    return toldApart("backwards", purpose, equal, votesOf(this.#stages), this.#contest.lot);
  }

  /** 48 and 49. */
  #transferSurplus(surpluses: readonly Candidate[]): void {
    const { chosen, ties } = this.#apart("surplus", most(surpluses, this.#piles.totals));
    this.#surpluses.delete(chosen);
    const votes = at(this.#piles.totals, chosen);
    const surplus = votes - this.#quota;
    // 48(3): exactly first, then the remainder is dropped.
    const leaving = this.#piles
      .of(chosen)
      .map(({ value, papers }) => [chosen, { value: (surplus * value) / votes, papers }] as const);
    this.#piles.clear(chosen, this.#quota);
    const transfers = this.#pass(leaving);
    const passed = leaving.reduce((sum, [, { value, papers }]) => sum + size(papers) * value, 0n);
    this.#piles.lost += surplus - passed;
    this.#close({ action: "surplus", of: [chosen], ties, transfers });
  }

  /** 50, 51 and what was settled of 52. */
  #exclude(): void {
    const { excludable } = this.#places;
    const { chosen, ties } = this.#apart("exclusion", fewest(excludable, this.#piles.totals));
    const left = this.#places.continuing.length - 1;
    if (left <= this.#places.vacancies && parameter(this.#contest, "last_transfer") === "omitted") {
      this.#places.exclude([chosen]);
      this.#close({ action: "last-vacancies", excluded: [chosen], ties });
    } else {
      this.#passOn([chosen], ties);
    }
  }

  /** The papers of excluded candidates move. */
  #passOn(excluded: readonly Candidate[], ties: readonly Tie[]): void {
    this.#places.exclude(excluded);
    const leaving = excluded.flatMap((one) => this.#piles.of(one).map((parcel) => [one, parcel] as const));
    for (const candidate of excluded) this.#piles.clear(candidate, 0n);
    const transfers = this.#pass(leaving);
    this.#close({ action: "exclusion", of: excluded, excluded, ties, transfers });
  }

  /** Sort parcels by next available preference and credit them. */
  #pass(leaving: readonly Lying[]): Transfer[] {
    return byValue(leaving).flatMap(({ value, from }) => {
      this.#piles.credit(sorted([...from.values()].flat(), this.#available), value);
      return [...from].map(([one, papers]) => transfer(one, value, sorted(papers, this.#available)));
    });
  }
}

export const stvScottish = rule(
  {
    version: 1,
    parameters: [["last_transfer", "printed", "omitted"], ...SHARED, [...COUNTBACK, "papers"]],
    single: false,
    reopen: true,
    guaranteed: [UNMET],
    places: PLACES,
  },
  ranking,
  ({ valid: papers }, contest) => new ScottishCount(papers, contest).found(),
);
