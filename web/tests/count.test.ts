import assert from "node:assert/strict";
import { test } from "node:test";
import { count } from "../counter/count.ts";
import { RULES } from "../counter/rules/index.ts";
import { type Json, parse, print } from "../shared/json.ts";
import { Refused } from "../shared/refused.ts";

interface Declared {
  rule: string;
  candidates: number;
  seats?: number;
  parameters?: string;
  withdrawn?: string;
  lot?: string;
  sections?: string;
  guaranteed?: string;
  reopen?: number;
  version?: number;
}

/** The result of papers, written as the command is given them. */
function counted(declared: Declared, papers: string): ReadonlyMap<string, Json> {
  const { candidates, rule, lot = "[]", parameters = "{}", seats = 1, version, withdrawn = "[]" } = declared;
  const { guaranteed = "[]", reopen = null, sections = "[]" } = declared;
  const known = version ?? RULES.get(rule)?.version ?? 1;
  const contest = `{"candidates":${candidates},"guaranteed":${guaranteed},"lot":${lot},"parameters":${parameters},"reopen":${reopen},"rule":"${rule}","seats":${seats},"sections":${sections},"version":${known},"withdrawn":${withdrawn}}`;
  const found = count(parse(`{"contest":${contest},"papers":${papers}}`));
  assert.ok(found instanceof Map);
  return found;
}

function field(found: ReadonlyMap<string, Json>, name: string): string {
  return print(found.get(name) ?? null);
}

function last(found: ReadonlyMap<string, Json>, name: string): string {
  const stage = (found.get("stages") as readonly Json[]).at(-1);
  return field(stage as ReadonlyMap<string, Json>, name);
}

function refused(code: string, declared: Declared, papers = "[]"): void {
  assert.throws(
    () => counted(declared, papers),
    (error) => error instanceof Refused && error.code === code,
    code,
  );
}

test("the example of the points page elects candidate 3", () => {
  const found = counted({ rule: "score", candidates: 3 }, "[[2,[5,0,3]],[1,[0,4,5]]]");
  assert.equal(last(found, "totals"), '["10","4","11"]');
  assert.equal(field(found, "elected"), "[3]");
});

test("the example of the Schulze page elects candidate 3 by the chains that the page names", () => {
  const papers = "[[1,[1,2,3]],[3,[2,3,1]],[2,[3,1,2]],[3,[1]]]";
  const found = counted({ rule: "schulze", candidates: 3 }, papers);
  assert.equal(field(found, "elected"), "[3]");
  assert.equal(field(found, "chains"), "[[0,6,4],[4,0,4],[5,5,0]]");
});

test("the example of the approval page is a tie of 1 and 2 for the lot", () => {
  const papers = "[[3,[1,2]],[2,[3]],[1,[1,2,3]]]";
  const found = counted({ rule: "approval", candidates: 3, lot: "[2,1,3]" }, papers);
  assert.equal(last(found, "totals"), '["4","4","3"]');
  assert.equal(field(found, "elected"), "[2]");
});

test("the example of the block page elects 2, and the lot decides between 1 and 3", () => {
  const papers = "[[3,[1,2]],[2,[3]],[1,[2,3]]]";
  const found = counted({ rule: "block", candidates: 3, seats: 2, lot: "[3,2,1]" }, papers);
  assert.equal(last(found, "totals"), '["3","4","3"]');
  assert.equal(field(found, "elected"), "[2,3]");
});

test("the example of the Borda page shares what is left, or gives nobody anything", () => {
  const average = counted({ rule: "borda", candidates: 4 }, "[[1,[2,1]]]");
  assert.equal(last(average, "totals"), '["2.0","3.0","0.5","0.5"]');
  const zero = counted({ rule: "borda", candidates: 4, parameters: '{"truncated":"zero"}' }, "[[1,[2,1]]]");
  assert.equal(last(zero, "totals"), '["2.0","3.0","0.0","0.0"]');
  assert.equal(last(zero, "non_transferable"), '"1.0"');
});

test("the example of the STAR page elects whom most put higher, not who has most points", () => {
  const found = counted({ rule: "star", candidates: 3 }, "[[3,[5,4,0]],[2,[0,4,5]]]");
  const [first] = found.get("stages") as readonly ReadonlyMap<string, Json>[];
  assert.ok(first !== undefined);
  assert.equal(field(first, "totals"), '["15","20","10"]');
  assert.equal(last(found, "totals"), '["3","2","0"]');
  assert.equal(field(found, "elected"), "[1]");
});

test("the example of the page on ranked pairs locks two victories and elects 3", () => {
  const papers = "[[1,[1,2,3]],[3,[2,3,1]],[2,[3,1,2]],[3,[1]]]";
  const found = counted({ rule: "ranked-pairs", candidates: 3 }, papers);
  assert.equal(field(found, "victories"), "[[1,2,6,3,true],[3,1,5,4,true],[2,3,4,2,false]]");
  assert.equal(field(found, "elected"), "[3]");
});

test("the example of the page on the exhaustive ballot sends 1 and 2 into the next round", () => {
  const found = counted({ rule: "exhaustive", candidates: 4 }, "[[9,[1]],[6,[2]],[3,[3]],[2,[4]]]");
  assert.equal(last(found, "excluded"), "[3,4]");
  assert.equal(field(found, "next_round"), '{"candidates":[1,2],"seats":1}');
});

test("the example of the college page elects 2 with fewer votes in the greater section", () => {
  const sections = '[["members","2/3"],["affiliates","2/6"]]';
  const papers = "[[6,[1],1],[4,[2],1],[1,[1],2],[4,[2],2]]";
  const found = counted({ rule: "college", candidates: 2, sections }, papers);
  const [stage] = found.get("sections") as readonly ReadonlyMap<string, Json>[];
  assert.ok(stage !== undefined);
  assert.equal(field(stage, "parts"), '["7/15","8/15"]');
  assert.equal(field(stage, "percentages"), '["46.66","53.33"]');
  assert.equal(field(found, "elected"), "[2]");
});

test("the example of the page on reopening leaves one place open", () => {
  const papers = "[[9,[1]],[4,[2]],[7,[3]],[7,[4]]]";
  const found = counted({ rule: "block", candidates: 4, seats: 3, reopen: 4 }, papers);
  assert.equal(field(found, "elected"), "[1,3]");
  assert.equal(last(found, "elected"), "[1,3,4]");
  assert.equal(field(found, "reopened"), "1");
});

test("the example of the page on guaranteed places passes over the second man", () => {
  const declared = { rule: "stv-scottish", candidates: 4, seats: 2, lot: "[4,3,2,1]" };
  const papers = "[[4,[1]],[3,[2,4]],[1,[3,4]],[1,[4]]]";
  const found = counted({ ...declared, guaranteed: '[["women",1,[3,4]]]' }, papers);
  const [first] = found.get("stages") as readonly ReadonlyMap<string, Json>[];
  assert.ok(first !== undefined);
  assert.equal(field(first, "doomed"), "[2]");
  assert.equal(last(found, "of"), "[2]");
  assert.equal(field(found, "elected"), "[1,4]");
  assert.equal(field(found, "guaranteed"), '[{"declared":1,"elected":1,"least":1,"name":"women"}]');
  assert.equal(field(counted(declared, papers), "elected"), "[1,2]");
});

test("who would have been elected gives way to the highest of the group, first or last", () => {
  const papers = "[[9,[1]],[7,[2]],[5,[3]],[4,[4]]]";
  const declared = { rule: "block", candidates: 4, seats: 2, guaranteed: '[["women",1,[3,4]]]' };
  const displaced = counted(declared, papers);
  assert.equal(field(displaced, "elected"), "[1,3]");
  assert.equal(last(displaced, "doomed"), "[2]");
  assert.equal(last(displaced, "guarded"), "[3]");
  const first = counted({ ...declared, parameters: '{"reserved":"first"}' }, papers);
  assert.equal(field(first, "elected"), "[3,1]");
});

test("guarantees that those who stand cannot meet are cut in their order, where the contest says so", () => {
  const guaranteed = '[["women",2,[1,2]],["young",2,[2,3]]]';
  const declared = { rule: "approval", candidates: 5, seats: 3, guaranteed, withdrawn: "[2]" };
  const papers = "[[3,[5]],[2,[4]]]";
  refused("count.guaranteed", declared, papers);
  const cut = counted({ ...declared, parameters: '{"unmet":"waive"}' }, papers);
  assert.equal(field(cut, "elected"), "[5,1,3]");
  const [women, young] = cut.get("guaranteed") as readonly ReadonlyMap<string, Json>[];
  assert.equal(print([women?.get("least") ?? null, young?.get("least") ?? null]), "[1,1]");
});

test("guarantees that are none are refused", () => {
  const declared = { rule: "stv-ni", candidates: 3, seats: 2 };
  const none = ['["",1,[1]]', '["a",0,[1]]', '["a",3,[1,2,3]]', '["a",2,[1]]', '["a",1,[4]]', '["a",1,[]]'];
  for (const one of [...none, '["a",1,[1]],["a",1,[2]]', '["a",1,[1]],["b",1,[2]],["c",1,[3]]']) {
    refused("count.guaranteed", { ...declared, guaranteed: `[${one}]` });
  }
  refused("count.guaranteed", { ...declared, reopen: 1, guaranteed: '[["a",1,[1,2]]]' });
  refused("count.guaranteed", { ...declared, rule: "meek-nz", guaranteed: '[["a",1,[1]]]' });
  refused("count.input", { ...declared, guaranteed: '[["a",1,[1,1]]]' });
  refused("count.input", { ...declared, guaranteed: '[["a",1]]' });
  refused("count.parameter", { ...declared, parameters: '{"unmet":"waive"}' });
});

test("the example of the page on iteration rounds the keep value up", () => {
  const found = counted({ rule: "meek-nz", candidates: 3, seats: 2 }, "[[6,[1,2]],[2,[2]],[1,[3]]]");
  assert.equal(last(found, "keep"), '["0.500000001","1.000000000","1.000000000"]');
  assert.equal(last(found, "totals"), '["3.000000006","4.999999994","1.000000000"]');
  assert.equal(field(found, "elected"), "[1,2]");
});

test("a motion with as many for as against is not carried by more than half", () => {
  const papers = "[[2,[1]],[2,[2]],[3,[]]]";
  const abstention = '"blank":"abstention"';
  assert.equal(field(counted({ rule: "yes-no", candidates: 2 }, papers), "elected"), "[]");
  const atLeast = counted(
    { rule: "yes-no", candidates: 2, parameters: `{${abstention},"threshold":"at-least-1/2"}` },
    papers,
  );
  assert.equal(field(atLeast, "elected"), "[1]");
  assert.equal(field(atLeast, "valid"), "7");
});

test("the Scottish transfer value multiplies first and drops what remains", () => {
  // Quota 3 of 8 papers; a surplus of 2 of 5 votes.
  const found = counted({ rule: "stv-scottish", candidates: 4, seats: 2 }, "[[5,[1,2]],[2,[3]],[1,[4]]]");
  assert.equal(field(found, "quota"), '"3.00000"');
  const [, second] = found.get("stages") as readonly ReadonlyMap<string, Json>[];
  assert.ok(second !== undefined);
  assert.equal(
    field(second, "transfers"),
    '[{"from":1,"non_transferable":[0,"0.00000"],"to":[[2,5,"2.00000"]],"value":"0.40000"}]',
  );
  // 2 and 3 are equal then; 3 had more at the first stage.
  assert.equal(field(found, "elected"), "[1,3]");
});

test("a tie of a first stage goes to the lot, and is refused where none was drawn", () => {
  const papers = "[[1,[1]],[1,[2]]]";
  assert.equal(field(counted({ rule: "fptp", candidates: 2, lot: "[2,1]" }, papers), "elected"), "[2]");
  refused("count.lot-needed", { rule: "fptp", candidates: 2 }, papers);
});

test("what cannot be counted is refused by the code that the page names", () => {
  refused("count.rule", { rule: "sortition", candidates: 2 });
  refused("count.version", { rule: "av", candidates: 2, version: 99 });
  refused("count.parameter", { rule: "av", candidates: 2, parameters: '{"finish":"three"}' });
  refused("count.parameter", { rule: "av", candidates: 2, parameters: '{"colour":"red"}' });
  refused("count.candidates", { rule: "av", candidates: 0 });
  refused("count.candidates", { rule: "yes-no", candidates: 4 });
  refused("count.seats", { rule: "av", candidates: 2, seats: 2 });
  refused("count.seats", { rule: "stv-scottish", candidates: 2, seats: 0 });
  refused("count.withdrawn", { rule: "av", candidates: 2, withdrawn: "[3]" });
  refused("count.withdrawn", { rule: "av", candidates: 2, withdrawn: "[1,2]" });
  refused("count.withdrawn", { rule: "yes-no", candidates: 2, withdrawn: "[1]" });
  refused("count.withdrawn", {
    rule: "av",
    candidates: 2,
    withdrawn: "[1]",
    parameters: '{"withdrawn":"refuse"}',
  });
  refused("count.lot", { rule: "av", candidates: 2, lot: "[1,1]" });
  for (const papers of ["[[0,[1]]]", "[[1,[3]]]", "[[1,[0]]]", "[[-1,[1]]]", "[[1]]", '[[1,"1"]]', "[1]"]) {
    refused("count.paper", { rule: "av", candidates: 2 }, papers);
  }
  refused("count.paper", { rule: "score", candidates: 2 }, "[[1,[1]]]");
  refused("count.paper", { rule: "score", candidates: 2 }, "[[1,[1,-1]]]");
});
