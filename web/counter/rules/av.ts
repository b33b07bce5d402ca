/**
 * The alternative vote.
 *
 * Source: spec/counting/av.md.
 */

import { elimination } from "../elimination.ts";
import { ranking, together } from "../papers.ts";
import { Piles, sorted } from "../piles.ts";
import { COUNTBACK, rule, SHARED, TIES } from "../rule.ts";

export const av = rule(
  {
    version: 1,
    parameters: [["finish", "majority", "two"], TIES, ...SHARED, COUNTBACK],
    single: true,
    reopen: true,
    places: 0,
  },
  ranking,
  ({ valid: papers }, contest) => {
    // Clause 1.
    const piles = new Piles(contest.candidates);
    piles.credit(
      sorted(papers, (candidate) => !contest.withdrawn.has(candidate)),
      1n,
    );
    // Clauses 2 to 6: the continuing votes are those that stand with a candidate.
    const weigh = () => ({
      parts: [...piles.totals],
      whole: piles.totals.reduce((sum, one) => sum + one, 0n),
    });
    return { stages: elimination(contest, [piles], weigh), whole: () => together(papers) };
  },
);
