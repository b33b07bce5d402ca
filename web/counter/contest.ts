/**
 * What a contest declares before nominations close.
 *
 * Source: spec/counting/README.md, section 2.
 */

import type { Json } from "../shared/json.ts";
import { Refused } from "../shared/refused.ts";

/** The number of a candidate, from 0 in the order of the contest definition. */
export type Candidate = number;

/** One decision that a rule leaves to whoever declares the contest; the first value is the default. */
export type Parameter = readonly [name: string, ...values: [string, ...string[]]];

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
}

/** What a rule allows a contest to declare. */
export interface Declarable {
  readonly version: number;
  readonly parameters: readonly Parameter[];
  /** Whether the rule fills exactly one place. */
  readonly single: boolean;
}

const FIELDS = ["candidates", "lot", "parameters", "rule", "seats", "version", "withdrawn"];
const OPTIONAL = ["guaranteed", "reopen", "sections"];

/**
 * A contest as the command is given it, candidates from 1.
 *
 * Raises Refused: count.input, where it has not the form; count.sections, count.guaranteed, count.reopen.
 */
export function readContest(given: Json | undefined): Contest {
  if (!(given instanceof Map)) throw malformed("a contest is an object");
  const strange = [...given.keys()].find((key) => !FIELDS.includes(key) && !OPTIONAL.includes(key));
  const missing = FIELDS.find((key) => !given.has(key));
  if (strange !== undefined || missing !== undefined) throw malformed(`a contest has the fields ${FIELDS}`);
  refuseWhatNoRuleHereHas(given);
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
  };
}

function malformed(why: string): Refused {
  return new Refused("count.input", why);
}

function refuseWhatNoRuleHereHas(given: ReadonlyMap<string, Json>): void {
  for (const field of OPTIONAL) {
    const value = given.get(field) ?? null;
    const none = value === null || (Array.isArray(value) && value.length === 0);
    if (!none) throw new Refused(`count.${field}`, `this rule knows no ${field}`);
  }
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
 * The contest under its rule, every parameter of the rule with a value.
 *
 * Raises Refused: count.version, count.candidates, count.seats, count.withdrawn, count.lot, count.parameter.
 */
export function declared(contest: Contest, rule: Declarable): Contest {
  if (contest.version !== rule.version) {
    throw new Refused("count.version", `${contest.rule} has no version ${contest.version}`);
  }
  if (contest.candidates < 1) throw new Refused("count.candidates", "nobody stands");
  if (contest.seats < 1) throw new Refused("count.seats", "there is no place to fill");
  if (rule.single && contest.seats !== 1) throw new Refused("count.seats", `${contest.rule} fills one place`);
  const stands = (candidate: Candidate) => candidate >= 0 && candidate < contest.candidates;
  if (![...contest.withdrawn].every(stands)) {
    throw new Refused("count.withdrawn", "somebody is withdrawn who is not in this contest");
  }
  if (contest.withdrawn.size === contest.candidates) throw new Refused("count.withdrawn", "nobody remains");
  const drawn = new Set(contest.lot);
  const everyOnce = drawn.size === contest.candidates && contest.lot.length === drawn.size;
  if (contest.lot.length > 0 && !(everyOnce && contest.lot.every(stands))) {
    throw new Refused("count.lot", "the lot does not name every candidate once");
  }
  const parameters = filledIn(contest.parameters, rule.parameters);
  if (parameters.get("withdrawn") === "refuse" && contest.withdrawn.size > 0) {
    throw new Refused("count.withdrawn", "a candidate is withdrawn, and a new ballot must be held");
  }
  return { ...contest, parameters };
}

function filledIn(given: ReadonlyMap<string, string>, known: readonly Parameter[]): Map<string, string> {
  const names = known.map(([name]) => name);
  const strange = [...given.keys()].find((name) => !names.includes(name));
  if (strange !== undefined) throw new Refused("count.parameter", `the rule has no parameter of that name`);
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
