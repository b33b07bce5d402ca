/**
 * A contest counted: papers in, result out.
 *
 * Source: spec/counting/README.md and result.md.
 */

import { shown } from "../shared/decimal.ts";
import type { Json } from "../shared/json.ts";
import { Refused } from "../shared/refused.ts";
import type { Contest } from "./contest.ts";
import { declared, readContest } from "./contest.ts";
import { guaranteedResult } from "./guaranteed.ts";
import type { Read } from "./papers.ts";
import { together } from "./papers.ts";
import { reopened } from "./reopen.ts";
import type { Found, Rule } from "./rule.ts";
import { RULES } from "./rules/index.ts";
import type { Stage, Tie, Transfer, Votes } from "./stages.ts";

/**
 * The result of `{"contest": .., "papers": ..}`.
 *
 * Raises Refused: count.input, where the question has not its form; else as spec/counting/README.md, section 2, says.
 */
export function count(question: Json): Json {
  if (
    !(question instanceof Map) ||
    [...question.keys()].some((key) => key !== "contest" && key !== "papers")
  ) {
    throw new Refused("count.input", "a question is an object of contest and papers");
  }
  const contest = readContest(question.get("contest"));
  const rule = RULES.get(contest.rule);
  if (rule === undefined) throw new Refused("count.rule", "the second counter does not know this rule");
  const checked = declared(contest, rule);
  const [read, found] = rule.counted(question.get("papers"), checked);
  found.stages.forEach((stage, n) => {
    conserve(stage, found.whole(n));
  });
  return result(checked, rule, read, reopened(found, checked));
}

/** Stop where votes appear or vanish: a mistake of this program, not of whoever asks. */
function conserve(stage: Stage, whole: Votes): void {
  const sum = stage.totals.reduce((one, other) => one + other, stage.nonTransferable + stage.lost);
  if (sum !== whole) throw new Error(`the amounts of a stage add up to ${sum}, not to ${whole}`);
}

function result(contest: Contest, rule: Rule, read: Read<unknown>, found: Found): Json {
  const valid = together(read.valid);
  const invalid = [...read.reasons.values()].reduce((sum, number) => sum + number, 0n);
  const votes = (amount: Votes) => shown(amount, rule.places);
  const elected = found.stages.flatMap((stage) => stage.elected).filter((one) => one !== contest.reopen);
  const guaranteed: [string, Json][] =
    contest.guaranteed.length === 0 ? [] : [["guaranteed", guaranteedResult(contest.guaranteed, elected)]];
  const quota = found.stages.at(-1)?.quota ?? null;
  return new Map<string, Json>([
    ["rule", contest.rule],
    ["version", BigInt(contest.version)],
    ["seats", BigInt(contest.seats)],
    ["parameters", contest.parameters],
    ["papers", valid + invalid],
    ["valid", valid],
    ["invalid", invalid],
    ["reasons", read.reasons],
    ["quota", quota === null ? null : votes(quota)],
    ["elected", elected.map(fromOne)],
    ["stages", found.stages.map((stage, n) => stageResult(stage, n + 1, votes))],
    ...(found.more ?? []),
    ...guaranteed,
  ]);
}

function fromOne(number: number): bigint {
  return BigInt(number + 1);
}

function stageResult(stage: Stage, n: number, votes: (amount: Votes) => string): Json {
  return new Map<string, Json>([
    ["n", BigInt(n)],
    ["action", stage.action],
    ["of", stage.of.map(fromOne)],
    ["totals", stage.totals.map(votes)],
    ["non_transferable", votes(stage.nonTransferable)],
    ["lost", votes(stage.lost)],
    ["elected", stage.elected.map(fromOne)],
    ["excluded", stage.excluded.map(fromOne)],
    ["ties", stage.ties.map(tieResult)],
    ["transfers", stage.transfers.map((transfer) => transferResult(transfer, votes))],
    ["quota", stage.quota === null ? null : votes(stage.quota)],
    ...(stage.bound === undefined ? [] : boundResult(stage.bound)),
    ...(stage.spent === undefined ? [] : spentResult(stage.spent, votes)),
  ]);
}

function spentResult(spent: NonNullable<Stage["spent"]>, votes: (amount: Votes) => string): [string, Json][] {
  return [
    ["iteration", BigInt(spent.iteration)],
    ["keep", spent.keep.map(votes)],
  ];
}

function boundResult({ doomed, guarded }: NonNullable<Stage["bound"]>): [string, Json][] {
  return [
    ["doomed", doomed.map(fromOne)],
    ["guarded", guarded.map(fromOne)],
  ];
}

function tieResult(tie: Tie): Json {
  return new Map<string, Json>([
    ["purpose", tie.purpose],
    ["between", tie.between.map(fromOne)],
    ["broken_by", tie.brokenBy],
    ["stage", tie.stage === null ? null : BigInt(tie.stage)],
    ["left", tie.left.map(fromOne)],
  ]);
}

function transferResult(transfer: Transfer, votes: (amount: Votes) => string): Json {
  const [papers, amount] = transfer.nonTransferable;
  return new Map<string, Json>([
    ["from", fromOne(transfer.from)],
    ["value", votes(transfer.value)],
    ["to", transfer.to.map(([candidate, number, sum]) => [fromOne(candidate), number, votes(sum)])],
    ["non_transferable", [papers, votes(amount)]],
  ]);
}
