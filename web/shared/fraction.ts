/**
 * Exact fractions, in lowest terms with a positive denominator.
 *
 * Source: spec/counting/college.md; spec/counting/README.md, section 6.
 */

import { Refused } from "./refused.ts";

export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export const NOUGHT: Fraction = { n: 0n, d: 1n };

function gcd(one: bigint, other: bigint): bigint {
  return other === 0n ? one : gcd(other, one % other);
}

/** `n`/`d` in lowest terms; both are not below nought, and `d` is above it. */
export function fraction(n: bigint, d: bigint): Fraction {
  const common = gcd(n, d);
  return { n: n / common, d: d / common };
}

export function sum(one: Fraction, other: Fraction): Fraction {
  return fraction(one.n * other.d + other.n * one.d, one.d * other.d);
}

/**
 * The fraction that is written `n/d`.
 *
 * Raises Refused: count.sections.
 */
export function parseFraction(text: string): Fraction {
  const [, n, d] = /^(0|[1-9][0-9]{0,17})\/([1-9][0-9]{0,17})$/.exec(text) ?? [];
  if (n === undefined || d === undefined) throw new Refused("count.sections", "a fraction is written n/d");
  return fraction(BigInt(n), BigInt(d));
}

export function printed({ n, d }: Fraction): string {
  return `${n}/${d}`;
}
