/**
 * Score, then automatic runoff.
 *
 * Source: spec/counting/star.md.
 */

import { Refused } from "../../shared/refused.ts";
import type { Candidate, Contest } from "../contest.ts";
import { numbers, parameter, standing } from "../contest.ts";
import { type Papers, type Points, points, type Reader, together } from "../papers.ts";
import { allPoints } from "../points.ts";
import { rule, WITHDRAWN } from "../rule.ts";
import {
  at,
  byLot,
  fewest,
  inOrderOfLot,
  lotNeeded,
  most,
  QUIET,
  type Stage,
  type Tie,
  type Votes,
} from "../stages.ts";

const TOP = 5n;

const upToFive: Reader<Points> = (marks, contest) => {
  const reading = points(marks, contest);
  if ("says" in reading && reading.says.some((given) => given > TOP)) {
    throw new Refused("count.paper", "a paper gives more than 5 points");
  }
  return reading;
};

class Star {
  readonly #papers: readonly Papers<Points>[];
  readonly #contest: Contest;
  readonly #totals: readonly Votes[];
  readonly #fives: readonly Votes[];

  constructor(papers: readonly Papers<Points>[], contest: Contest, totals: readonly Votes[]) {
    this.#papers = papers;
    this.#contest = contest;
    this.#totals = totals;
    this.#fives = numbers(contest.candidates).map((candidate) =>
      this.#number((marks) => at(marks, candidate) === TOP),
    );
  }

  /** How many papers say what is asked. */
  #number(says: (marks: Points) => boolean): bigint {
    return together(this.#papers.filter(({ marks }) => says(marks)));
  }

  /** How many papers give `one` more points than `other`. */
  prefer(one: Candidate, other: Candidate): bigint {
    return this.#number((marks) => at(marks, one) > at(marks, other));
  }

  /** Clauses 2 and 3: who go into the runoff. */
  foremost(): { two: Candidate[]; ties: Tie[] } {
    const two: Candidate[] = [];
    const ties: Tie[] = [];
    let others = standing(this.#contest);
    while (two.length < 2) {
      let equal = most(others, this.#totals);
      others = others.filter((candidate) => !equal.includes(candidate));
      while (equal.length > 2 - two.length && two.length < 2) {
        const tie = this.#apart(equal);
        ties.push(tie);
        if (tie.left.length > 2 - two.length) {
          equal = [...tie.left];
        } else {
          two.push(...tie.left);
          equal = equal.filter((candidate) => !tie.left.includes(candidate));
        }
      }
      if (two.length < 2) two.push(...equal);
    }
    return { two: two.sort((one, other) => one - other), ties };
  }

  /** The first step of clause 3 that tells some of `between` apart. */
  #apart(between: readonly Candidate[]): Tie {
    const event = { purpose: "runoff", between, stage: null } as const;
    if (parameter(this.#contest, "ties") === "published") {
      const defeats = numbers(this.#contest.candidates).map((one) =>
        BigInt(between.filter((other) => this.prefer(other, one) > this.prefer(one, other)).length),
      );
      const unbeaten = fewest(between, defeats);
      if (unbeaten.length < between.length) return { ...event, brokenBy: "head-to-head", left: unbeaten };
      const highest = most(between, this.#fives);
      if (highest.length < between.length) return { ...event, brokenBy: "fives", left: highest };
    }
    const [first] = inOrderOfLot(between, this.#contest.lot);
    if (first === undefined) throw lotNeeded("runoff");
    return { ...event, brokenBy: "lot", left: [first] };
  }

  /** Clause 5: one of two with equal votes. */
  winner(between: readonly Candidate[]): { chosen: Candidate; ties: readonly Tie[] } {
    const steps = [
      { brokenBy: "points", votes: this.#totals },
      { brokenBy: "fives", votes: this.#fives },
    ] as const;
    for (const { brokenBy, votes } of parameter(this.#contest, "ties") === "published" ? steps : []) {
      const left = most(between, votes);
      const [chosen] = left;
      if (left.length > 1 || chosen === undefined) continue;
      return { chosen, ties: [{ purpose: "election", between, brokenBy, stage: null, left }] };
    }
    return byLot("election", between, this.#contest.lot);
  }
}

export const star = rule(
  { version: 1, parameters: [["ties", "published", "lot"], WITHDRAWN], single: true, places: 0 },
  upToFive,
  ({ valid: papers }, contest) => {
    // Clauses 1 and 2.
    const { totals, nonTransferable, whole } = allPoints(papers, contest);
    const stand = standing(contest);
    const first = { ...QUIET, totals, nonTransferable };
    if (stand.length === 1) return { stages: [{ ...first, elected: stand }], whole: () => whole };
    const count = new Star(papers, contest, totals);
    const { two, ties } = count.foremost();
    const excluded = stand.filter((candidate) => !two.includes(candidate));
    // Clauses 4 and 5.
    const votes = numbers(contest.candidates).map((one) =>
      two.includes(one) ? two.reduce((sum, other) => sum + count.prefer(one, other), 0n) : 0n,
    );
    const foremost = most(two, votes);
    const { chosen, ties: last } =
      foremost.length > 1 ? count.winner(foremost) : { chosen: at(foremost, 0), ties: [] };
    const valid = together(papers);
    const runoff: Stage = {
      ...QUIET,
      action: "runoff",
      totals: votes,
      nonTransferable: valid - votes.reduce((sum, one) => sum + one, 0n),
      elected: [chosen],
      ties: last,
    };
    return { stages: [{ ...first, excluded, ties }, runoff], whole: (n) => (n === 0 ? whole : valid) };
  },
);
