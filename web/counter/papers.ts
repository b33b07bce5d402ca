/**
 * What stands on a paper, and what of it counts.
 *
 * Source: spec/counting/README.md, section 1.
 */

import type { Json } from "../shared/json.ts";
import { Refused } from "../shared/refused.ts";
import type { Candidate, Contest } from "./contest.ts";
import { numbers, whole } from "./contest.ts";

/** So many points may a paper give to a candidate. */
const MOST_POINTS = 999_999_999n;

/** Papers on which the same stands. */
export interface Papers<Marks> {
  readonly number: bigint;
  readonly marks: Marks;
  /** Of which section they are, from 0; null in a contest without sections. */
  readonly section: number | null;
}

/** A ranking whose places are levels of equal candidates, the best first. */
export type Levels = readonly (readonly Candidate[])[];

/** The points of all candidates in their order. */
export type Points = readonly bigint[];

/** The papers that were found valid, and why the others are not. */
export interface Read<Marks> {
  readonly valid: readonly Papers<Marks>[];
  readonly reasons: ReadonlyMap<string, bigint>;
}

/** What a paper says, or why it is invalid. */
export type Reading<Marks> = { readonly says: Marks } | { readonly invalid: string };

/** How a rule reads one paper. */
export type Reader<Marks> = (marks: readonly Json[], contest: Contest) => Reading<Marks>;

/**
 * Every paper read as the contest declared.
 *
 * Raises Refused: count.paper.
 */
export function readPapers<Marks>(
  given: Json | undefined,
  contest: Contest,
  reader: Reader<Marks>,
): Read<Marks> {
  if (!Array.isArray(given)) throw new Refused("count.input", "papers stand in a list");
  const valid: Papers<Marks>[] = [];
  const reasons = new Map<string, bigint>();
  for (const group of given as readonly Json[]) {
    const { number, marks, section } = readGroup(group, contest);
    const reading = reader(marks, contest);
    if ("says" in reading) valid.push({ number, marks: reading.says, section });
    else reasons.set(reading.invalid, (reasons.get(reading.invalid) ?? 0n) + number);
  }
  return { valid, reasons };
}

function readGroup(group: Json, contest: Contest): Papers<readonly Json[]> {
  const sections = contest.sections.length;
  if (!Array.isArray(group) || group.length !== (sections > 0 ? 3 : 2)) {
    throw new Refused(
      "count.paper",
      "papers are a number, marks and, in a contest with sections, their section",
    );
  }
  const [number, marks, section] = group as readonly Json[];
  if (typeof number !== "bigint" || number < 1n) {
    throw new Refused("count.paper", "the number of papers is not a positive whole number");
  }
  if (!Array.isArray(marks)) throw new Refused("count.paper", "what stands on a paper is a list");
  if (sections === 0) return { number, marks: marks as readonly Json[], section: null };
  const place = whole(section) - 1;
  if (place < 0 || place >= sections)
    throw new Refused("count.paper", "papers are of a section that is not there");
  return { number, marks: marks as readonly Json[], section: place };
}

/** How many papers there are. */
export function together<Marks>(papers: readonly Papers<Marks>[]): bigint {
  return papers.reduce((sum, { number }) => sum + number, 0n);
}

/** A level of equal candidates, whether it stands as a list or as one number. */
function readLevel(rank: Json, contest: Contest): Candidate[] {
  const level = Array.isArray(rank) ? (rank as readonly Json[]) : [rank];
  return level.map((mark) => {
    const candidate = whole(mark) - 1;
    if (candidate < 0 || candidate >= contest.candidates) {
      throw new Refused("count.paper", "a paper names one who does not stand in this contest");
    }
    return candidate;
  });
}

/** A ranking in which a shared rank means that its candidates are equal. */
export const levels: Reader<Levels> = (marks, contest) => read(marks, contest, true);

/** A ranking of one candidate after another; a shared rank is settled by the parameter `equal`. */
export const ranking: Reader<readonly Candidate[]> = (marks, contest) => {
  const reading = read(marks, contest, false);
  return "says" in reading ? { says: reading.says.flat() } : reading;
};

function read(marks: readonly Json[], contest: Contest, shared: boolean): Reading<Levels> {
  const written = marks.map((rank) => readLevel(rank, contest));
  while (written.at(-1)?.length === 0) written.pop();
  const says: Candidate[][] = [];
  for (const rank of written) {
    const kept = [...new Set(rank)].filter((candidate) => !says.some((level) => level.includes(candidate)));
    const found = flaws(rank, kept, shared);
    const invalid = found.find((flaw) => contest.parameters.get(flaw) === "invalid");
    if (invalid !== undefined) return { invalid };
    const stop = found.find((flaw) => contest.parameters.get(flaw) === "stop");
    if (stop !== undefined) return says.length === 0 ? { invalid: stop } : { says };
    if (kept.length > 0 && !found.includes("equal")) says.push(kept);
  }
  const blank = says.length === 0 && contest.parameters.get("blank") === "invalid";
  return blank ? { invalid: "blank" } : { says };
}

/** What is wrong with a rank of which `kept` are named for the first time; of two flaws the first is the reason. */
function flaws(rank: readonly Candidate[], kept: readonly Candidate[], shared: boolean): string[] {
  if (rank.length === 0) return ["gaps"];
  const equal = kept.length > 1 && !shared ? ["equal"] : [];
  return kept.length < rank.length ? [...equal, "repeats"] : equal;
}

/** Crosses: all who are named, on whatever rank, in order of number. */
export const crosses: Reader<readonly Candidate[]> = (marks, contest) => {
  const written = marks.flatMap((rank) => readLevel(rank, contest));
  const says = [...new Set(written)].sort((one, other) => one - other);
  if (says.length < written.length && contest.parameters.get("repeats") === "invalid")
    return { invalid: "repeats" };
  const blank = says.length === 0 && contest.parameters.get("blank") === "invalid";
  return blank ? { invalid: "blank" } : { says };
};

/** The points of every candidate; none is below 0. A paper that gives everybody 0 is valid like others. */
export const points: Reader<Points> = (marks, contest) => {
  if (marks.length !== contest.candidates) {
    throw new Refused("count.paper", "a paper does not give points to every candidate");
  }
  const says = numbers(contest.candidates).map((candidate) => {
    const given = marks[candidate];
    if (typeof given !== "bigint" || given < 0n)
      throw new Refused("count.paper", "points are whole and not below 0");
    if (given > MOST_POINTS)
      throw new Refused("count.paper", `a paper gives at most ${MOST_POINTS} points to a candidate`);
    return given;
  });
  return { says };
};
