/**
 * The places of a contest while papers are transferred: who has one, who may still have one, who is passed over.
 *
 * Clauses are those of section 3 of the source.
 * Source: spec/counting/guaranteed.md; gregory.md, 2.
 */

import type { Candidate, Contest } from "./contest.ts";
import { standing } from "./contest.ts";
import { type Bound, bound, possible } from "./guaranteed.ts";
import type { Choice, Chosen, Tie } from "./stages.ts";

export class Places {
  readonly #contest: Contest;
  readonly #elected: Candidate[] = [];
  #continuing: readonly Candidate[];
  #guarded: readonly Candidate[] = [];
  #doomed: readonly Candidate[] = [];
  /** Who became doomed in this stage. */
  #newly: readonly Candidate[] = [];

  constructor(contest: Contest) {
    this.#contest = contest;
    this.#continuing = standing(contest);
  }

  get elected(): readonly Candidate[] {
    return this.#elected;
  }

  get continuing(): readonly Candidate[] {
    return this.#continuing;
  }

  get vacancies(): number {
    return this.#contest.seats - this.#elected.length;
  }

  /** Whether there is somebody for a place that is empty. */
  get areOpen(): boolean {
    return this.vacancies > 0 && this.#continuing.length > 0;
  }

  /** Clause 6: who may be excluded. */
  get excludable(): readonly Candidate[] {
    return this.#continuing.filter((candidate) => !this.#guarded.includes(candidate));
  }

  /** Clause 5: the doomed whose papers have not moved, in order of number. */
  get doomed(): readonly Candidate[] {
    return this.#doomed;
  }

  /** Elect candidates in this order. */
  seat(candidates: readonly Candidate[]): readonly Candidate[] {
    this.#elected.push(...candidates);
    this.#continuing = without(this.#continuing, candidates);
    return candidates;
  }

  /** Exclude candidates, doomed ones or others. */
  exclude(candidates: readonly Candidate[]): void {
    this.#continuing = without(this.#continuing, candidates);
    this.#doomed = without(this.#doomed, candidates);
  }

  /** Clauses 1 and 2. */
  look(): void {
    const { doomed, guarded } = bound(this.#contest, this.#elected, this.#continuing);
    this.#guarded = guarded;
    this.#continuing = without(this.#continuing, doomed);
    this.#doomed = [...this.#doomed, ...doomed].sort((one, other) => one - other);
    this.#newly = [...this.#newly, ...doomed].sort((one, other) => one - other);
  }

  /**
   * Who is elected as the votes are now.
   *
   * `foremost`: whom the rule elects next, equals together; nobody where nobody has enough. `apart`: one of equals.
   */
  elect(foremost: () => Chosen, apart: (equal: readonly Candidate[]) => Choice): Chosen {
    const seated: Candidate[] = [];
    const ties: Tie[] = [];
    this.look();
    while (this.areOpen) {
      const next = this.#next(foremost, apart);
      if (next.candidates.length === 0) break;
      seated.push(...this.seat(next.candidates));
      ties.push(...next.ties);
      this.look();
    }
    return { candidates: seated, ties };
  }

  /** Clauses 3 and 4. */
  #next(foremost: () => Chosen, apart: (equal: readonly Candidate[]) => Choice): Chosen {
    if (this.#continuing.length <= this.vacancies) return { candidates: this.#continuing, ties: [] };
    const { candidates: equal, ties } = foremost();
    const rest = without(this.#continuing, equal);
    const places = this.vacancies - equal.length;
    if (equal.length < 2 || possible(this.#contest.guaranteed, [...this.#elected, ...equal], rest, places)) {
      return { candidates: equal, ties };
    }
    const one = apart(equal);
    return { candidates: [one.chosen], ties: [...ties, ...one.ties] };
  }

  /** The end of a stage: what it says of guarantees, nothing in a contest without any. */
  close(): { readonly bound?: Bound } {
    this.look();
    const doomed = this.#newly;
    this.#newly = [];
    return this.#contest.guaranteed.length === 0 ? {} : { bound: { doomed, guarded: this.#guarded } };
  }
}

function without(candidates: readonly Candidate[], gone: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter((candidate) => !gone.includes(candidate));
}
