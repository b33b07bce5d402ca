/** Every rule of the second counter, by its id. */

import type { Rule } from "../rule.ts";
import { av } from "./av.ts";
import { fptp } from "./fptp.ts";
import { schulze } from "./schulze.ts";
import { score } from "./score.ts";
import { stvScottish } from "./stv-scottish.ts";
import { yesNo } from "./yes-no.ts";

export const RULES: ReadonlyMap<string, Rule> = new Map([
  ["av", av],
  ["fptp", fptp],
  ["schulze", schulze],
  ["score", score],
  ["stv-scottish", stvScottish],
  ["yes-no", yesNo],
]);
