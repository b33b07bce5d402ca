/**
 * The command: a question a line on standard input, an answer a line on standard output.
 *
 * An answer is the result of the count, or `{"refused": CODE, "why": ..}`. Exit status: 0 where everything was
 * counted, 1 where something was refused, 2 where a line is not canonical JSON.
 * Source: spec/counting/README.md, section 6.
 */

import { createInterface } from "node:readline";
import { type Json, parse, print } from "../shared/json.ts";
import { Refused } from "../shared/refused.ts";
import { count } from "./count.ts";

function answered(question: Json): string {
  try {
    return print(count(question));
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    process.exitCode = 1;
    return print(
      new Map([
        ["refused", refusal.code],
        ["why", refusal.why],
      ]),
    );
  }
}

let n = 0;
for await (const line of createInterface({ input: process.stdin })) {
  n += 1;
  let question: Json;
  try {
    question = parse(line);
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    console.error(`line ${n}: ${refusal.why}`);
    process.exitCode = 2;
    break;
  }
  process.stdout.write(`${answered(question)}\n`);
}
