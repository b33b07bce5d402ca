import assert from "node:assert/strict";
import { test } from "node:test";
import { type Json, parse, print } from "../shared/json.ts";
import { Refused } from "../shared/refused.ts";

const refused = (text: string) =>
  assert.throws(
    () => parse(text),
    (error) => error instanceof Refused && error.code === "json.canonical",
    text,
  );

test("the example of the page is printed as the page prints it", () => {
  const value: Json = new Map<string, Json>([
    ["b", 1n],
    ["a", ["é", null, true]],
    ["n", -5n],
  ]);
  assert.equal(print(value), '{"a":["é",null,true],"b":1,"n":-5}');
});

test("what is read is printed again as it was", () => {
  for (const text of ["null", "true", "0", "-1", '"\\u001f\\n\\"\\\\é/"', "[]", "{}", '{"a":{"b":[[]]}}']) {
    assert.equal(print(parse(text)), text);
  }
});

test("a number of any other spelling than a whole one below 2^53 is refused", () => {
  for (const text of [
    "1.0",
    "1e3",
    "-0",
    "01",
    "+1",
    "9007199254740992",
    "-9007199254740993",
    "0.5",
    "1E400",
    "NaN",
  ]) {
    refused(text);
  }
  assert.equal(parse("9007199254740991"), 9007199254740991n);
});

test("a second spelling of a value is refused", () => {
  for (const text of [
    '{"a":1,"a":1}',
    '{"b":1,"a":2}',
    ' {"a":1}',
    "[1, 2]",
    "[1]\n",
    "\ufeff[]",
    '"\\u0041"',
    '"\\/"',
    '"\\u001F"',
    "[]x",
    "",
  ]) {
    refused(text);
  }
});

test("a key or a text that is not of the narrow form is refused", () => {
  for (const text of ['{"A":1}', '{"__proto__":1}', '{"":1}', '{"a-b":1}', '"e\u0301"', '"\\ud800"'])
    refused(text);
});

test("sixty-four values inside one another are read, and one more is refused", () => {
  assert.equal(print(parse("[".repeat(64) + "]".repeat(64))), "[".repeat(64) + "]".repeat(64));
  refused("[".repeat(65) + "]".repeat(65));
});
