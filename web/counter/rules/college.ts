/**
 * An electoral college.
 *
 * Source: spec/counting/college.md.
 */

import { shown } from "../../shared/decimal.ts";
import { type Fraction, fraction, NOUGHT, printed, sum } from "../../shared/fraction.ts";
import type { Json } from "../../shared/json.ts";
import { Refused } from "../../shared/refused.ts";
import type { Contest, Section } from "../contest.ts";
import { elimination, type Weighed } from "../elimination.ts";
import { ranking, together } from "../papers.ts";
import { Piles, type Ranked, sorted } from "../piles.ts";
import { BLANK, EQUAL, GAPS, REPEATS, rule, TIES, WITHDRAWN } from "../rule.ts";
import { at, type Votes } from "../stages.ts";

/** A section at the end of a stage: clause 2. */
interface Weight {
  readonly section: Section;
  readonly votes: readonly Votes[];
  readonly live: Votes;
  readonly parts: readonly Fraction[];
}

function weight(section: Section, votes: readonly Votes[]): Weight {
  const live = votes.reduce((one, other) => one + other, 0n);
  const { n, d } = section.fraction;
  const parts = votes.map((number) => (live > 0n ? fraction(n * number, d * live) : NOUGHT));
  return { section, votes, live, parts };
}

/** The part of every candidate, and the whole. */
function partsOf(weights: readonly Weight[], candidates: number): { parts: Fraction[]; whole: Fraction } {
  const parts = Array.from({ length: candidates }, (_, candidate) =>
    weights.reduce((total, one) => sum(total, at(one.parts, candidate)), NOUGHT),
  );
  const live = weights.filter((one) => one.live > 0n);
  return { parts, whole: live.reduce((total, one) => sum(total, one.section.fraction), NOUGHT) };
}

/** Parts as whole numbers of one common unit. */
function onOneScale({ parts, whole }: { parts: readonly Fraction[]; whole: Fraction }): Weighed {
  const scale = [...parts, whole].reduce((product, { d }) => fraction(product, d).n * d, 1n);
  const scaled = ({ n, d }: Fraction) => (n * scale) / d;
  return { parts: parts.map(scaled), whole: scaled(whole) };
}

/** What the result says of a stage. */
function stageOf(weights: readonly Weight[], candidates: number): Json {
  const { parts, whole } = partsOf(weights, candidates);
  // Hundredths of a per cent: part / whole with both turned into whole numbers.
  const hundredths = (part: Fraction) =>
    whole.n === 0n ? 0n : (10000n * part.n * whole.d) / (part.d * whole.n);
  return new Map<string, Json>([
    ["of", weights.map(sectionOf)],
    ["parts", parts.map(printed)],
    ["whole", printed(whole)],
    ["percentages", parts.map((part) => shown(hundredths(part), 2))],
  ]);
}

function sectionOf({ section, votes, live, parts }: Weight): Json {
  return new Map<string, Json>([
    ["name", section.name],
    ["share", printed(section.fraction)],
    ["votes", votes],
    ["live", live],
    ["parts", parts.map(printed)],
  ]);
}

function piled(papers: readonly Ranked[], section: number, contest: Contest): Piles {
  const piles = new Piles(contest.candidates);
  const theirs = papers.filter((paper) => paper.section === section);
  piles.credit(
    sorted(theirs, (candidate) => !contest.withdrawn.has(candidate)),
    1n,
  );
  return piles;
}

export const college = rule(
  {
    version: 1,
    parameters: [["finish", "majority", "two"], TIES, BLANK, GAPS, REPEATS, EQUAL, WITHDRAWN],
    single: true,
    sections: true,
    places: 0,
  },
  ranking,
  ({ valid: papers }, contest) => {
    const piles = contest.sections.map((_, section) => piled(papers, section, contest));
    const sections: Json[] = [];
    const weigh = () => {
      const weights = contest.sections.map((section, s) => weight(section, [...at(piles, s).totals]));
      sections.push(stageOf(weights, contest.candidates));
      return onOneScale(partsOf(weights, contest.candidates));
    };
    const stages = elimination(contest, piles, weigh);
    return { stages, whole: () => together(papers), more: new Map([["sections", sections]]) };
  },
  (contest) => {
    const shares = contest.sections.reduce((total, { fraction: share }) => sum(total, share), NOUGHT);
    if (shares.n !== shares.d)
      throw new Refused("count.sections", "the shares of the sections do not add up to 1");
  },
);
