/**
 * A motion: 1 is yes, 2 is no; there may be a third option, to abstain.
 *
 * Source: spec/counting/yes-no.md.
 */

import { type Fraction, printed } from "../../shared/fraction.ts";
import type { Json } from "../../shared/json.ts";
import { Refused } from "../../shared/refused.ts";
import type { Candidate, Contest } from "../contest.ts";
import { parameter } from "../contest.ts";
import { type Reader, ranking, together } from "../papers.ts";
import { Piles, type Ranked, sorted } from "../piles.ts";
import { rule, SHARED } from "../rule.ts";
import { at, QUIET } from "../stages.ts";

/** Clause 1: a paper that chooses several options is invalid. */
const oneOption: Reader<readonly Candidate[]> = (marks, contest) => {
  const reading = ranking(marks, contest);
  return "says" in reading && reading.says.length > 1 ? { invalid: "overvotes" } : reading;
};

/** Clauses 2 and 3: whether `yes` of `whole` is enough; exactly so much is where it is `inclusive`. */
function enough(yes: bigint, whole: bigint, { n, d }: Fraction, inclusive: boolean): boolean {
  if (whole === 0n) return false;
  return inclusive ? d * yes >= n * whole : d * yes > n * whole;
}

function piled(papers: readonly Ranked[], contest: Contest): Piles {
  const piles = new Piles(contest.candidates);
  piles.credit(
    sorted(papers, () => true),
    1n,
  );
  return piles;
}

/** t of clause 2: what the votes for yes are measured by. */
function wholeOf(papers: readonly Ranked[], piles: Piles, contest: Contest): bigint {
  if (parameter(contest, "whole") === "valid") return together(papers);
  return at(piles.totals, 0) + at(piles.totals, 1);
}

/** A threshold as it is declared: `more-than-1/2`. */
function carried(papers: readonly Ranked[], piles: Piles, contest: Contest): boolean {
  const [, reach, n, d] =
    /^(more-than|at-least)-([0-9]+)\/([0-9]+)$/.exec(parameter(contest, "threshold")) ?? [];
  const fraction = { n: BigInt(n ?? 1), d: BigInt(d ?? 1) };
  return enough(at(piles.totals, 0), wholeOf(papers, piles, contest), fraction, reach === "at-least");
}

/** Clause 5: what each section says. */
function categories(papers: readonly Ranked[], contest: Contest): { carried: boolean; sections: Json[] } {
  const verdicts: boolean[] = [];
  const sections = contest.sections.map(({ name, fraction }, section) => {
    const theirs = papers.filter((paper) => paper.section === section);
    const piles = piled(theirs, contest);
    const whole = wholeOf(theirs, piles, contest);
    const here = enough(at(piles.totals, 0), whole, fraction, parameter(contest, "reach") === "at-least");
    verdicts.push(here);
    return new Map<string, Json>([
      ["name", name],
      ["fraction", printed(fraction)],
      ["votes", [...piles.totals]],
      ["non_transferable", piles.nonTransferable],
      ["whole", whole],
      ["carried", here],
    ]);
  });
  const all = parameter(contest, "sections") === "all";
  return { carried: all ? verdicts.every(Boolean) : verdicts.some(Boolean), sections };
}

export const yesNo = rule(
  {
    version: 1,
    parameters: [
      [
        "threshold",
        "more-than-1/2",
        "at-least-1/2",
        "more-than-2/3",
        "at-least-2/3",
        "more-than-3/4",
        "at-least-3/4",
        "at-least-1/3",
      ],
      ["whole", "votes", "valid"],
      ["sections", "any", "all"],
      ["reach", "at-least", "more-than"],
      ...SHARED,
    ],
    single: true,
    sections: true,
    places: 0,
  },
  oneOption,
  ({ valid: papers }, contest) => {
    const piles = piled(papers, contest);
    const parts = contest.sections.length > 0 ? categories(papers, contest) : null;
    const elected = (parts?.carried ?? carried(papers, piles, contest)) ? [0] : [];
    const { totals, nonTransferable } = piles;
    const found = { stages: [{ ...QUIET, totals, nonTransferable, elected }], whole: () => together(papers) };
    return parts === null ? found : { ...found, more: new Map([["sections", parts.sections]]) };
  },
  (contest) => {
    if (contest.candidates !== 2 && contest.candidates !== 3) {
      throw new Refused("count.candidates", "a motion has two options, yes and no, and perhaps to abstain");
    }
    if (contest.withdrawn.size > 0) throw new Refused("count.withdrawn", "a motion has nobody to withdraw");
  },
);
