/**
 * The alternative vote.
 *
 * Source: spec/counting/av.md.
 */

import type { Candidate, Contest } from "../contest.ts";
import { standing } from "../contest.ts";
import { ranking, together } from "../papers.ts";
import { Piles, type Ranked, sorted, transfer } from "../piles.ts";
import { rule, SHARED } from "../rule.ts";
import { at, backwards, type Choice, fewest, most, QUIET, type Stage, type Votes } from "../stages.ts";

/** Who is elected by clauses 2 to 4; null where nobody is yet. */
function decided(
  continuing: readonly Candidate[],
  totals: readonly Votes[],
  earlier: readonly Stage[],
  contest: Contest,
): Choice | null {
  const votes = continuing.reduce((sum, candidate) => sum + at(totals, candidate), 0n);
  const [only] = continuing;
  // Clause 3.
  if (continuing.length === 1 && only !== undefined) return { chosen: only, ties: [] };
  // Clause 2.
  const majority = continuing.find((candidate) => 2n * at(totals, candidate) > votes);
  if (
    majority !== undefined &&
    (contest.parameters.get("finish") === "majority" || continuing.length === 2)
  ) {
    return { chosen: majority, ties: [] };
  }
  // Clauses 4 and 6: of two without a majority, both have the same.
  if (continuing.length > 2) return null;
  return backwards("election", most(continuing, totals), earlier, contest.lot);
}

function count(papers: readonly Ranked[], contest: Contest) {
  const piles = new Piles(contest.candidates);
  const stages: Stage[] = [];
  let continuing = standing(contest);
  const closed = (stage: Partial<Stage>): Candidate | null => {
    const totals = [...piles.totals];
    const decision = decided(continuing, totals, stages, contest);
    const elected = decision === null ? [] : [decision.chosen];
    const ties = [...(stage.ties ?? []), ...(decision?.ties ?? [])];
    stages.push({ ...QUIET, ...stage, totals, nonTransferable: piles.nonTransferable, elected, ties });
    return decision?.chosen ?? null;
  };

  // Clause 1.
  piles.credit(
    sorted(papers, (candidate) => continuing.includes(candidate)),
    1n,
  );
  let elected = closed({});
  while (elected === null) {
    // Clauses 5 and 6.
    const { chosen, ties } = backwards("exclusion", fewest(continuing, piles.totals), stages, contest.lot);
    continuing = continuing.filter((candidate) => candidate !== chosen);
    const theirs = piles.of(chosen).flatMap((parcel) => parcel.papers);
    const moved = sorted(theirs, (candidate) => continuing.includes(candidate));
    piles.clear(chosen, 0n);
    piles.credit(moved, 1n);
    const transfers = [transfer(chosen, 1n, moved)];
    elected = closed({ action: "exclusion", of: [chosen], excluded: [chosen], ties, transfers });
  }
  return { stages, elected: [elected], whole: together(papers) };
}

export const av = rule(
  {
    version: 1,
    parameters: [["finish", "majority", "two"], ["ties", "backwards"], ...SHARED],
    single: true,
    places: 0,
  },
  ranking,
  count,
);
