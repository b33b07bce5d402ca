import assert from "node:assert/strict";
import { test } from "node:test";
import { shown } from "../shared/decimal.ts";

test("an amount has exactly as many digits after the point as its rule says", () => {
  assert.equal(shown(0n, 0), "0");
  assert.equal(shown(12n, 0), "12");
  assert.equal(shown(0n, 5), "0.00000");
  assert.equal(shown(1n, 5), "0.00001");
  assert.equal(shown(-1n, 5), "-0.00001");
  assert.equal(shown(112000000n, 5), "1120.00000");
});

test("an amount beyond what a float could hold keeps its last digit", () => {
  assert.equal(shown(90071992547409931234567n, 5), "900719925474099312.34567");
});
