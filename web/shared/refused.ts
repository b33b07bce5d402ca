/** A person asked for what a rule forbids. `code` is stable, `why` may be shown to them. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly code: string,
    readonly why: string,
  ) {
    super(`${code}: ${why}`);
  }
}
