/** What a counting rule is: one file each under rules/, called as its page in spec/counting is. */

import type { Json } from "../shared/json.ts";
import type { Candidate, Contest, Declarable, Parameter } from "./contest.ts";
import type { Read, Reader } from "./papers.ts";
import { readPapers } from "./papers.ts";
import type { Stage, Votes } from "./stages.ts";

/** What a rule finds. */
export interface Found {
  readonly stages: readonly Stage[];
  /** In order of election. */
  readonly elected: readonly Candidate[];
  /** What totals, non-transferable and lost add up to at every stage, in the rule's units. */
  readonly whole: Votes;
  /** For rules that compare candidates in pairs: a row for each candidate, a number for each other. */
  readonly tables?: ReadonlyMap<string, readonly (readonly bigint[])[]>;
}

/** A rule, and how it reads papers and counts them. */
export interface Rule extends Declarable {
  /** Digits after the point of an amount of votes. */
  readonly places: number;
  /** Read and count; the contest is one that was checked. */
  counted(papers: Json | undefined, contest: Contest): readonly [Read<unknown>, Found];
}

/** A rule that reads papers by `reader` and counts the valid ones by `count`. */
export function rule<Marks>(
  declarable: Declarable & { readonly places: number },
  reader: Reader<Marks>,
  count: (papers: Read<Marks>["valid"], contest: Contest) => Found,
): Rule {
  return {
    ...declarable,
    counted(papers, contest) {
      const read = readPapers(papers, contest, reader);
      return [read, count(read.valid, contest)];
    },
  };
}

const FLAW = ["stop", "pass", "invalid"] as const;
export const BLANK: Parameter = ["blank", "invalid", "abstention"];
export const GAPS: Parameter = ["gaps", ...FLAW];
export const REPEATS: Parameter = ["repeats", ...FLAW];
export const EQUAL: Parameter = ["equal", ...FLAW];
export const WITHDRAWN: Parameter = ["withdrawn", "pass", "refuse"];
export const PERCENTAGES: Parameter = ["percentages", "valid", "continuing", "papers"];

/** The parameters that rules share which read one candidate after another. */
export const SHARED: readonly Parameter[] = [BLANK, GAPS, REPEATS, EQUAL, WITHDRAWN, PERCENTAGES];
