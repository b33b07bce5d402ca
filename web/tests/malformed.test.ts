import assert from "node:assert/strict";
import { test } from "node:test";
import { count } from "../counter/count.ts";
import { RULES } from "../counter/rules/index.ts";
import { type Json, parse } from "../shared/json.ts";
import { Refused } from "../shared/refused.ts";

const WRONG: readonly Json[] = [null, true, -1n, 0n, 7n, "x", [], [[]], new Map(), new Map([["a", 1n]])];

/** Every value that is `value` but for one place, at which something else stands. */
function* altered(value: Json): Generator<Json> {
  yield* WRONG;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    for (const [i, part] of list.entries()) {
      yield list.toSpliced(i, 1);
      for (const other of altered(part)) yield list.with(i, other);
    }
  } else if (value instanceof Map) {
    const map = value as ReadonlyMap<string, Json>;
    for (const [key, part] of map) {
      yield new Map([...map].filter(([other]) => other !== key));
      for (const other of altered(part)) yield new Map([...map, [key, other]]);
    }
  }
}

test("whatever stands at one place of a question, it is counted or refused, and nothing else happens", () => {
  let counted = 0;
  let refused = 0;
  for (const rule of RULES.keys()) {
    const guaranteed = RULES.get(rule)?.guaranteed === undefined ? "[]" : '[["group",1,[1]]]';
    const sections = rule === "college" ? '[["all","1/1"]]' : "[]";
    const papers = rule === "college" ? "[[2,[1,2],1],[1,[2],1]]" : "[[2,[1,2]],[1,[2,1]]]";
    const contest = `{"candidates":2,"guaranteed":${guaranteed},"lot":[2,1],"parameters":{},"reopen":null,"rule":"${rule}","seats":1,"sections":${sections},"version":1,"withdrawn":[]}`;
    for (const question of altered(parse(`{"contest":${contest},"papers":${papers}}`))) {
      try {
        count(question);
        counted += 1;
      } catch (error) {
        assert.ok(error instanceof Refused, `${rule}: ${error}`);
        refused += 1;
      }
    }
  }
  assert.ok(counted > 100 && refused > 1000, `${counted} counted, ${refused} refused`);
});
