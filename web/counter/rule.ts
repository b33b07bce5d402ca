/** What a counting rule is: one file each under rules/, called as its page in spec/counting is. */

import type { Json } from "../shared/json.ts";
import type { Contest, Declarable, Parameter } from "./contest.ts";
import type { Read, Reader } from "./papers.ts";
import { readPapers } from "./papers.ts";
import type { Stage, Votes } from "./stages.ts";

/** What a rule finds. */
export interface Found {
  /** Those elected stand in their stages, in order of election. */
  readonly stages: readonly Stage[];
  /** What totals, non-transferable and lost add up to at stage `n` (from 0), in the rule's units. */
  readonly whole: (n: number) => Votes;
  /** The fields that the rule's page adds to the result. */
  readonly more?: ReadonlyMap<string, Json>;
}

/** A rule, and how it reads papers and counts them. */
export interface Rule extends Declarable {
  /** Digits after the point of an amount of votes. */
  readonly places: number;
  /** Read and count; the contest is one that was checked. */
  counted(papers: Json | undefined, contest: Contest): readonly [Read<unknown>, Found];
}

/** A rule that reads papers by `reader` and counts the valid ones by `count`; `check` refuses what only it knows. */
export function rule<Marks>(
  declarable: Declarable & { readonly places: number },
  reader: Reader<Marks>,
  count: (read: Read<Marks>, contest: Contest) => Found,
  check: (contest: Contest) => void = () => undefined,
): Rule {
  return {
    ...declarable,
    counted(papers, contest) {
      check(contest);
      const read = readPapers(papers, contest, reader);
      return [read, count(read, contest)];
    },
  };
}

const FLAW = ["stop", "pass", "invalid"] as const;
export const BLANK: Parameter = ["blank", "invalid", "abstention"];
export const GAPS: Parameter = ["gaps", ...FLAW];
export const REPEATS: Parameter = ["repeats", ...FLAW];
/** A second cross beside one name. */
export const CROSSES: Parameter = ["repeats", "pass", "invalid"];
export const EQUAL: Parameter = ["equal", ...FLAW];
export const TIES: Parameter = ["ties", "backwards", "forwards", "lot"];
export const LOT: Parameter = ["ties", "lot"];
export const WITHDRAWN: Parameter = ["withdrawn", "pass", "refuse"];
export const PERCENTAGES: Parameter = ["percentages", "valid", "continuing", "papers"];
/** How a casual vacancy is filled later on; nothing in the count. */
export const COUNTBACK: Parameter = ["countback", "none", "recount"];

/** The parameters that rules share which read one candidate after another. */
export const SHARED: readonly Parameter[] = [BLANK, GAPS, REPEATS, EQUAL, WITHDRAWN, PERCENTAGES];
