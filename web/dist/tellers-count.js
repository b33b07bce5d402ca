// counter/main.ts
import { createInterface } from "node:readline";

// shared/refused.ts
var Refused = class extends Error {
  constructor(code, why) {
    super(`${code}: ${why}`);
    this.code = code;
    this.why = why;
  }
  code;
  why;
  name = "Refused";
};

// shared/json.ts
var DEEPEST = 64;
var BOUND = 2n ** 53n;
var KEY = /^[a-z][a-z0-9_]*$/;
var LONE_SURROGATE = new RegExp("\\p{Surrogate}", "u");
function parse(text) {
  let raw;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Refused("json.canonical", "this is not JSON");
  }
  const value = converted(raw, 0);
  if (print(value) !== text) throw new Refused("json.canonical", "this is not canonical JSON");
  return value;
}
function converted(raw, depth) {
  if (raw === null || typeof raw === "boolean" || typeof raw === "string") return raw;
  if (typeof raw === "number") {
    if (!Number.isSafeInteger(raw))
      throw new Refused("json.canonical", "a number is not a whole one below 2^53");
    return BigInt(raw);
  }
  if (depth === DEEPEST) throw new Refused("json.canonical", "more than 64 lists and objects in one another");
  if (Array.isArray(raw)) return raw.map((part) => converted(part, depth + 1));
  return new Map(Object.entries(raw).map(([key, part]) => [key, converted(part, depth + 1)]));
}
function print(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return printedNumber(value);
  if (typeof value === "string") return printedText(value);
  if (value instanceof Map) return printedObject(value);
  return `[${value.map(print).join(",")}]`;
}
function printedNumber(value) {
  if (value <= -BOUND || value >= BOUND) throw new Refused("json.canonical", "a number is not below 2^53");
  return value.toString();
}
function printedText(value) {
  if (LONE_SURROGATE.test(value) || value.normalize("NFC") !== value) {
    throw new Refused("json.canonical", "a text is not Unicode in the form NFC");
  }
  return JSON.stringify(value);
}
function printedObject(value) {
  const fields = [...value.keys()].sort().map((key) => {
    if (!KEY.test(key)) throw new Refused("json.canonical", `not a key: ${JSON.stringify(key.slice(0, 24))}`);
    return `"${key}":${print(value.get(key) ?? null)}`;
  });
  return `{${fields.join(",")}}`;
}

// shared/decimal.ts
function shown(amount, places2) {
  const sign = amount < 0n ? "-" : "";
  const digits = (amount < 0n ? -amount : amount).toString().padStart(places2 + 1, "0");
  if (places2 === 0) return sign + digits;
  return `${sign}${digits.slice(0, -places2)}.${digits.slice(-places2)}`;
}

// counter/contest.ts
var FIELDS = ["candidates", "lot", "parameters", "rule", "seats", "version", "withdrawn"];
var OPTIONAL = ["guaranteed", "reopen", "sections"];
function readContest(given) {
  if (!(given instanceof Map)) throw malformed("a contest is an object");
  const strange = [...given.keys()].find((key) => !FIELDS.includes(key) && !OPTIONAL.includes(key));
  const missing = FIELDS.find((key) => !given.has(key));
  if (strange !== void 0 || missing !== void 0) throw malformed(`a contest has the fields ${FIELDS}`);
  refuseWhatNoRuleHereHas(given);
  const rule2 = given.get("rule");
  if (typeof rule2 !== "string") throw malformed("a rule is called by its id");
  return {
    candidates: whole(given.get("candidates")),
    seats: whole(given.get("seats")),
    rule: rule2,
    version: whole(given.get("version")),
    parameters: readParameters(given.get("parameters")),
    withdrawn: new Set(readCandidates(given.get("withdrawn"))),
    lot: readCandidates(given.get("lot"))
  };
}
function malformed(why) {
  return new Refused("count.input", why);
}
function refuseWhatNoRuleHereHas(given) {
  for (const field of OPTIONAL) {
    const value = given.get(field) ?? null;
    const none = value === null || Array.isArray(value) && value.length === 0;
    if (!none) throw new Refused(`count.${field}`, `this rule knows no ${field}`);
  }
}
function whole(value) {
  if (typeof value !== "bigint") throw malformed("a whole number is missing");
  return Number(value);
}
function readCandidates(value) {
  if (!Array.isArray(value)) throw malformed("candidates stand in a list");
  return value.map((candidate) => whole(candidate) - 1);
}
function readParameters(value) {
  if (!(value instanceof Map)) throw malformed("parameters are an object");
  const parameters = /* @__PURE__ */ new Map();
  for (const [name, chosen] of value) {
    if (typeof chosen !== "string") throw malformed("the value of a parameter is a text");
    parameters.set(name, chosen);
  }
  return parameters;
}
function declared(contest, rule2) {
  if (contest.version !== rule2.version) {
    throw new Refused("count.version", `${contest.rule} has no version ${contest.version}`);
  }
  if (contest.candidates < 1) throw new Refused("count.candidates", "nobody stands");
  if (contest.seats < 1) throw new Refused("count.seats", "there is no place to fill");
  if (rule2.single && contest.seats !== 1) throw new Refused("count.seats", `${contest.rule} fills one place`);
  const stands = (candidate) => candidate >= 0 && candidate < contest.candidates;
  if (![...contest.withdrawn].every(stands)) {
    throw new Refused("count.withdrawn", "somebody is withdrawn who is not in this contest");
  }
  if (contest.withdrawn.size === contest.candidates) throw new Refused("count.withdrawn", "nobody remains");
  const drawn = new Set(contest.lot);
  const everyOnce = drawn.size === contest.candidates && contest.lot.length === drawn.size;
  if (contest.lot.length > 0 && !(everyOnce && contest.lot.every(stands))) {
    throw new Refused("count.lot", "the lot does not name every candidate once");
  }
  const parameters = filledIn(contest.parameters, rule2.parameters);
  if (parameters.get("withdrawn") === "refuse" && contest.withdrawn.size > 0) {
    throw new Refused("count.withdrawn", "a candidate is withdrawn, and a new ballot must be held");
  }
  return { ...contest, parameters };
}
function filledIn(given, known) {
  const names = known.map(([name]) => name);
  const strange = [...given.keys()].find((name) => !names.includes(name));
  if (strange !== void 0) throw new Refused("count.parameter", `the rule has no parameter of that name`);
  const parameters = /* @__PURE__ */ new Map();
  for (const [name, ...values] of known) {
    const chosen = given.get(name) ?? values[0];
    if (!values.includes(chosen))
      throw new Refused("count.parameter", `${name} is one of ${values.join(", ")}`);
    parameters.set(name, chosen);
  }
  return parameters;
}
function standing(contest) {
  return numbers(contest.candidates).filter((candidate) => !contest.withdrawn.has(candidate));
}
function numbers(n2) {
  return Array.from({ length: n2 }, (_, i) => i);
}

// counter/papers.ts
function readPapers(given, contest, reader) {
  if (!Array.isArray(given)) throw new Refused("count.input", "papers stand in a list");
  const valid = [];
  const reasons = /* @__PURE__ */ new Map();
  for (const group of given) {
    const [number, marks] = readGroup(group);
    const reading = reader(marks, contest);
    if ("says" in reading) valid.push({ number, marks: reading.says });
    else reasons.set(reading.invalid, (reasons.get(reading.invalid) ?? 0n) + number);
  }
  return { valid, reasons };
}
function readGroup(group) {
  if (!Array.isArray(group) || group.length !== 2)
    throw new Refused("count.paper", "papers are [number, marks]");
  const [number, marks] = group;
  if (typeof number !== "bigint" || number < 1n) {
    throw new Refused("count.paper", "the number of papers is not a positive whole number");
  }
  if (!Array.isArray(marks)) throw new Refused("count.paper", "what stands on a paper is a list");
  return [number, marks];
}
function together(papers) {
  return papers.reduce((sum, { number }) => sum + number, 0n);
}
function readLevel(rank, contest) {
  const level = Array.isArray(rank) ? rank : [rank];
  return level.map((mark) => {
    const candidate = whole(mark) - 1;
    if (candidate < 0 || candidate >= contest.candidates) {
      throw new Refused("count.paper", "a paper names one who does not stand in this contest");
    }
    return candidate;
  });
}
var levels = (marks, contest) => read(marks, contest, true);
var ranking = (marks, contest) => {
  const reading = read(marks, contest, false);
  return "says" in reading ? { says: reading.says.flat() } : reading;
};
function read(marks, contest, shared) {
  const written = marks.map((rank) => readLevel(rank, contest));
  while (written.at(-1)?.length === 0) written.pop();
  const says = [];
  for (const rank of written) {
    const kept = [...new Set(rank)].filter((candidate) => !says.some((level) => level.includes(candidate)));
    const found = flaws(rank, kept, shared);
    const invalid = found.find((flaw) => contest.parameters.get(flaw) === "invalid");
    if (invalid !== void 0) return { invalid };
    const stop = found.find((flaw) => contest.parameters.get(flaw) === "stop");
    if (stop !== void 0) return says.length === 0 ? { invalid: stop } : { says };
    if (kept.length > 0 && !found.includes("equal")) says.push(kept);
  }
  const blank = says.length === 0 && contest.parameters.get("blank") === "invalid";
  return blank ? { invalid: "blank" } : { says };
}
function flaws(rank, kept, shared) {
  if (rank.length === 0) return ["gaps"];
  const equal = kept.length > 1 && !shared ? ["equal"] : [];
  return kept.length < rank.length ? [...equal, "repeats"] : equal;
}
var points = (marks, contest) => {
  if (marks.length !== contest.candidates) {
    throw new Refused("count.paper", "a paper does not give points to every candidate");
  }
  const says = numbers(contest.candidates).map((candidate) => {
    const given = marks[candidate];
    if (typeof given !== "bigint" || given < 0n)
      throw new Refused("count.paper", "points are whole and not below 0");
    return given;
  });
  return { says };
};

// counter/stages.ts
var QUIET = {
  action: "first",
  of: [],
  totals: [],
  nonTransferable: 0n,
  lost: 0n,
  elected: [],
  excluded: [],
  ties: [],
  transfers: [],
  quota: null
};
function most(candidates, votes) {
  return extreme(candidates, votes, (one, other) => one > other);
}
function fewest(candidates, votes) {
  return extreme(candidates, votes, (one, other) => one < other);
}
function extreme(candidates, votes, before) {
  let found = [];
  for (const candidate of candidates) {
    const [best] = found;
    if (best === void 0 || before(at(votes, candidate), at(votes, best))) found = [candidate];
    else if (at(votes, candidate) === at(votes, best)) found.push(candidate);
  }
  return found;
}
function at(list, i) {
  const found = list[i];
  if (found === void 0) throw new RangeError(`there is no ${i} in a list of ${list.length}`);
  return found;
}
function byVotes(candidates, votes) {
  return [...candidates].sort((one, other) => {
    const difference = at(votes, other) - at(votes, one);
    return difference === 0n ? one - other : difference > 0n ? 1 : -1;
  });
}
function backwards(purpose, equal, stages, lot) {
  let between = equal;
  const ties = [];
  for (let n2 = stages.length; n2 >= 1 && between.length > 1; n2--) {
    const { totals } = at(stages, n2 - 1);
    const left = purpose === "exclusion" ? fewest(between, totals) : most(between, totals);
    if (left.length === between.length) continue;
    ties.push({ purpose, between, brokenBy: "stage", stage: n2, left });
    between = left;
  }
  const drawn = byLot(purpose, between, lot);
  return { chosen: drawn.chosen, ties: [...ties, ...drawn.ties] };
}
function byLot(purpose, equal, lot) {
  const [only] = equal;
  if (only === void 0) throw new RangeError("a lot is drawn between candidates");
  if (equal.length === 1) return { chosen: only, ties: [] };
  const drawn = lot.filter((candidate) => equal.includes(candidate));
  const chosen = purpose === "exclusion" ? drawn.at(-1) : drawn[0];
  if (chosen === void 0) throw new Refused("count.lot-needed", `a lot must be drawn (${purpose})`);
  return { chosen, ties: [{ purpose, between: equal, brokenBy: "lot", stage: null, left: [chosen] }] };
}

// counter/piles.ts
function sorted(papers, available) {
  const to = /* @__PURE__ */ new Map();
  const without = [];
  for (const paper of papers) {
    const next = paper.marks.find(available);
    if (next === void 0) without.push(paper);
    else if (to.has(next)) to.get(next)?.push(paper);
    else to.set(next, [paper]);
  }
  return { to, without };
}
function size(papers) {
  return papers.reduce((sum, { number }) => sum + number, 0n);
}
var Piles = class {
  totals;
  nonTransferable = 0n;
  lost = 0n;
  #parcels;
  constructor(candidates) {
    this.totals = Array.from({ length: candidates }, () => 0n);
    this.#parcels = Array.from({ length: candidates }, () => []);
  }
  /** The parcels of a candidate in the order in which they came. */
  of(candidate) {
    return at(this.#parcels, candidate);
  }
  /** Credit papers that were sorted, each at `value`. */
  credit({ to, without }, value) {
    for (const [candidate, papers] of to) {
      at(this.#parcels, candidate).push({ value, papers });
      this.totals[candidate] = at(this.totals, candidate) + size(papers) * value;
    }
    this.nonTransferable += size(without) * value;
  }
  /** Take all papers away from `candidate`, who keeps `votes`. */
  clear(candidate, votes) {
    this.#parcels[candidate] = [];
    this.totals[candidate] = votes;
  }
};
function transfer(from, value, { to, without }) {
  const moved = [...to].sort(([one], [other]) => one - other);
  return {
    from,
    value,
    to: moved.map(([candidate, papers]) => [candidate, size(papers), size(papers) * value]),
    nonTransferable: [size(without), size(without) * value]
  };
}
function byValue(parcels) {
  const together2 = /* @__PURE__ */ new Map();
  for (const { value, papers } of parcels) {
    together2.set(value, [...together2.get(value) ?? [], ...papers]);
  }
  return [...together2].map(([value, papers]) => ({ value, papers }));
}

// counter/rule.ts
function rule(declarable, reader, count3) {
  return {
    ...declarable,
    counted(papers, contest) {
      const read2 = readPapers(papers, contest, reader);
      return [read2, count3(read2.valid, contest)];
    }
  };
}
var FLAW = ["stop", "pass", "invalid"];
var BLANK = ["blank", "invalid", "abstention"];
var GAPS = ["gaps", ...FLAW];
var REPEATS = ["repeats", ...FLAW];
var EQUAL = ["equal", ...FLAW];
var WITHDRAWN = ["withdrawn", "pass", "refuse"];
var PERCENTAGES = ["percentages", "valid", "continuing", "papers"];
var SHARED = [BLANK, GAPS, REPEATS, EQUAL, WITHDRAWN, PERCENTAGES];

// counter/rules/av.ts
function decided(continuing, totals, earlier, contest) {
  const votes = continuing.reduce((sum, candidate) => sum + at(totals, candidate), 0n);
  const [only] = continuing;
  if (continuing.length === 1 && only !== void 0) return { chosen: only, ties: [] };
  const majority = continuing.find((candidate) => 2n * at(totals, candidate) > votes);
  if (majority !== void 0 && (contest.parameters.get("finish") === "majority" || continuing.length === 2)) {
    return { chosen: majority, ties: [] };
  }
  if (continuing.length > 2) return null;
  return backwards("election", most(continuing, totals), earlier, contest.lot);
}
function count(papers, contest) {
  const piles = new Piles(contest.candidates);
  const stages = [];
  let continuing = standing(contest);
  const closed = (stage) => {
    const totals = [...piles.totals];
    const decision = decided(continuing, totals, stages, contest);
    const elected2 = decision === null ? [] : [decision.chosen];
    const ties = [...stage.ties ?? [], ...decision?.ties ?? []];
    stages.push({ ...QUIET, ...stage, totals, nonTransferable: piles.nonTransferable, elected: elected2, ties });
    return decision?.chosen ?? null;
  };
  piles.credit(
    sorted(papers, (candidate) => continuing.includes(candidate)),
    1n
  );
  let elected = closed({});
  while (elected === null) {
    const { chosen, ties } = backwards("exclusion", fewest(continuing, piles.totals), stages, contest.lot);
    continuing = continuing.filter((candidate) => candidate !== chosen);
    const theirs = piles.of(chosen).flatMap((parcel) => parcel.papers);
    const moved = sorted(theirs, (candidate) => continuing.includes(candidate));
    piles.clear(chosen, 0n);
    piles.credit(moved, 1n);
    const transfers = [transfer(chosen, 1n, moved)];
    elected = closed({ action: "exclusion", of: [chosen], excluded: [chosen], ties, transfers });
  }
  return { stages, elected: [elected], whole: together(papers) };
}
var av = rule(
  {
    version: 1,
    parameters: [["finish", "majority", "two"], ["ties", "backwards"], ...SHARED],
    single: true,
    places: 0
  },
  ranking,
  count
);

// counter/rules/fptp.ts
var fptp = rule(
  { version: 1, parameters: [["ties", "lot"], ...SHARED], single: true, places: 0 },
  ranking,
  (papers, contest) => {
    const piles = new Piles(contest.candidates);
    piles.credit(
      sorted(papers, (candidate) => !contest.withdrawn.has(candidate)),
      1n
    );
    const { chosen, ties } = byLot("election", most(standing(contest), piles.totals), contest.lot);
    const { totals, nonTransferable } = piles;
    const stages = [{ ...QUIET, totals, nonTransferable, elected: [chosen], ties }];
    return { stages, elected: [chosen], whole: together(papers) };
  }
);

// counter/rules/schulze.ts
function over(table, a, b) {
  return at(at(table, a), b);
}
function pairwise(papers, contest) {
  const stand = standing(contest);
  const d = numbers(contest.candidates).map(() => numbers(contest.candidates).map(() => 0n));
  for (const { number, marks } of papers) {
    const place = new Map(marks.flatMap((level, n2) => level.map((candidate) => [candidate, n2])));
    const placeOf = (candidate) => place.get(candidate) ?? marks.length;
    for (const a of stand) {
      for (const b of stand) {
        if (placeOf(a) < placeOf(b)) at(d, a)[b] = over(d, a, b) + number;
      }
    }
  }
  return d;
}
function chains(d) {
  const everybody = numbers(d.length);
  const p = d.map((row, a) => row.map((votes, b) => votes > over(d, b, a) ? votes : 0n));
  for (const through of everybody) {
    for (const a of everybody) {
      for (const b of everybody) {
        const first = over(p, a, through);
        const second = over(p, through, b);
        const weakest = first < second ? first : second;
        if (a !== b && weakest > over(p, a, b)) at(p, a)[b] = weakest;
      }
    }
  }
  return p;
}
var schulze = rule(
  { version: 1, parameters: [["ties", "lot"], BLANK, GAPS, REPEATS, WITHDRAWN], single: true, places: 0 },
  levels,
  (papers, contest) => {
    const d = pairwise(papers, contest);
    const p = chains(d);
    const stand = standing(contest);
    const prevails = (a, b) => over(p, a, b) > over(p, b, a);
    const unbeaten = stand.filter((a) => !stand.some((b) => prevails(b, a)));
    const { chosen, ties } = byLot("election", unbeaten, contest.lot);
    const totals = numbers(contest.candidates).map((a) => BigInt(stand.filter((b) => prevails(a, b)).length));
    const pairs = BigInt(stand.length * (stand.length - 1)) / 2n;
    const nonTransferable = pairs - totals.reduce((sum, one) => sum + one, 0n);
    return {
      stages: [{ ...QUIET, totals, nonTransferable, elected: [chosen], ties }],
      elected: [chosen],
      whole: pairs,
      tables: /* @__PURE__ */ new Map([
        ["pairwise", d],
        ["chains", p]
      ])
    };
  }
);

// counter/rules/score.ts
function totalsOf(papers, candidates) {
  return numbers(candidates).map(
    (candidate) => papers.reduce((sum, { number, marks }) => sum + number * at(marks, candidate), 0n)
  );
}
function places(contest, totals) {
  const elected = [];
  const ties = [];
  let left = standing(contest);
  while (left.length > 0 && elected.length < contest.seats) {
    let equal = most(left, totals);
    left = left.filter((candidate) => !equal.includes(candidate));
    if (equal.length <= contest.seats - elected.length) {
      elected.push(...byVotes(equal, totals));
      continue;
    }
    while (elected.length < contest.seats) {
      const drawn = byLot("election", equal, contest.lot);
      elected.push(drawn.chosen);
      ties.push(...drawn.ties);
      equal = equal.filter((candidate) => candidate !== drawn.chosen);
    }
  }
  return { elected, ties };
}
var score = rule(
  { version: 1, parameters: [["ties", "lot"], WITHDRAWN], single: false, places: 0 },
  points,
  (papers, contest) => {
    const given = totalsOf(papers, contest.candidates);
    const totals = given.map((sum, candidate) => contest.withdrawn.has(candidate) ? 0n : sum);
    const whole2 = given.reduce((sum, one) => sum + one, 0n);
    const nonTransferable = whole2 - totals.reduce((sum, one) => sum + one, 0n);
    const { elected, ties } = places(contest, totals);
    return { stages: [{ ...QUIET, totals, nonTransferable, elected, ties }], elected, whole: whole2 };
  }
);

// counter/rules/stv-scottish.ts
var PLACES = 5;
var ONE = 100000n;
var ScottishCount = class {
  #contest;
  #quota;
  #piles;
  #stages = [];
  #elected = [];
  #surpluses = /* @__PURE__ */ new Set();
  #whole;
  #continuing;
  constructor(papers, contest) {
    const valid = together(papers);
    this.#contest = contest;
    this.#whole = valid * ONE;
    this.#quota = (valid / BigInt(contest.seats + 1) + 1n) * ONE;
    this.#piles = new Piles(contest.candidates);
    this.#continuing = standing(contest);
    this.#piles.credit(sorted(papers, this.#available), ONE);
  }
  found() {
    this.#close({});
    while (this.#vacancies > 0 && this.#continuing.length > 0) {
      const surpluses = [...this.#surpluses].sort((one, other) => one - other);
      if (surpluses.length > 0) this.#transferSurplus(surpluses);
      else this.#exclude();
    }
    return { stages: this.#stages, elected: this.#elected, whole: this.#whole };
  }
  #available = (candidate) => this.#continuing.includes(candidate);
  get #vacancies() {
    return this.#contest.seats - this.#elected.length;
  }
  /** The end of a stage: 47 and 52. */
  #close(stage) {
    const totals = [...this.#piles.totals];
    const all = this.#continuing.length <= this.#vacancies;
    const reached = this.#continuing.filter((candidate) => at(totals, candidate) >= this.#quota);
    const elected = all ? [...this.#continuing] : byVotes(reached, totals);
    this.#elected.push(...elected);
    this.#continuing = this.#continuing.filter((candidate) => !elected.includes(candidate));
    for (const candidate of elected) {
      if (at(totals, candidate) > this.#quota) this.#surpluses.add(candidate);
    }
    const { nonTransferable, lost } = this.#piles;
    this.#stages.push({ ...QUIET, ...stage, totals, nonTransferable, lost, elected, quota: this.#quota });
  }
  /** 48 and 49. */
  #transferSurplus(surpluses) {
    const { lot } = this.#contest;
    const { chosen, ties } = backwards("surplus", most(surpluses, this.#piles.totals), this.#stages, lot);
    this.#surpluses.delete(chosen);
    const votes = at(this.#piles.totals, chosen);
    const surplus = votes - this.#quota;
    const leaving = this.#piles.of(chosen).map(({ value, papers }) => ({ value: surplus * value / votes, papers }));
    this.#piles.clear(chosen, this.#quota);
    const transfers = this.#pass(chosen, leaving);
    const passed = leaving.reduce((sum, { value, papers }) => sum + size(papers) * value, 0n);
    this.#piles.lost += surplus - passed;
    this.#close({ action: "surplus", of: [chosen], ties, transfers });
  }
  /** 50, 51 and what was settled of 52. */
  #exclude() {
    const { lot, parameters } = this.#contest;
    const { chosen, ties } = backwards(
      "exclusion",
      fewest(this.#continuing, this.#piles.totals),
      this.#stages,
      lot
    );
    this.#continuing = this.#continuing.filter((candidate) => candidate !== chosen);
    const last = this.#continuing.length <= this.#vacancies;
    if (last && parameters.get("last_transfer") === "omitted") {
      this.#close({ action: "last-vacancies", excluded: [chosen], ties });
      return;
    }
    const leaving = this.#piles.of(chosen);
    this.#piles.clear(chosen, 0n);
    const transfers = this.#pass(chosen, leaving);
    this.#close({ action: "exclusion", of: [chosen], excluded: [chosen], ties, transfers });
  }
  /** Sort parcels of `from` by next available preference and credit them. */
  #pass(from, leaving) {
    return byValue(leaving).map(({ value, papers }) => {
      const moved = sorted(papers, this.#available);
      this.#piles.credit(moved, value);
      return transfer(from, value, moved);
    });
  }
};
var stvScottish = rule(
  {
    version: 1,
    parameters: [["last_transfer", "printed", "omitted"], ...SHARED],
    single: false,
    places: PLACES
  },
  ranking,
  (papers, contest) => new ScottishCount(papers, contest).found()
);

// counter/rules/yes-no.ts
var THRESHOLDS = /* @__PURE__ */ new Map([
  ["more-than-1/2", [1n, 2n, false]],
  ["at-least-1/2", [1n, 2n, true]],
  ["more-than-2/3", [2n, 3n, false]],
  ["at-least-2/3", [2n, 3n, true]],
  ["more-than-3/4", [3n, 4n, false]],
  ["at-least-3/4", [3n, 4n, true]],
  ["at-least-1/3", [1n, 3n, true]]
]);
function carried(yes, no, threshold) {
  const [p, q, inclusive] = THRESHOLDS.get(threshold) ?? [1n, 1n, false];
  if (yes + no === 0n) return false;
  return inclusive ? q * yes >= p * (yes + no) : q * yes > p * (yes + no);
}
var yesNo = rule(
  {
    version: 1,
    parameters: [["threshold", "more-than-1/2", ...[...THRESHOLDS.keys()].slice(1)], ...SHARED],
    single: true,
    places: 0
  },
  ranking,
  (papers, contest) => {
    if (contest.candidates !== 2)
      throw new Refused("count.candidates", "a motion has two options, yes and no");
    if (contest.withdrawn.size > 0) throw new Refused("count.withdrawn", "a motion has nobody to withdraw");
    if (papers.some(({ marks }) => marks.length > 1)) {
      throw new Refused("count.paper", "a paper on a motion says yes or no, not both");
    }
    const piles = new Piles(2);
    piles.credit(
      sorted(papers, () => true),
      1n
    );
    const { totals, nonTransferable } = piles;
    const elected = carried(at(totals, 0), at(totals, 1), contest.parameters.get("threshold") ?? "") ? [0] : [];
    return { stages: [{ ...QUIET, totals, nonTransferable, elected }], elected, whole: together(papers) };
  }
);

// counter/rules/index.ts
var RULES = /* @__PURE__ */ new Map([
  ["av", av],
  ["fptp", fptp],
  ["schulze", schulze],
  ["score", score],
  ["stv-scottish", stvScottish],
  ["yes-no", yesNo]
]);

// counter/count.ts
function count2(question) {
  if (!(question instanceof Map) || [...question.keys()].some((key) => key !== "contest" && key !== "papers")) {
    throw new Refused("count.input", "a question is an object of contest and papers");
  }
  const contest = readContest(question.get("contest"));
  const rule2 = RULES.get(contest.rule);
  if (rule2 === void 0) throw new Refused("count.rule", "the second counter does not know this rule");
  const checked = declared(contest, rule2);
  const [read2, found] = rule2.counted(question.get("papers"), checked);
  for (const stage of found.stages) conserve(stage, found.whole);
  return result(checked, rule2, read2, found);
}
function conserve(stage, whole2) {
  const sum = stage.totals.reduce((one, other) => one + other, stage.nonTransferable + stage.lost);
  if (sum !== whole2) throw new Error(`the amounts of a stage add up to ${sum}, not to ${whole2}`);
}
function result(contest, rule2, read2, found) {
  const valid = together(read2.valid);
  const invalid = [...read2.reasons.values()].reduce((sum, number) => sum + number, 0n);
  const votes = (amount) => shown(amount, rule2.places);
  const quota = found.stages.at(-1)?.quota ?? null;
  return new Map([
    ["rule", contest.rule],
    ["version", BigInt(contest.version)],
    ["seats", BigInt(contest.seats)],
    ["parameters", contest.parameters],
    ["papers", valid + invalid],
    ["valid", valid],
    ["invalid", invalid],
    ["reasons", read2.reasons],
    ["quota", quota === null ? null : votes(quota)],
    ["elected", found.elected.map(fromOne)],
    ["stages", found.stages.map((stage, n2) => stageResult(stage, n2 + 1, votes))],
    ...found.tables ?? []
  ]);
}
function fromOne(number) {
  return BigInt(number + 1);
}
function stageResult(stage, n2, votes) {
  return /* @__PURE__ */ new Map([
    ["n", BigInt(n2)],
    ["action", stage.action],
    ["of", stage.of.map(fromOne)],
    ["totals", stage.totals.map(votes)],
    ["non_transferable", votes(stage.nonTransferable)],
    ["lost", votes(stage.lost)],
    ["elected", stage.elected.map(fromOne)],
    ["excluded", stage.excluded.map(fromOne)],
    ["ties", stage.ties.map(tieResult)],
    ["transfers", stage.transfers.map((transfer2) => transferResult(transfer2, votes))],
    ["quota", stage.quota === null ? null : votes(stage.quota)]
  ]);
}
function tieResult(tie) {
  return /* @__PURE__ */ new Map([
    ["purpose", tie.purpose],
    ["between", tie.between.map(fromOne)],
    ["broken_by", tie.brokenBy],
    ["stage", tie.stage === null ? null : BigInt(tie.stage)],
    ["left", tie.left.map(fromOne)]
  ]);
}
function transferResult(transfer2, votes) {
  const [papers, amount] = transfer2.nonTransferable;
  return /* @__PURE__ */ new Map([
    ["from", fromOne(transfer2.from)],
    ["value", votes(transfer2.value)],
    ["to", transfer2.to.map(([candidate, number, sum]) => [fromOne(candidate), number, votes(sum)])],
    ["non_transferable", [papers, votes(amount)]]
  ]);
}

// counter/main.ts
function answered(question) {
  try {
    return print(count2(question));
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    process.exitCode = 1;
    return print(
      /* @__PURE__ */ new Map([
        ["refused", refusal.code],
        ["why", refusal.why]
      ])
    );
  }
}
var n = 0;
for await (const line of createInterface({ input: process.stdin })) {
  n += 1;
  let question;
  try {
    question = parse(line);
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    console.error(`line ${n}: ${refusal.why}`);
    process.exitCode = 2;
    break;
  }
  process.stdout.write(`${answered(question)}
`);
}
