/**
 * One place: the last of the continuing candidates is excluded until somebody is elected.
 *
 * Source: spec/counting/av.md, clauses 2 to 6; college.md, clauses 3 to 6.
 */

import type { Candidate, Contest } from "./contest.ts";
import { parameter, standing } from "./contest.ts";
import type { Piles } from "./piles.ts";
import { sorted, transfer } from "./piles.ts";
import type { Choice, Order, Stage, Votes } from "./stages.ts";
import { at, fewest, most, QUIET, toldApart } from "./stages.ts";

/** What the continuing candidates are compared by, on a scale that is the same within a stage. */
export interface Weighed {
  readonly parts: readonly Votes[];
  /** More than half of it is enough. */
  readonly whole: Votes;
}

/** Who is elected; null where nobody is yet. `history`: the parts at earlier stages. */
function decided(
  continuing: readonly Candidate[],
  { parts, whole }: Weighed,
  history: readonly (readonly Votes[])[],
  contest: Contest,
): Choice | null {
  const [only] = continuing;
  if (continuing.length === 1 && only !== undefined) return { chosen: only, ties: [] };
  if (continuing.length > 2 && parameter(contest, "finish") === "two") return null;
  const majority = continuing.find((candidate) => 2n * at(parts, candidate) > whole);
  if (majority !== undefined) return { chosen: majority, ties: [] };
  if (continuing.length > 2) return null;
  return apart("election", most(continuing, parts), history, contest);
}

function apart(
  purpose: "election" | "exclusion",
  equal: readonly Candidate[],
  history: readonly (readonly Votes[])[],
  contest: Contest,
): Choice {
  return toldApart(parameter(contest, "ties") as Order, purpose, equal, history, contest.lot);
}

/**
 * The stages of the count.
 *
 * `piles`: the papers at their first preferences, one set of piles for each section, or one in all; they are moved.
 * `weigh`: what the candidates are compared by as the piles lie.
 */
export function elimination(contest: Contest, piles: readonly Piles[], weigh: () => Weighed): Stage[] {
  const stages: Stage[] = [];
  const history: (readonly Votes[])[] = [];
  let continuing = standing(contest);

  /** The end of a stage; whether the count is over. */
  const closed = (stage: Partial<Stage>): boolean => {
    const weighed = weigh();
    const decision = decided(continuing, weighed, history, contest);
    history.push(weighed.parts);
    stages.push({
      ...QUIET,
      ...stage,
      totals: at(piles, 0).totals.map((_, candidate) => all(piles, (pile) => at(pile.totals, candidate))),
      nonTransferable: all(piles, (pile) => pile.nonTransferable),
      elected: decision === null ? [] : [decision.chosen],
      ties: [...(stage.ties ?? []), ...(decision?.ties ?? [])],
    });
    return decision !== null;
  };

  let over = closed({});
  while (!over) {
    const { chosen, ties } = apart(
      "exclusion",
      fewest(continuing, at(history, history.length - 1)),
      history,
      contest,
    );
    continuing = continuing.filter((candidate) => candidate !== chosen);
    const transfers = piles.map((pile) => {
      const theirs = pile.of(chosen).flatMap(({ papers }) => papers);
      const moved = sorted(theirs, (candidate) => continuing.includes(candidate));
      pile.clear(chosen, 0n);
      pile.credit(moved, 1n);
      return transfer(chosen, 1n, moved);
    });
    over = closed({ action: "exclusion", of: [chosen], excluded: [chosen], ties, transfers });
  }
  return stages;
}

function all(piles: readonly Piles[], amount: (pile: Piles) => Votes): Votes {
  return piles.reduce((sum, pile) => sum + amount(pile), 0n);
}
