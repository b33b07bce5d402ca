/**
 * An option that stands for reopening nominations.
 *
 * Source: spec/counting/reopen.md.
 */

import type { Json } from "../shared/json.ts";
import type { Contest } from "./contest.ts";
import type { Found } from "./rule.ts";
import { at } from "./stages.ts";

/** The count as it ends where the option is elected: nobody behind it is. */
export function reopened(found: Found, contest: Contest): Found {
  const { reopen, seats } = contest;
  if (reopen === null) return found;
  const places = (open: number) => new Map<string, Json>([...(found.more ?? []), ["reopened", BigInt(open)]]);
  const n = found.stages.findIndex(({ elected }) => elected.includes(reopen));
  if (n < 0) return { ...found, more: places(0) };
  const last = at(found.stages, n);
  // Clause 3.
  const kept = last.elected.filter(
    (candidate) => candidate !== reopen && at(last.totals, candidate) >= at(last.totals, reopen),
  );
  const stages = [...found.stages.slice(0, n), { ...last, elected: [...kept, reopen] }];
  const elected = stages.reduce((sum, stage) => sum + stage.elected.length, 0) - 1;
  return { ...found, stages, more: places(seats - elected) };
}
