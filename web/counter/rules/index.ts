/** Every rule of the second counter, by its id. */

import type { Rule } from "../rule.ts";
import { approval } from "./approval.ts";
import { av } from "./av.ts";
import { block } from "./block.ts";
import { borda } from "./borda.ts";
import { college } from "./college.ts";
import { exhaustive } from "./exhaustive.ts";
import { fptp } from "./fptp.ts";
import { rankedPairs } from "./ranked-pairs.ts";
import { schulze } from "./schulze.ts";
import { score } from "./score.ts";
import { star } from "./star.ts";
import { stvScottish } from "./stv-scottish.ts";
import { yesNo } from "./yes-no.ts";

export const RULES: ReadonlyMap<string, Rule> = new Map([
  ["approval", approval],
  ["av", av],
  ["block", block],
  ["borda", borda],
  ["college", college],
  ["exhaustive", exhaustive],
  ["fptp", fptp],
  ["ranked-pairs", rankedPairs],
  ["schulze", schulze],
  ["score", score],
  ["star", star],
  ["stv-scottish", stvScottish],
  ["yes-no", yesNo],
]);
