/**
 * What a contest declares before nominations close.
 *
 * Source: spec/counting/README.md, section 2.
 */

import { type Fraction, parseFraction } from "../shared/fraction.ts";
import type { Json } from "../shared/json.ts";
import { Refused } from "../shared/refused.ts";
import { afterWithdrawals, checkGuaranteed } from "./guaranteed.ts";

/** The number of a candidate, from 0 in the order of the contest definition. */
export type Candidate = number;

/** One decision that a rule leaves to whoever declares the contest; the first value is the default. */
export type Parameter = readonly [name: string, ...values: [string, ...string[]]];

/** Papers that are added up apart. `fraction`: what the rule's page says. */
export interface Section {
  readonly name: string;
  readonly fraction: Fraction;
}

/** Places that are kept for the candidates of a group. */
export interface Guarantee {
  readonly name: string;
  readonly declared: number;
  /** What holds in the count: as declared, or less where those who stand could not meet it. */
  readonly least: number;
  readonly members: ReadonlySet<Candidate>;
}

export interface Contest {
  readonly candidates: number;
  readonly seats: number;
  readonly rule: string;
  readonly version: number;
  /** Every parameter of the rule, defaults filled in once the rule has read them. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly withdrawn: ReadonlySet<Candidate>;
  /** Every candidate once, in the order drawn; empty where no lot was drawn. */
  readonly lot: readonly Candidate[];
  readonly sections: readonly Section[];
  readonly guaranteed: readonly Guarantee[];
  /** The option that nominations be reopened. */
  readonly reopen: Candidate | null;
}

/** What a rule allows a contest to declare. */
export interface Declarable {
  readonly version: number;
  readonly parameters: readonly Parameter[];
  /** Whether the rule fills exactly one place. */
  readonly single: boolean;
  /** Whether papers may be of sections, and whether an option may stand for reopening nominations. */
  readonly sections?: boolean;
  readonly reopen?: boolean;
  /** What a contest with guaranteed places declares besides; absent where places cannot be guaranteed. */
  readonly guaranteed?: readonly Parameter[];
}

/** So many sections, and fractions so fine, may a contest have. */
const MOST_SECTIONS = 100;
const LARGEST_DENOMINATOR = 999_999_999n;

const FIELDS = ["candidates", "lot", "parameters", "rule", "seats", "version", "withdrawn"];
const OPTIONAL = ["guaranteed", "reopen", "sections"];

/**
 * A contest as the command is given it, candidates from 1.
 *
 * Raises Refused: count.input, where it has not the form; count.sections.
 */
export function readContest(given: Json | undefined): Contest {
  if (!(given instanceof Map)) throw malformed("a contest is an object");
  const strange = [...given.keys()].find((key) => !FIELDS.includes(key) && !OPTIONAL.includes(key));
  const missing = FIELDS.find((key) => !given.has(key));
  if (strange !== undefined || missing !== undefined) throw malformed(`a contest has the fields ${FIELDS}`);
  const rule = given.get("rule");
  if (typeof rule !== "string") throw malformed("a rule is called by its id");
  return {
    candidates: whole(given.get("candidates")),
    seats: whole(given.get("seats")),
    rule,
    version: whole(given.get("version")),
    parameters: readParameters(given.get("parameters")),
    withdrawn: new Set(readCandidates(given.get("withdrawn"))),
    lot: readCandidates(given.get("lot")),
    sections: isNothing(given.get("sections")) ? [] : readSections(given.get("sections")),
    guaranteed: isNothing(given.get("guaranteed")) ? [] : readGuaranteed(given.get("guaranteed")),
    reopen: isNothing(given.get("reopen")) ? null : whole(given.get("reopen")) - 1,
  };
}

function malformed(why: string): Refused {
  return new Refused("count.input", why);
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function readSections(value: Json | undefined): Section[] {
  if (!Array.isArray(value)) throw malformed("sections stand in a list");
  return (value as readonly Json[]).map((section) => {
    const [name, fraction, ...more] = Array.isArray(section) ? (section as readonly Json[]) : [];
    if (typeof name !== "string" || typeof fraction !== "string" || more.length > 0) {
      throw malformed("a section is a name and a fraction");
    }
    return { name, fraction: parseFraction(fraction) };
  });
}

function readGuaranteed(value: Json | undefined): Guarantee[] {
  if (!Array.isArray(value)) throw malformed("guarantees stand in a list");
  return (value as readonly Json[]).map((guarantee) => {
    const [name, places, members, ...more] = Array.isArray(guarantee) ? (guarantee as readonly Json[]) : [];
    if (typeof name !== "string" || more.length > 0) {
      throw malformed("a guarantee is a name, a number of places and candidates");
    }
    const least = whole(places);
    const listed = readCandidates(members);
    if (new Set(listed).size < listed.length) throw malformed("a guarantee names somebody twice");
    return { name, declared: least, least, members: new Set(listed) };
  });
}

/** A whole number that is a place in a list or a number of them, not an amount of votes. */
export function whole(value: Json | undefined): number {
  if (typeof value !== "bigint") throw malformed("a whole number is missing");
  return Number(value);
}

function readCandidates(value: Json | undefined): Candidate[] {
  if (!Array.isArray(value)) throw malformed("candidates stand in a list");
  return (value as readonly Json[]).map((candidate) => whole(candidate) - 1);
}

function readParameters(value: Json | undefined): Map<string, string> {
  if (!(value instanceof Map)) throw malformed("parameters are an object");
  const parameters = new Map<string, string>();
  for (const [name, chosen] of value) {
    if (typeof chosen !== "string") throw malformed("the value of a parameter is a text");
    parameters.set(name, chosen);
  }
  return parameters;
}

/**
 * The contest under its rule, every parameter of the rule with a value. Of several faults the first is named.
 *
 * Raises Refused: count.version, count.candidates, count.seats, count.withdrawn, count.lot, count.sections,
 * count.reopen, count.guaranteed, count.parameter.
 */
export function declared(contest: Contest, rule: Declarable): Contest {
  if (contest.version !== rule.version) {
    throw new Refused("count.version", `${contest.rule} has no version ${contest.version}`);
  }
  if (contest.candidates < 1) throw new Refused("count.candidates", "nobody stands");
  if (contest.seats < 1) throw new Refused("count.seats", "there is no place to fill");
  checkWhoStands(contest);
  checkLot(contest);
  checkSections(contest);
  checkReopen(contest);
  checkGuaranteed(contest);
  if (rule.single && contest.seats !== 1) throw new Refused("count.seats", `${contest.rule} fills one place`);
  const besides = contest.guaranteed.length > 0 ? (rule.guaranteed ?? []) : [];
  const parameters = filledIn(contest.parameters, [...rule.parameters, ...besides]);
  checkKnown(contest, rule);
  if (parameters.get("withdrawn") === "refuse" && contest.withdrawn.size > 0) {
    throw new Refused("count.withdrawn", "a candidate is withdrawn, and a new ballot must be held");
  }
  const checked = { ...contest, parameters };
  return { ...checked, guaranteed: afterWithdrawals(checked) };
}

/** Stop where a contest declares what its rule does not know. */
function checkKnown({ guaranteed, reopen, rule: id, sections }: Contest, rule: Declarable): void {
  if (sections.length > 0 && !rule.sections) throw new Refused("count.sections", `${id} knows no sections`);
  if (guaranteed.length > 0 && rule.guaranteed === undefined) {
    throw new Refused("count.guaranteed", `${id} cannot guarantee places`);
  }
  if (reopen !== null && !rule.reopen) {
    throw new Refused("count.reopen", `${id} knows no option to reopen nominations`);
  }
}

function isNamed(contest: Contest, candidate: Candidate): boolean {
  return candidate >= 0 && candidate < contest.candidates;
}

function checkWhoStands(contest: Contest): void {
  if (![...contest.withdrawn].every((candidate) => isNamed(contest, candidate))) {
    throw new Refused("count.withdrawn", "somebody is withdrawn who is not in this contest");
  }
  if (contest.withdrawn.size === contest.candidates) throw new Refused("count.withdrawn", "nobody remains");
}

function checkLot({ candidates, lot }: Contest): void {
  const everybody = numbers(candidates).every((candidate) => lot.includes(candidate));
  if (lot.length > 0 && !(everybody && lot.length === candidates)) {
    throw new Refused("count.lot", "the lot does not name every candidate once");
  }
}

function checkSections({ sections }: Contest): void {
  const names = new Set(sections.map(({ name }) => name));
  if (names.has("") || names.size < sections.length) {
    throw new Refused("count.sections", "two sections have one name, or one has none");
  }
  if (sections.some(({ fraction: { n, d } }) => n === 0n || n > d)) {
    throw new Refused("count.sections", "the fraction of a section is above nought and at most one");
  }
  if (sections.length > MOST_SECTIONS) {
    throw new Refused("count.sections", `a contest has at most ${MOST_SECTIONS} sections`);
  }
  if (sections.some(({ fraction: { d } }) => d > LARGEST_DENOMINATOR)) {
    throw new Refused("count.sections", `a fraction is in parts of ${LARGEST_DENOMINATOR} at most`);
  }
}

function checkReopen(contest: Contest): void {
  const { reopen, withdrawn } = contest;
  if (reopen !== null && (!isNamed(contest, reopen) || withdrawn.has(reopen))) {
    throw new Refused("count.reopen", "no option of this contest can stand for reopening nominations");
  }
}

function filledIn(given: ReadonlyMap<string, string>, known: readonly Parameter[]): Map<string, string> {
  const names = known.map(([name]) => name);
  const strange = [...given.keys()].find((name) => !names.includes(name));
  if (strange !== undefined) throw new Refused("count.parameter", "the rule has no parameter of that name");
  const parameters = new Map<string, string>();
  for (const [name, ...values] of known) {
    const chosen = given.get(name) ?? values[0];
    if (!values.includes(chosen))
      throw new Refused("count.parameter", `${name} is one of ${values.join(", ")}`);
    parameters.set(name, chosen);
  }
  return parameters;
}

/** The candidates who stand when the count begins, in order. */
export function standing(contest: Contest): Candidate[] {
  return numbers(contest.candidates).filter((candidate) => !contest.withdrawn.has(candidate));
}

/** 0, 1, .. `n` - 1. */
export function numbers(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** The declared value of a parameter that the rule has. */
export function parameter(contest: Contest, name: string): string {
  const chosen = contest.parameters.get(name);
  if (chosen === undefined) throw new RangeError(`the rule has no parameter ${name}`);
  return chosen;
}
