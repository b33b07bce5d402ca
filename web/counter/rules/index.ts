/** Every rule of the second counter, by its id. */

import type { Rule } from "../rule.ts";
import { approval } from "./approval.ts";
import { av } from "./av.ts";
import { block } from "./block.ts";
import { borda } from "./borda.ts";
import { college } from "./college.ts";
import { exhaustive } from "./exhaustive.ts";
import { fptp } from "./fptp.ts";
import { meekHww } from "./meek-hww.ts";
import { meekNz } from "./meek-nz.ts";
import { prsa77 } from "./prsa77.ts";
import { rankedPairs } from "./ranked-pairs.ts";
import { schulze } from "./schulze.ts";
import { score } from "./score.ts";
import { star } from "./star.ts";
import { stvErs97 } from "./stv-ers97.ts";
import { stvNi } from "./stv-ni.ts";
import { stvScottish } from "./stv-scottish.ts";
import { stvSeanad } from "./stv-seanad.ts";
import { warren } from "./warren.ts";
import { yesNo } from "./yes-no.ts";

export const RULES: ReadonlyMap<string, Rule> = new Map([
  ["approval", approval],
  ["av", av],
  ["block", block],
  ["borda", borda],
  ["college", college],
  ["exhaustive", exhaustive],
  ["fptp", fptp],
  ["meek-hww", meekHww],
  ["meek-nz", meekNz],
  ["prsa77", prsa77],
  ["ranked-pairs", rankedPairs],
  ["schulze", schulze],
  ["score", score],
  ["star", star],
  ["stv-ers97", stvErs97],
  ["stv-ni", stvNi],
  ["stv-scottish", stvScottish],
  ["stv-seanad", stvSeanad],
  ["warren", warren],
  ["yes-no", yesNo],
]);
