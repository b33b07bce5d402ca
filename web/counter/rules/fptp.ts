/**
 * First past the post.
 *
 * Source: spec/counting/fptp.md.
 */

import { standing } from "../contest.ts";
import { ranking, together } from "../papers.ts";
import { Piles, sorted } from "../piles.ts";
import { LOT, rule, SHARED } from "../rule.ts";
import { byLot, most, QUIET } from "../stages.ts";

export const fptp = rule(
  { version: 1, parameters: [LOT, ...SHARED], single: true, reopen: true, places: 0 },
  ranking,
  ({ valid: papers }, contest) => {
    // Clause 1.
    const piles = new Piles(contest.candidates);
    piles.credit(
      sorted(papers, (candidate) => !contest.withdrawn.has(candidate)),
      1n,
    );
    // Clauses 2 and 3.
    const { chosen, ties } = byLot("election", most(standing(contest), piles.totals), contest.lot);
    const { totals, nonTransferable } = piles;
    const stages = [{ ...QUIET, totals, nonTransferable, elected: [chosen], ties }];
    return { stages, whole: () => together(papers) };
  },
);
