/**
 * Amounts of votes: whole numbers of 1/10^places of a vote, shown as decimal strings.
 *
 * Source: spec/counting/README.md, section 3; spec/counting/result.md, section 2.
 */

/** `amount` with exactly `places` digits after the point; without a point where `places` is 0. */
export function shown(amount: bigint, places: number): string {
  const sign = amount < 0n ? "-" : "";
  const digits = (amount < 0n ? -amount : amount).toString().padStart(places + 1, "0");
  if (places === 0) return sign + digits;
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
