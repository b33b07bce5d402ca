/**
 * Places guaranteed to groups of candidates: what is declared, and whether it can be met.
 *
 * Source: spec/counting/guaranteed.md.
 */

import type { Json } from "../shared/json.ts";
import { Refused } from "../shared/refused.ts";
import type { Candidate, Contest, Guarantee, Parameter } from "./contest.ts";
import { numbers, parameter, standing } from "./contest.ts";

const MOST_GUARANTEES = 4;
/** What the least numbers, each with 1 added, may multiply to. */
const MOST_NEEDS = 1024;

export const UNMET: Parameter = ["unmet", "refuse", "waive"];
export const RESERVED: Parameter = ["reserved", "displace", "first"];

/** Who has no place any more without a guarantee being broken, and who must have one. */
export interface Bound {
  readonly doomed: readonly Candidate[];
  readonly guarded: readonly Candidate[];
}

/**
 * Section 1, before anybody is withdrawn.
 *
 * Raises Refused: count.guaranteed.
 */
export function checkGuaranteed({ candidates, guaranteed, reopen, seats }: Contest): void {
  const names = new Set(guaranteed.map(({ name }) => name));
  if (names.has("") || names.size < guaranteed.length) {
    throw refused("two guarantees have one name, or one has none");
  }
  if (guaranteed.some(({ least }) => least < 1 || least > seats)) {
    throw refused("a guarantee is of at least one place, and of no more than there are");
  }
  const strange = (member: Candidate) => member < 0 || member >= candidates || member === reopen;
  if (guaranteed.some(({ members }) => [...members].some(strange))) {
    throw refused("a guarantee names one who is no candidate");
  }
  const needs = guaranteed.reduce((product, { least }) => product * BigInt(least + 1), 1n);
  if (guaranteed.length > MOST_GUARANTEES || needs > MOST_NEEDS) {
    throw refused("there are too many guarantees, or of too many places");
  }
  if (!possible(guaranteed, [], numbers(candidates), seats)) {
    throw refused("no choice of candidates could meet the guarantees");
  }
}

function refused(why: string): Refused {
  return new Refused("count.guaranteed", why);
}

/**
 * The guarantees that those who stand can meet.
 *
 * Raises Refused: count.guaranteed.
 */
export function afterWithdrawals(contest: Contest): readonly Guarantee[] {
  const { guaranteed, seats } = contest;
  const stand = standing(contest);
  if (guaranteed.length === 0 || possible(guaranteed, [], stand, seats)) return guaranteed;
  if (parameter(contest, "unmet") === "refuse") {
    throw refused("those who still stand cannot meet the guarantees: nominations must be opened again");
  }
  const cut: Guarantee[] = [];
  for (const guarantee of guaranteed) {
    let { least } = guarantee;
    while (!possible([...cut, { ...guarantee, least }], [], stand, seats)) least -= 1;
    cut.push({ ...guarantee, least });
  }
  return cut;
}

/** Section 2: whether `elected`, and at most `places` of `continuing` with them, can meet the guarantees. */
export function possible(
  guaranteed: readonly Guarantee[],
  elected: readonly Candidate[],
  continuing: readonly Candidate[],
  places: number,
): boolean {
  const needs = guaranteed.map((guarantee) => stillNeeded(guarantee, elected));
  const enough = fewestThatMeet(needs, kinds(guaranteed, continuing));
  return enough !== null && enough <= places;
}

/** How many places of a guarantee are not filled. */
export function stillNeeded({ least, members }: Guarantee, elected: readonly Candidate[]): number {
  const need = least - among(members, elected);
  return need > 0 ? need : 0;
}

function among(members: ReadonlySet<Candidate>, elected: readonly Candidate[]): number {
  return elected.filter((candidate) => members.has(candidate)).length;
}

/** Candidates who belong to the same groups; who belongs to none is of no kind. */
interface Kind {
  readonly groups: readonly number[];
  readonly candidates: readonly Candidate[];
}

function kinds(guaranteed: readonly Guarantee[], candidates: readonly Candidate[]): Kind[] {
  const found = new Map<string, { groups: readonly number[]; candidates: Candidate[] }>();
  for (const candidate of candidates) {
    const groups = numbers(guaranteed.length).filter((n) => guaranteed[n]?.members.has(candidate));
    const alike = found.get(groups.join());
    if (alike === undefined) found.set(groups.join(), { groups, candidates: [candidate] });
    else alike.candidates.push(candidate);
  }
  return [...found.values()];
}

/** The fewest candidates who meet `needs`, a number for each guarantee; null where all together do not. */
function fewestThatMeet(needs: readonly number[], all: readonly Kind[]): number | null {
  let reached = new Map([[coded(needs), { needs, taken: 0 }]]);
  for (const { candidates, groups } of all) {
    const further = new Map(reached);
    for (const start of reached.values()) {
      let { needs: left, taken } = start;
      for (let n = 0; n < candidates.length && groups.some((group) => left[group] !== 0); n++) {
        left = left.map((need, group) => (need > 0 && groups.includes(group) ? need - 1 : need));
        taken += 1;
        const code = coded(left);
        const known = further.get(code);
        if (known === undefined || known.taken > taken) further.set(code, { needs: left, taken });
      }
    }
    reached = further;
  }
  return reached.get(0)?.taken ?? null;
}

/** Needs as one number: each is below `MOST_NEEDS`, and there are at most four. */
function coded(needs: readonly number[]): number {
  return needs.reduce((code, need) => code * MOST_NEEDS + need, 0);
}

/** Section 2: who of `continuing` is doomed and who is guarded; nobody where no place is empty. */
export function bound(
  { guaranteed, seats }: Contest,
  elected: readonly Candidate[],
  continuing: readonly Candidate[],
): Bound {
  const places = seats - elected.length;
  const met = guaranteed.every((guarantee) => stillNeeded(guarantee, elected) === 0);
  if (met || places === 0) return { doomed: [], guarded: [] };
  const doomed: Candidate[] = [];
  const guarded: Candidate[] = [];
  // Those who are alike are bound alike.
  for (const { candidates } of kinds(guaranteed, continuing)) {
    const [one] = candidates;
    if (one === undefined) continue;
    const others = continuing.filter((candidate) => candidate !== one);
    if (!possible(guaranteed, [...elected, one], others, places - 1)) doomed.push(...candidates);
    if (!possible(guaranteed, elected, others, places)) guarded.push(...candidates);
  }
  return { doomed: inOrder(doomed), guarded: inOrder(guarded) };
}

/** Candidates in order of number. */
export function inOrder(candidates: Iterable<Candidate>): Candidate[] {
  return [...candidates].sort((one, other) => one - other);
}

/** Section 6: what the count says of the guarantees. */
export function guaranteedResult(guaranteed: readonly Guarantee[], elected: readonly Candidate[]): Json {
  return guaranteed.map(
    ({ declared, least, members, name }) =>
      new Map<string, Json>([
        ["name", name],
        ["declared", BigInt(declared)],
        ["least", BigInt(least)],
        ["elected", BigInt(among(members, elected))],
      ]),
  );
}
