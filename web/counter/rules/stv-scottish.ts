/**
 * The single transferable vote by the Scottish statute; numbers are its rules.
 *
 * Source: spec/counting/stv-scottish.md.
 */

import type { Candidate, Contest } from "../contest.ts";
import { standing } from "../contest.ts";
import { ranking, together } from "../papers.ts";
import { byValue, Piles, type Ranked, size, sorted, transfer } from "../piles.ts";
import { COUNTBACK, type Found, rule, SHARED } from "../rule.ts";
import {
  at,
  byVotes,
  fewest,
  most,
  QUIET,
  type Stage,
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
  readonly #elected: Candidate[] = [];
  readonly #surpluses = new Set<Candidate>();
  readonly #whole: Votes;
  #continuing: readonly Candidate[];

  constructor(papers: readonly Ranked[], contest: Contest) {
    const valid = together(papers);
    this.#contest = contest;
    this.#whole = valid * ONE;
    // 46.
    this.#quota = (valid / BigInt(contest.seats + 1) + 1n) * ONE;
    this.#piles = new Piles(contest.candidates);
    this.#continuing = standing(contest);
    // 45.
    this.#piles.credit(sorted(papers, this.#available), ONE);
  }

  found(): Found {
    this.#close({});
    while (this.#vacancies > 0 && this.#continuing.length > 0) {
      const surpluses = [...this.#surpluses].sort((one, other) => one - other);
      if (surpluses.length > 0) this.#transferSurplus(surpluses);
      else this.#exclude();
    }
    return { stages: this.#stages, whole: () => this.#whole };
  }

  readonly #available = (candidate: Candidate): boolean => this.#continuing.includes(candidate);

  get #vacancies(): number {
    return this.#contest.seats - this.#elected.length;
  }

  /** The end of a stage: 47 and 52. */
  #close(stage: Partial<Stage>): void {
    const totals = [...this.#piles.totals];
    const all = this.#continuing.length <= this.#vacancies;
    const reached = this.#continuing.filter((candidate) => at(totals, candidate) >= this.#quota);
    const elected = all ? [...this.#continuing] : byVotes(reached, totals);
    this.#elected.push(...elected);
    this.#continuing = this.#continuing.filter((candidate) => !elected.includes(candidate));
    for (const candidate of elected) {
      if (at(totals, candidate) > this.#quota) this.#surpluses.add(candidate);
    }
    const { nonTransferable, lost } = this.#piles;
    this.#stages.push({ ...QUIET, ...stage, totals, nonTransferable, lost, elected, quota: this.#quota });
  }

  /** 48 and 49. */
  #transferSurplus(surpluses: readonly Candidate[]): void {
    const { lot } = this.#contest;
    const { chosen, ties } = toldApart(
      "backwards",
      "surplus",
      most(surpluses, this.#piles.totals),
      votesOf(this.#stages),
      lot,
    );
    this.#surpluses.delete(chosen);
    const votes = at(this.#piles.totals, chosen);
    const surplus = votes - this.#quota;
    // 48(3): exactly first, then the remainder is dropped.
    const leaving = this.#piles
      .of(chosen)
      .map(({ value, papers }) => ({ value: (surplus * value) / votes, papers }));
    this.#piles.clear(chosen, this.#quota);
    const transfers = this.#pass(chosen, leaving);
    const passed = leaving.reduce((sum, { value, papers }) => sum + size(papers) * value, 0n);
    this.#piles.lost += surplus - passed;
    this.#close({ action: "surplus", of: [chosen], ties, transfers });
  }

  /** 50, 51 and what was settled of 52. */
  #exclude(): void {
    const { lot, parameters } = this.#contest;
    const { chosen, ties } = toldApart(
      "backwards",
      "exclusion",
      fewest(this.#continuing, this.#piles.totals),
      votesOf(this.#stages),
      lot,
    );
    this.#continuing = this.#continuing.filter((candidate) => candidate !== chosen);
    const last = this.#continuing.length <= this.#vacancies;
    if (last && parameters.get("last_transfer") === "omitted") {
      this.#close({ action: "last-vacancies", excluded: [chosen], ties });
      return;
    }
    const leaving = this.#piles.of(chosen);
    this.#piles.clear(chosen, 0n);
    const transfers = this.#pass(chosen, leaving);
    this.#close({ action: "exclusion", of: [chosen], excluded: [chosen], ties, transfers });
  }

  /** Sort parcels of `from` by next available preference and credit them. */
  #pass(from: Candidate, leaving: Parameters<typeof byValue>[0]): Transfer[] {
    return byValue(leaving).map(({ value, papers }) => {
      const moved = sorted(papers, this.#available);
      this.#piles.credit(moved, value);
      return transfer(from, value, moved);
    });
  }
}

export const stvScottish = rule(
  {
    version: 1,
    parameters: [["last_transfer", "printed", "omitted"], ...SHARED, [...COUNTBACK, "papers"]],
    single: false,
    reopen: true,
    places: PLACES,
  },
  ranking,
  ({ valid: papers }, contest) => new ScottishCount(papers, contest).found(),
);
