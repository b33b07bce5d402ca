/**
 * Canonical JSON: one value has one spelling, and no number is a float.
 *
 * Source: spec/canonical.md, section 1.
 */

import { Refused } from "./refused.ts";

/** Whole numbers are bigints, objects are maps. */
export type Json = null | boolean | bigint | string | readonly Json[] | ReadonlyMap<string, Json>;

const DEEPEST = 64;
const BOUND = 2n ** 53n;
const KEY = /^[a-z][a-z0-9_]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The value that `text` spells. Parsed, printed again and compared, so that a repeated key, a float, or a second
 * spelling of anything is refused whatever the first parser made of it.
 *
 * Raises Refused: json.canonical.
 */
export function parse(text: string): Json {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Refused("json.canonical", "this is not JSON");
  }
  const value = converted(raw, 0);
  if (print(value) !== text) throw new Refused("json.canonical", "this is not canonical JSON");
  return value;
}

function converted(raw: unknown, depth: number): Json {
  if (raw === null || typeof raw === "boolean" || typeof raw === "string") return raw;
  if (typeof raw === "number") {
    // Whatever was rounded here is beyond 2^53, and refused; so is every fraction.
    if (!Number.isSafeInteger(raw))
      throw new Refused("json.canonical", "a number is not a whole one below 2^53");
    return BigInt(raw);
  }
  if (depth === DEEPEST) throw new Refused("json.canonical", "more than 64 lists and objects in one another");
  if (Array.isArray(raw)) return raw.map((part) => converted(part, depth + 1));
  return new Map(Object.entries(raw as object).map(([key, part]) => [key, converted(part, depth + 1)]));
}

/**
 * The one spelling of `value`.
 *
 * Raises Refused: json.canonical, where the value has none.
 */
export function print(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return printedNumber(value);
  if (typeof value === "string") return printedText(value);
  if (value instanceof Map) return printedObject(value);
  return `[${(value as readonly Json[]).map(print).join(",")}]`;
}

function printedNumber(value: bigint): string {
  if (value <= -BOUND || value >= BOUND) throw new Refused("json.canonical", "a number is not below 2^53");
  return value.toString();
}

function printedText(value: string): string {
  if (LONE_SURROGATE.test(value) || value.normalize("NFC") !== value) {
    throw new Refused("json.canonical", "a text is not Unicode in the form NFC");
  }
  // JSON.stringify escapes what RFC 8785 escapes, the lone surrogates apart.
  return JSON.stringify(value);
}

function printedObject(value: ReadonlyMap<string, Json>): string {
  const fields = [...value.keys()].sort().map((key) => {
    if (!KEY.test(key)) throw new Refused("json.canonical", `not a key: ${JSON.stringify(key.slice(0, 24))}`);
    return `"${key}":${print(value.get(key) ?? null)}`;
  });
  return `{${fields.join(",")}}`;
}
