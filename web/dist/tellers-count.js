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
function shown(amount, places) {
  const sign = amount < 0n ? "-" : "";
  const digits = (amount < 0n ? -amount : amount).toString().padStart(places + 1, "0");
  if (places === 0) return sign + digits;
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

// shared/fraction.ts
var NOUGHT = { n: 0n, d: 1n };
function gcd(one, other) {
  return other === 0n ? one : gcd(other, one % other);
}
function fraction(n2, d) {
  const common = gcd(n2, d);
  return { n: n2 / common, d: d / common };
}
function sum(one, other) {
  return fraction(one.n * other.d + other.n * one.d, one.d * other.d);
}
function parseFraction(text) {
  const [, n2, d] = /^(0|[1-9][0-9]{0,17})\/([1-9][0-9]{0,17})$/.exec(text) ?? [];
  if (n2 === void 0 || d === void 0) throw new Refused("count.sections", "a fraction is written n/d");
  return fraction(BigInt(n2), BigInt(d));
}
function printed({ n: n2, d }) {
  return `${n2}/${d}`;
}

// counter/guaranteed.ts
var MOST_GUARANTEES = 4;
var MOST_NEEDS = 1024;
var UNMET = ["unmet", "refuse", "waive"];
var RESERVED = ["reserved", "displace", "first"];
function checkGuaranteed({ candidates, guaranteed, reopen, seats }) {
  const names = new Set(guaranteed.map(({ name }) => name));
  if (names.has("") || names.size < guaranteed.length) {
    throw refused("two guarantees have one name, or one has none");
  }
  if (guaranteed.some(({ least }) => least < 1 || least > seats)) {
    throw refused("a guarantee is of at least one place, and of no more than there are");
  }
  const strange = (member) => member < 0 || member >= candidates || member === reopen;
  if (guaranteed.some(({ members }) => [...members].some(strange))) {
    throw refused("a guarantee names one who is no candidate");
  }
  const needs = guaranteed.reduce((product, { least }) => product * BigInt(least + 1), 1n);
  if (guaranteed.length > MOST_GUARANTEES || needs > MOST_NEEDS) {
    throw refused("there are too many guarantees, or of too many places");
  }
  if (!possible(guaranteed, [], numbers(candidates), seats)) {
    throw refused("no choice of candidates could meet the guarantees");
  }
}
function refused(why) {
  return new Refused("count.guaranteed", why);
}
function afterWithdrawals(contest) {
  const { guaranteed, seats } = contest;
  const stand = standing(contest);
  if (guaranteed.length === 0 || possible(guaranteed, [], stand, seats)) return guaranteed;
  if (parameter(contest, "unmet") === "refuse") {
    throw refused("those who still stand cannot meet the guarantees: nominations must be opened again");
  }
  const cut = [];
  for (const guarantee of guaranteed) {
    let { least } = guarantee;
    while (!possible([...cut, { ...guarantee, least }], [], stand, seats)) least -= 1;
    cut.push({ ...guarantee, least });
  }
  return cut;
}
function possible(guaranteed, elected, continuing, places) {
  const needs = guaranteed.map((guarantee) => stillNeeded(guarantee, elected));
  const enough2 = fewestThatMeet(needs, kinds(guaranteed, continuing));
  return enough2 !== null && enough2 <= places;
}
function stillNeeded({ least, members }, elected) {
  const need = least - among(members, elected);
  return need > 0 ? need : 0;
}
function among(members, elected) {
  return elected.filter((candidate) => members.has(candidate)).length;
}
function kinds(guaranteed, candidates) {
  const found = /* @__PURE__ */ new Map();
  for (const candidate of candidates) {
    const groups = numbers(guaranteed.length).filter((n2) => guaranteed[n2]?.members.has(candidate));
    const alike = found.get(groups.join());
    if (alike === void 0) found.set(groups.join(), { groups, candidates: [candidate] });
    else alike.candidates.push(candidate);
  }
  return [...found.values()];
}
function fewestThatMeet(needs, all2) {
  let reached3 = /* @__PURE__ */ new Map([[coded(needs), { needs, taken: 0 }]]);
  for (const { candidates, groups } of all2) {
    const further = new Map(reached3);
    for (const start of reached3.values()) {
      let { needs: left, taken: taken2 } = start;
      for (let n2 = 0; n2 < candidates.length && groups.some((group) => left[group] !== 0); n2++) {
        left = left.map((need, group) => need > 0 && groups.includes(group) ? need - 1 : need);
        taken2 += 1;
        const code = coded(left);
        const known = further.get(code);
        if (known === void 0 || known.taken > taken2) further.set(code, { needs: left, taken: taken2 });
      }
    }
    reached3 = further;
  }
  return reached3.get(0)?.taken ?? null;
}
function coded(needs) {
  return needs.reduce((code, need) => code * MOST_NEEDS + need, 0);
}
function bound({ guaranteed, seats }, elected, continuing) {
  const places = seats - elected.length;
  const met = guaranteed.every((guarantee) => stillNeeded(guarantee, elected) === 0);
  if (met || places === 0) return { doomed: [], guarded: [] };
  const doomed = [];
  const guarded = [];
  for (const { candidates } of kinds(guaranteed, continuing)) {
    const [one] = candidates;
    if (one === void 0) continue;
    const others = continuing.filter((candidate) => candidate !== one);
    if (!possible(guaranteed, [...elected, one], others, places - 1)) doomed.push(...candidates);
    if (!possible(guaranteed, elected, others, places)) guarded.push(...candidates);
  }
  return { doomed: inOrder(doomed), guarded: inOrder(guarded) };
}
function inOrder(candidates) {
  return [...candidates].sort((one, other) => one - other);
}
function guaranteedResult(guaranteed, elected) {
  return guaranteed.map(
    ({ declared: declared2, least, members, name }) => /* @__PURE__ */ new Map([
      ["name", name],
      ["declared", BigInt(declared2)],
      ["least", BigInt(least)],
      ["elected", BigInt(among(members, elected))]
    ])
  );
}

// counter/contest.ts
var MOST_SECTIONS = 100;
var LARGEST_DENOMINATOR = 999999999n;
var FIELDS = ["candidates", "lot", "parameters", "rule", "seats", "version", "withdrawn"];
var OPTIONAL = ["guaranteed", "reopen", "sections"];
function readContest(given2) {
  if (!(given2 instanceof Map)) throw malformed("a contest is an object");
  const strange = [...given2.keys()].find((key) => !FIELDS.includes(key) && !OPTIONAL.includes(key));
  const missing = FIELDS.find((key) => !given2.has(key));
  if (strange !== void 0 || missing !== void 0) throw malformed(`a contest has the fields ${FIELDS}`);
  const rule2 = given2.get("rule");
  if (typeof rule2 !== "string") throw malformed("a rule is called by its id");
  return {
    candidates: whole(given2.get("candidates")),
    seats: whole(given2.get("seats")),
    rule: rule2,
    version: whole(given2.get("version")),
    parameters: readParameters(given2.get("parameters")),
    withdrawn: new Set(readCandidates(given2.get("withdrawn"))),
    lot: readCandidates(given2.get("lot")),
    sections: isNothing(given2.get("sections")) ? [] : readSections(given2.get("sections")),
    guaranteed: isNothing(given2.get("guaranteed")) ? [] : readGuaranteed(given2.get("guaranteed")),
    reopen: isNothing(given2.get("reopen")) ? null : whole(given2.get("reopen")) - 1
  };
}
function malformed(why) {
  return new Refused("count.input", why);
}
function isNothing(value) {
  return value === void 0 || value === null || Array.isArray(value) && value.length === 0;
}
function readSections(value) {
  if (!Array.isArray(value)) throw malformed("sections stand in a list");
  return value.map((section) => {
    const [name, fraction2, ...more] = Array.isArray(section) ? section : [];
    if (typeof name !== "string" || typeof fraction2 !== "string" || more.length > 0) {
      throw malformed("a section is a name and a fraction");
    }
    return { name, fraction: parseFraction(fraction2) };
  });
}
function readGuaranteed(value) {
  if (!Array.isArray(value)) throw malformed("guarantees stand in a list");
  return value.map((guarantee) => {
    const [name, places, members, ...more] = Array.isArray(guarantee) ? guarantee : [];
    if (typeof name !== "string" || more.length > 0) {
      throw malformed("a guarantee is a name, a number of places and candidates");
    }
    const least = whole(places);
    const listed = readCandidates(members);
    if (new Set(listed).size < listed.length) throw malformed("a guarantee names somebody twice");
    return { name, declared: least, least, members: new Set(listed) };
  });
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
  checkWhoStands(contest);
  checkLot(contest);
  checkSections(contest);
  checkReopen(contest);
  checkGuaranteed(contest);
  if (rule2.single && contest.seats !== 1) throw new Refused("count.seats", `${contest.rule} fills one place`);
  const besides = contest.guaranteed.length > 0 ? rule2.guaranteed ?? [] : [];
  const parameters = filledIn(contest.parameters, [...rule2.parameters, ...besides]);
  checkKnown(contest, rule2);
  if (parameters.get("withdrawn") === "refuse" && contest.withdrawn.size > 0) {
    throw new Refused("count.withdrawn", "a candidate is withdrawn, and a new ballot must be held");
  }
  const checked = { ...contest, parameters };
  return { ...checked, guaranteed: afterWithdrawals(checked) };
}
function checkKnown({ guaranteed, reopen, rule: id, sections }, rule2) {
  if (sections.length > 0 && !rule2.sections) throw new Refused("count.sections", `${id} knows no sections`);
  if (guaranteed.length > 0 && rule2.guaranteed === void 0) {
    throw new Refused("count.guaranteed", `${id} cannot guarantee places`);
  }
  if (reopen !== null && !rule2.reopen) {
    throw new Refused("count.reopen", `${id} knows no option to reopen nominations`);
  }
}
function isNamed(contest, candidate) {
  return candidate >= 0 && candidate < contest.candidates;
}
function checkWhoStands(contest) {
  if (![...contest.withdrawn].every((candidate) => isNamed(contest, candidate))) {
    throw new Refused("count.withdrawn", "somebody is withdrawn who is not in this contest");
  }
  if (contest.withdrawn.size === contest.candidates) throw new Refused("count.withdrawn", "nobody remains");
}
function checkLot({ candidates, lot }) {
  const everybody = numbers(candidates).every((candidate) => lot.includes(candidate));
  if (lot.length > 0 && !(everybody && lot.length === candidates)) {
    throw new Refused("count.lot", "the lot does not name every candidate once");
  }
}
function checkSections({ sections }) {
  const names = new Set(sections.map(({ name }) => name));
  if (names.has("") || names.size < sections.length) {
    throw new Refused("count.sections", "two sections have one name, or one has none");
  }
  if (sections.some(({ fraction: { n: n2, d } }) => n2 === 0n || n2 > d)) {
    throw new Refused("count.sections", "the fraction of a section is above nought and at most one");
  }
  if (sections.length > MOST_SECTIONS) {
    throw new Refused("count.sections", `a contest has at most ${MOST_SECTIONS} sections`);
  }
  if (sections.some(({ fraction: { d } }) => d > LARGEST_DENOMINATOR)) {
    throw new Refused("count.sections", `a fraction is in parts of ${LARGEST_DENOMINATOR} at most`);
  }
}
function checkReopen(contest) {
  const { reopen, withdrawn } = contest;
  if (reopen !== null && (!isNamed(contest, reopen) || withdrawn.has(reopen))) {
    throw new Refused("count.reopen", "no option of this contest can stand for reopening nominations");
  }
}
function filledIn(given2, known) {
  const names = known.map(([name]) => name);
  const strange = [...given2.keys()].find((name) => !names.includes(name));
  if (strange !== void 0) throw new Refused("count.parameter", "the rule has no parameter of that name");
  const parameters = /* @__PURE__ */ new Map();
  for (const [name, ...values] of known) {
    const chosen = given2.get(name) ?? values[0];
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
function parameter(contest, name) {
  const chosen = contest.parameters.get(name);
  if (chosen === void 0) throw new RangeError(`the rule has no parameter ${name}`);
  return chosen;
}

// counter/papers.ts
var MOST_POINTS = 999999999n;
function readPapers(given2, contest, reader) {
  if (!Array.isArray(given2)) throw new Refused("count.input", "papers stand in a list");
  const valid = [];
  const reasons = /* @__PURE__ */ new Map();
  for (const group of given2) {
    const { number, marks, section } = readGroup(group, contest);
    const reading = reader(marks, contest);
    if ("says" in reading) valid.push({ number, marks: reading.says, section });
    else reasons.set(reading.invalid, (reasons.get(reading.invalid) ?? 0n) + number);
  }
  return { valid, reasons };
}
function readGroup(group, contest) {
  const sections = contest.sections.length;
  if (!Array.isArray(group) || group.length !== (sections > 0 ? 3 : 2)) {
    throw new Refused(
      "count.paper",
      "papers are a number, marks and, in a contest with sections, their section"
    );
  }
  const [number, marks, section] = group;
  if (typeof number !== "bigint" || number < 1n) {
    throw new Refused("count.paper", "the number of papers is not a positive whole number");
  }
  if (!Array.isArray(marks)) throw new Refused("count.paper", "what stands on a paper is a list");
  if (sections === 0) return { number, marks, section: null };
  const place = whole(section) - 1;
  if (place < 0 || place >= sections)
    throw new Refused("count.paper", "papers are of a section that is not there");
  return { number, marks, section: place };
}
function together(papers) {
  return papers.reduce((sum2, { number }) => sum2 + number, 0n);
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
var crosses = (marks, contest) => {
  const written = marks.flatMap((rank) => readLevel(rank, contest));
  const says = [...new Set(written)].sort((one, other) => one - other);
  if (says.length < written.length && contest.parameters.get("repeats") === "invalid")
    return { invalid: "repeats" };
  const blank = says.length === 0 && contest.parameters.get("blank") === "invalid";
  return blank ? { invalid: "blank" } : { says };
};
var points = (marks, contest) => {
  if (marks.length !== contest.candidates) {
    throw new Refused("count.paper", "a paper does not give points to every candidate");
  }
  const says = numbers(contest.candidates).map((candidate) => {
    const given2 = marks[candidate];
    if (typeof given2 !== "bigint" || given2 < 0n)
      throw new Refused("count.paper", "points are whole and not below 0");
    if (given2 > MOST_POINTS)
      throw new Refused("count.paper", `a paper gives at most ${MOST_POINTS} points to a candidate`);
    return given2;
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
function toldApart(order, purpose, equal, history, lot) {
  let between = equal;
  const ties = [];
  const stages = history.map((votes, n2) => ({ stage: n2 + 1, votes }));
  if (order === "backwards") stages.reverse();
  for (const { stage, votes } of order === "lot" ? [] : stages) {
    const left = purpose === "exclusion" ? fewest(between, votes) : most(between, votes);
    if (left.length === between.length) continue;
    ties.push({ purpose, between, brokenBy: "stage", stage, left });
    between = left;
  }
  const drawn2 = byLot(purpose, between, lot);
  return { chosen: drawn2.chosen, ties: [...ties, ...drawn2.ties] };
}
function votesOf(stages) {
  return stages.map(({ totals }) => [...totals]);
}
function byLot(purpose, equal, lot) {
  const [only] = equal;
  if (only === void 0) throw new RangeError("a lot is drawn between candidates");
  if (equal.length === 1) return { chosen: only, ties: [] };
  const drawn2 = inOrderOfLot(equal, lot);
  const chosen = purpose === "exclusion" ? drawn2.at(-1) : drawn2[0];
  if (chosen === void 0) throw lotNeeded(purpose);
  return { chosen, ties: [{ purpose, between: equal, brokenBy: "lot", stage: null, left: [chosen] }] };
}
function inOrderOfLot(candidates, lot) {
  return lot.filter((candidate) => candidates.includes(candidate));
}
function lotNeeded(purpose) {
  return new Refused("count.lot-needed", `a lot must be drawn (${purpose})`);
}

// counter/reopen.ts
function reopened(found, contest) {
  const { reopen, seats } = contest;
  if (reopen === null) return found;
  const places = (open) => new Map([...found.more ?? [], ["reopened", BigInt(open)]]);
  const n2 = found.stages.findIndex(({ elected: elected2 }) => elected2.includes(reopen));
  if (n2 < 0) return { ...found, more: places(0) };
  const last = at(found.stages, n2);
  const kept = last.elected.filter(
    (candidate) => candidate !== reopen && at(last.totals, candidate) >= at(last.totals, reopen)
  );
  const stages = [...found.stages.slice(0, n2), { ...last, elected: [...kept, reopen] }];
  const elected = stages.reduce((sum2, stage) => sum2 + stage.elected.length, 0) - 1;
  return { ...found, stages, more: places(seats - elected) };
}

// counter/crosses.ts
var OVERVOTES = ["overvotes", "invalid", "abstention"];
var UNDERVOTES = ["undervotes", "counted", "invalid"];
var asManyAsPlaces = (marks, contest) => {
  const reading = crosses(marks, contest);
  if ("invalid" in reading) return reading;
  const made = reading.says.length;
  if (made > contest.seats) {
    return parameter(contest, "overvotes") === "invalid" ? { invalid: "overvotes" } : { says: [] };
  }
  const all2 = contest.seats < contest.candidates ? contest.seats : contest.candidates;
  const few = made > 0 && made < all2;
  return few && parameter(contest, "undervotes") === "invalid" ? { invalid: "undervotes" } : reading;
};
function allCrosses(papers, contest) {
  const totals = numbers(contest.candidates).map(() => 0n);
  let nonTransferable = 0n;
  let whole2 = 0n;
  for (const { number, marks } of papers) {
    for (const candidate of marks) {
      whole2 += number;
      if (contest.withdrawn.has(candidate)) nonTransferable += number;
      else totals[candidate] = at(totals, candidate) + number;
    }
  }
  return { totals, nonTransferable, whole: whole2 };
}

// counter/filling.ts
function filled(candidates, votes, places, lot) {
  const meets = () => true;
  return filledByTurns(votes, lot, (elected) => ({
    candidates: candidates.filter((candidate) => !elected.includes(candidate)),
    places: places - elected.length,
    meets
  }));
}
function filledByTurns(votes, lot, turn) {
  const elected = [];
  const ties = [];
  for (let now = turn(elected); now.places > 0 && now.candidates.length > 0; now = turn(elected)) {
    let next = most(now.candidates, votes);
    if (next.length > now.places || !now.meets(next)) {
      const drawn2 = byLot("election", next, lot);
      ties.push(...drawn2.ties);
      next = [drawn2.chosen];
    }
    elected.push(...next);
  }
  return { elected, ties };
}
function filledAsGuaranteed(contest, votes) {
  const stand = standing(contest);
  if (contest.guaranteed.length === 0) return filled(stand, votes, contest.seats, contest.lot);
  const found = filledByTurns(votes, contest.lot, (elected) => turnOf(contest, stand, elected));
  return { ...found, bound: displaced(stand, found.elected, votes) };
}
function turnOf(contest, stand, elected) {
  const { guaranteed, seats } = contest;
  const left = stand.filter((candidate) => !elected.includes(candidate));
  const { doomed } = bound(contest, elected, left);
  const candidates = left.filter((candidate) => !doomed.includes(candidate));
  const places = seats - elected.length;
  const meets = (equal) => {
    const others = left.filter((candidate) => !equal.includes(candidate));
    return possible(guaranteed, [...elected, ...equal], others, places - equal.length);
  };
  const unmet = guaranteed.find((guarantee) => stillNeeded(guarantee, elected) > 0);
  if (unmet === void 0 || parameter(contest, "reserved") === "displace") {
    return { candidates, places, meets };
  }
  const members = candidates.filter((candidate) => unmet.members.has(candidate));
  return { candidates: members, places: stillNeeded(unmet, elected), meets };
}
function displaced(stand, elected, votes) {
  const others = stand.filter((candidate) => !elected.includes(candidate));
  const above = (one, other) => at(votes, one) > at(votes, other);
  return {
    doomed: others.filter((one) => elected.some((other) => above(one, other))),
    guarded: stand.filter((one) => elected.includes(one) && others.some((other) => above(other, one)))
  };
}

// counter/rule.ts
function rule(declarable, reader, count2, check = () => void 0) {
  return {
    ...declarable,
    counted(papers, contest) {
      check(contest);
      const read2 = readPapers(papers, contest, reader);
      return [read2, count2(read2, contest)];
    }
  };
}
var FLAW = ["stop", "pass", "invalid"];
var BLANK = ["blank", "invalid", "abstention"];
var GAPS = ["gaps", ...FLAW];
var REPEATS = ["repeats", ...FLAW];
var CROSSES = ["repeats", "pass", "invalid"];
var EQUAL = ["equal", ...FLAW];
var TIES = ["ties", "backwards", "forwards", "lot"];
var LOT = ["ties", "lot"];
var WITHDRAWN = ["withdrawn", "pass", "refuse"];
var PERCENTAGES = ["percentages", "valid", "continuing", "papers"];
var COUNTBACK = ["countback", "none", "recount"];
var SHARED = [BLANK, GAPS, REPEATS, EQUAL, WITHDRAWN, PERCENTAGES];

// counter/rules/approval.ts
var approval = rule(
  {
    version: 1,
    parameters: [LOT, BLANK, CROSSES, WITHDRAWN, PERCENTAGES],
    single: false,
    reopen: true,
    guaranteed: [UNMET, RESERVED],
    places: 0
  },
  crosses,
  ({ valid: papers }, contest) => {
    const { totals, nonTransferable, whole: whole2 } = allCrosses(papers, contest);
    const places = filledAsGuaranteed(contest, totals);
    return { stages: [{ ...QUIET, totals, nonTransferable, ...places }], whole: () => whole2 };
  }
);

// counter/piles.ts
function sorted(papers, available) {
  const to = /* @__PURE__ */ new Map();
  const without2 = [];
  for (const paper of papers) {
    const next = paper.marks.find(available);
    if (next === void 0) without2.push(paper);
    else if (to.has(next)) to.get(next)?.push(paper);
    else to.set(next, [paper]);
  }
  return { to, without: without2 };
}
function size(papers) {
  return papers.reduce((sum2, { number }) => sum2 + number, 0n);
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
  credit({ to, without: without2 }, value, first = false) {
    for (const [candidate, papers] of to) {
      at(this.#parcels, candidate).push({ value, papers, first });
      this.totals[candidate] = at(this.totals, candidate) + size(papers) * value;
    }
    this.nonTransferable += size(without2) * value;
  }
  /** Take all papers away from `candidate`, who keeps `votes`. */
  clear(candidate, votes) {
    this.#parcels[candidate] = [];
    this.totals[candidate] = votes;
  }
};
function transfer(from, value, { to, without: without2 }) {
  const moved = [...to].sort(([one], [other]) => one - other);
  return {
    from,
    value,
    to: moved.map(([candidate, papers]) => [candidate, size(papers), size(papers) * value]),
    nonTransferable: [size(without2), size(without2) * value]
  };
}

// counter/elimination.ts
function decided(continuing, { parts, whole: whole2 }, history, contest) {
  const [only] = continuing;
  if (continuing.length === 1 && only !== void 0) return { chosen: only, ties: [] };
  if (continuing.length > 2 && parameter(contest, "finish") === "two") return null;
  const majority = continuing.find((candidate) => 2n * at(parts, candidate) > whole2);
  if (majority !== void 0) return { chosen: majority, ties: [] };
  if (continuing.length > 2) return null;
  return apart("election", most(continuing, parts), history, contest);
}
function apart(purpose, equal, history, contest) {
  return toldApart(parameter(contest, "ties"), purpose, equal, history, contest.lot);
}
function elimination(contest, piles, weigh) {
  const stages = [];
  const history = [];
  let continuing = standing(contest);
  const closed = (stage) => {
    const weighed = weigh();
    const decision = decided(continuing, weighed, history, contest);
    history.push(weighed.parts);
    stages.push({
      ...QUIET,
      ...stage,
      totals: at(piles, 0).totals.map((_, candidate) => all(piles, (pile) => at(pile.totals, candidate))),
      nonTransferable: all(piles, (pile) => pile.nonTransferable),
      elected: decision === null ? [] : [decision.chosen],
      ties: [...stage.ties ?? [], ...decision?.ties ?? []]
    });
    return decision !== null;
  };
  let over2 = closed({});
  while (!over2) {
    const { chosen, ties } = apart(
      "exclusion",
      fewest(continuing, at(history, history.length - 1)),
      history,
      contest
    );
    continuing = continuing.filter((candidate) => candidate !== chosen);
    const transfers = piles.map((pile) => {
      const theirs = pile.of(chosen).flatMap(({ papers }) => papers);
      const moved = sorted(theirs, (candidate) => continuing.includes(candidate));
      pile.clear(chosen, 0n);
      pile.credit(moved, 1n);
      return transfer(chosen, 1n, moved);
    });
    over2 = closed({ action: "exclusion", of: [chosen], excluded: [chosen], ties, transfers });
  }
  return stages;
}
function all(piles, amount) {
  return piles.reduce((sum2, pile) => sum2 + amount(pile), 0n);
}

// counter/rules/av.ts
var av = rule(
  {
    version: 1,
    parameters: [["finish", "majority", "two"], TIES, ...SHARED, COUNTBACK],
    single: true,
    reopen: true,
    places: 0
  },
  ranking,
  ({ valid: papers }, contest) => {
    const piles = new Piles(contest.candidates);
    piles.credit(
      sorted(papers, (candidate) => !contest.withdrawn.has(candidate)),
      1n
    );
    const weigh = () => ({
      parts: [...piles.totals],
      whole: piles.totals.reduce((sum2, one) => sum2 + one, 0n)
    });
    return { stages: elimination(contest, [piles], weigh), whole: () => together(papers) };
  }
);

// counter/rules/block.ts
var block = rule(
  {
    version: 1,
    parameters: [LOT, OVERVOTES, UNDERVOTES, BLANK, CROSSES, WITHDRAWN, PERCENTAGES],
    single: false,
    reopen: true,
    guaranteed: [UNMET, RESERVED],
    places: 0
  },
  asManyAsPlaces,
  ({ valid: papers }, contest) => {
    const { totals, nonTransferable, whole: whole2 } = allCrosses(papers, contest);
    const places = filledAsGuaranteed(contest, totals);
    return { stages: [{ ...QUIET, totals, nonTransferable, ...places }], whole: () => whole2 };
  }
);

// counter/rules/borda.ts
function given(marks, contest) {
  const stand = standing(contest);
  const tenths = numbers(contest.candidates).map(() => 0n);
  const here = marks.map((level) => level.filter((candidate) => !contest.withdrawn.has(candidate))).filter((level) => level.length > 0);
  if (here.length === 0) return tenths;
  const named = here.flat();
  const unnamed = stand.filter((candidate) => !named.includes(candidate));
  let below = BigInt(stand.length);
  for (const level of parameter(contest, "truncated") === "average" ? [...here, unnamed] : here) {
    const equals = BigInt(level.length);
    below -= equals;
    for (const candidate of level) tenths[candidate] = 10n * below + 5n * (equals - 1n);
  }
  return tenths;
}
var borda = rule(
  {
    version: 1,
    parameters: [["truncated", "average", "zero"], LOT, BLANK, GAPS, REPEATS, WITHDRAWN],
    single: false,
    guaranteed: [UNMET, RESERVED],
    places: 1
  },
  levels,
  ({ valid: papers }, contest) => {
    const totals = numbers(contest.candidates).map(() => 0n);
    for (const { number, marks } of papers) {
      for (const [candidate, tenths] of given(marks, contest).entries()) {
        totals[candidate] = at(totals, candidate) + number * tenths;
      }
    }
    const n2 = BigInt(standing(contest).length);
    const whole2 = 5n * n2 * (n2 - 1n) * together(papers);
    const nonTransferable = whole2 - totals.reduce((sum2, one) => sum2 + one, 0n);
    const places = filledAsGuaranteed(contest, totals);
    return { stages: [{ ...QUIET, totals, nonTransferable, ...places }], whole: () => whole2 };
  }
);

// counter/rules/college.ts
function weight(section, votes) {
  const live = votes.reduce((one, other) => one + other, 0n);
  const { n: n2, d } = section.fraction;
  const parts = votes.map((number) => live > 0n ? fraction(n2 * number, d * live) : NOUGHT);
  return { section, votes, live, parts };
}
function partsOf(weights, candidates) {
  const parts = Array.from(
    { length: candidates },
    (_, candidate) => weights.reduce((total, one) => sum(total, at(one.parts, candidate)), NOUGHT)
  );
  const live = weights.filter((one) => one.live > 0n);
  return { parts, whole: live.reduce((total, one) => sum(total, one.section.fraction), NOUGHT) };
}
function onOneScale({ parts, whole: whole2 }) {
  const scale = [...parts, whole2].reduce((product, { d }) => fraction(product, d).n * d, 1n);
  const scaled = ({ n: n2, d }) => n2 * scale / d;
  return { parts: parts.map(scaled), whole: scaled(whole2) };
}
function stageOf(weights, candidates) {
  const { parts, whole: whole2 } = partsOf(weights, candidates);
  const hundredths = (part) => whole2.n === 0n ? 0n : 10000n * part.n * whole2.d / (part.d * whole2.n);
  return /* @__PURE__ */ new Map([
    ["of", weights.map(sectionOf)],
    ["parts", parts.map(printed)],
    ["whole", printed(whole2)],
    ["percentages", parts.map((part) => shown(hundredths(part), 2))]
  ]);
}
function sectionOf({ section, votes, live, parts }) {
  return /* @__PURE__ */ new Map([
    ["name", section.name],
    ["share", printed(section.fraction)],
    ["votes", votes],
    ["live", live],
    ["parts", parts.map(printed)]
  ]);
}
function piled(papers, section, contest) {
  const piles = new Piles(contest.candidates);
  const theirs = papers.filter((paper) => paper.section === section);
  piles.credit(
    sorted(theirs, (candidate) => !contest.withdrawn.has(candidate)),
    1n
  );
  return piles;
}
var college = rule(
  {
    version: 1,
    parameters: [["finish", "majority", "two"], TIES, BLANK, GAPS, REPEATS, EQUAL, WITHDRAWN],
    single: true,
    sections: true,
    places: 0
  },
  ranking,
  ({ valid: papers }, contest) => {
    const piles = contest.sections.map((_, section) => piled(papers, section, contest));
    const sections = [];
    const weigh = () => {
      const weights = contest.sections.map((section, s) => weight(section, [...at(piles, s).totals]));
      sections.push(stageOf(weights, contest.candidates));
      return onOneScale(partsOf(weights, contest.candidates));
    };
    const stages = elimination(contest, piles, weigh);
    return { stages, whole: () => together(papers), more: /* @__PURE__ */ new Map([["sections", sections]]) };
  },
  (contest) => {
    const shares = contest.sections.reduce((total, { fraction: share2 }) => sum(total, share2), NOUGHT);
    if (shares.n !== shares.d)
      throw new Refused("count.sections", "the shares of the sections do not add up to 1");
  }
);

// counter/rules/exhaustive.ts
function reached(contest, totals, cast) {
  const inclusive = parameter(contest, "required") === "at-least-1/2";
  return standing(contest).filter((candidate) => {
    const votes = at(totals, candidate);
    return votes > 0n && (inclusive ? 2n * votes >= cast : 2n * votes > cast);
  });
}
function excludedOf(stand, totals, places, contest) {
  const list = byVotes(stand, totals).reverse();
  const votes = list.map((candidate) => at(totals, candidate));
  const greatest = parameter(contest, "exclude") === "one" ? 1 : list.length - places;
  for (let k = greatest; k >= 1; k--) {
    const sum2 = votes.slice(0, k).reduce((one, other) => one + other, 0n);
    if (sum2 <= at(votes, k) && at(votes, k - 1) < at(votes, k))
      return { excluded: list.slice(0, k), ties: [] };
  }
  const last = stand.filter((candidate) => at(totals, candidate) === at(votes, 0));
  const { chosen, ties } = byLot("exclusion", last, contest.lot);
  return { excluded: [chosen], ties };
}
function round(contest, totals, cast) {
  const enough2 = reached(contest, totals, cast);
  if (enough2.length >= contest.seats) {
    return { ...filled(enough2, totals, contest.seats, contest.lot), excluded: [], next: null };
  }
  const elected = parameter(contest, "elect") === "each" ? byVotes(enough2, totals) : [];
  const stand = standing(contest).filter((candidate) => !elected.includes(candidate));
  const places = contest.seats - elected.length;
  if (stand.length <= places) {
    return { elected: [...elected, ...byVotes(stand, totals)], ties: [], excluded: [], next: null };
  }
  const { excluded, ties } = excludedOf(stand, totals, places, contest);
  const left = stand.filter((candidate) => !excluded.includes(candidate));
  if (left.length <= places) {
    return { elected: [...elected, ...byVotes(left, totals)], ties, excluded, next: null };
  }
  const next = /* @__PURE__ */ new Map([
    ["candidates", left.map((candidate) => BigInt(candidate + 1))],
    ["seats", BigInt(places)]
  ]);
  return { elected, ties, excluded, next };
}
var exhaustive = rule(
  {
    version: 1,
    parameters: [
      ["required", "at-least-1/2", "more-than-1/2"],
      ["cast", "valid", "papers"],
      ["elect", "together", "each"],
      ["exclude", "group", "one"],
      LOT,
      OVERVOTES,
      UNDERVOTES,
      BLANK,
      CROSSES,
      WITHDRAWN,
      PERCENTAGES
    ],
    single: false,
    places: 0
  },
  asManyAsPlaces,
  ({ valid, reasons }, contest) => {
    const { totals, nonTransferable, whole: whole2 } = allCrosses(valid, contest);
    const invalid = [...reasons.values()].reduce((sum2, number) => sum2 + number, 0n);
    const cast = together(valid) + (parameter(contest, "cast") === "papers" ? invalid : 0n);
    const { elected, excluded, ties, next } = round(contest, totals, cast);
    const inOrder2 = [...excluded].sort((one, other) => one - other);
    return {
      stages: [{ ...QUIET, totals, nonTransferable, elected, excluded: inOrder2, ties }],
      whole: () => whole2,
      more: /* @__PURE__ */ new Map([["next_round", next]])
    };
  }
);

// counter/rules/fptp.ts
var fptp = rule(
  { version: 1, parameters: [LOT, ...SHARED], single: true, reopen: true, places: 0 },
  ranking,
  ({ valid: papers }, contest) => {
    const piles = new Piles(contest.candidates);
    piles.credit(
      sorted(papers, (candidate) => !contest.withdrawn.has(candidate)),
      1n
    );
    const { chosen, ties } = byLot("election", most(standing(contest), piles.totals), contest.lot);
    const { totals, nonTransferable } = piles;
    const stages = [{ ...QUIET, totals, nonTransferable, elected: [chosen], ties }];
    return { stages, whole: () => together(papers) };
  }
);

// counter/iteration.ts
var PLACES = 9;
var ONE = 10n ** BigInt(PLACES);
function up(dividend, divisor) {
  return (dividend + divisor - 1n) / divisor;
}
function share(left, keep) {
  return up(left * keep, ONE);
}
function cannotCatchUp({ totals, quota }, elected, hopeful) {
  const surplus = elected.map((candidate) => at(totals, candidate) - quota).filter((above) => above > 0n).reduce((sum2, above) => sum2 + above, 0n);
  const votes = byVotes(hopeful, totals).map((candidate) => at(totals, candidate));
  return at(votes, votes.length - 1) + surplus < at(votes, votes.length - 2) || surplus < ONE / 10000n;
}
function quotaAbove(active, seats) {
  return active / BigInt(seats + 1) + 1n;
}
function lastByLot(between, contest) {
  return byLot("exclusion", between, contest.lot);
}
var IteratedCount = class {
  #papers;
  #contest;
  #method;
  #valid;
  #stages = [];
  #elected = [];
  #history = [];
  #keep;
  #hopeful;
  /** Who was excluded at the end of the last stage, and is shown in the next. */
  #leaving = null;
  constructor(papers, contest, method) {
    this.#papers = papers;
    this.#contest = contest;
    this.#method = method;
    this.#valid = together(papers);
    this.#hopeful = standing(contest);
    this.#keep = numbers(contest.candidates).map((one) => this.#hopeful.includes(one) ? ONE : 0n);
  }
  found() {
    while (!this.#iterate()) ;
    return { stages: this.#stages, whole: () => this.#valid * ONE };
  }
  get #vacancies() {
    return this.#contest.seats - this.#elected.length;
  }
  /** Section 1. */
  #spend() {
    const totals = numbers(this.#contest.candidates).map(() => 0n);
    let nonTransferable = 0n;
    for (const { number, marks } of this.#papers) {
      let left = ONE;
      for (const candidate of marks) {
        const keep = at(this.#keep, candidate);
        if (keep === 0n) continue;
        const part = this.#method.kept(left, keep);
        totals[candidate] = at(totals, candidate) + number * part;
        left -= part;
      }
      nonTransferable += number * left;
    }
    const active = totals.reduce((sum2, votes) => sum2 + votes, 0n);
    const quota = this.#method.quota(active, this.#contest.seats);
    return { iteration: this.#history.length + 1, keep: [...this.#keep], totals, nonTransferable, quota };
  }
  /** Section 2; whether the count is complete. */
  #iterate() {
    const spent = this.#spend();
    this.#history.push(spent);
    const elected = this.#reached(spent);
    const before = [...this.#elected].sort((one, other) => one - other);
    this.#seat(elected);
    const complete = this.#vacancies === 0 || this.#hopeful.length === 0;
    const lowered = this.#lowered(spent);
    const time = !complete && (lowered === null || this.#method.isTime(spent, this.#elected, this.#hopeful));
    if (elected.length > 0 || time) this.#close(spent, before, elected);
    if (lowered !== null) this.#keep = lowered;
    return time ? this.#exclude(spent) : complete;
  }
  /** 2.1 and 2.2, in the order of the list. */
  #reached({ quota, totals }) {
    if (this.#hopeful.length <= this.#vacancies) return this.#hopeful;
    const reached3 = this.#hopeful.filter((candidate) => this.#method.reaches(at(totals, candidate), quota));
    return reached3.length <= this.#vacancies ? byVotes(reached3, totals) : [];
  }
  #seat(candidates) {
    this.#elected.push(...candidates);
    this.#hopeful = this.#hopeful.filter((candidate) => !candidates.includes(candidate));
  }
  /** Section 3; null where no keep value changes. */
  #lowered({ keep, quota, totals }) {
    const lowered = [...keep];
    for (const candidate of this.#elected) {
      const votes = at(totals, candidate);
      if (votes <= quota) continue;
      const now = up(up(quota * at(keep, candidate), ONE) * ONE, votes);
      if (now < at(keep, candidate)) lowered[candidate] = now;
    }
    return lowered.some((value, candidate) => value !== keep[candidate]) ? lowered : null;
  }
  /** Section 4. */
  #close(spent, before, elected) {
    const { iteration, keep, nonTransferable, quota, totals } = spent;
    const leaving = this.#leaving;
    const first = this.#stages.length === 0;
    const moved = leaving === null ? before : [leaving.chosen];
    this.#stages.push({
      ...QUIET,
      action: first ? "first" : leaving === null ? "surplus" : "exclusion",
      of: first ? [] : moved,
      totals,
      nonTransferable,
      elected,
      excluded: leaving === null ? [] : [leaving.chosen],
      ties: leaving?.ties ?? [],
      quota,
      spent: { iteration, keep }
    });
    this.#leaving = null;
  }
  /** 2.4; whether the count is complete. */
  #exclude(spent) {
    const choice = this.#lowest(spent);
    this.#hopeful = this.#hopeful.filter((candidate) => candidate !== choice.chosen);
    this.#keep[choice.chosen] = 0n;
    if (this.#hopeful.length > this.#vacancies) {
      this.#leaving = choice;
      return false;
    }
    const elected = this.#hopeful;
    this.#seat(elected);
    const repeated = at(this.#stages, this.#stages.length - 1);
    const { chosen, ties } = choice;
    this.#stages.push({ ...repeated, action: "last-vacancies", of: [], elected, excluded: [chosen], ties });
    return true;
  }
  /** Section 5. */
  #lowest({ totals, iteration }) {
    let between = fewest(this.#hopeful, totals);
    const ties = [];
    const history = [...this.#history];
    if (parameter(this.#contest, "ties") === "backwards") history.reverse();
    for (const earlier of history) {
      const left = fewest(between, earlier.totals);
      if (left.length === between.length) continue;
      ties.push({ purpose: "exclusion", between, brokenBy: "iteration", stage: earlier.iteration, left });
      between = left;
    }
    if (between.length === 1) return { chosen: at(between, 0), ties };
    const last = this.#method.last(between, this.#contest, this.#valid, iteration);
    return { chosen: last.chosen, ties: [...ties, ...last.ties] };
  }
};

// counter/rules/meek-hww.ts
var METHOD = {
  kept: share,
  quota: (active, seats) => active / BigInt(seats + 1),
  reaches: (votes, quota) => votes > quota,
  // Clause 5.
  isTime: ({ quota, totals }, elected) => elected.every((candidate) => quota * 100000n >= at(totals, candidate) * 99999n),
  last: lastByLot
};
var meekHww = rule(
  {
    version: 1,
    parameters: [["ties", "forwards", "backwards"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    places: PLACES
  },
  ranking,
  ({ valid: papers }, contest) => new IteratedCount(papers, contest, METHOD).found()
);

// counter/rules/meek-nz.ts
var MOST = 10000n;
function drawn(contest, valid) {
  if (BigInt(contest.candidates) > MOST)
    throw new Refused("count.candidates", "there are not enough numbers");
  const corrected = parameter(contest, "ties") === "corrected";
  let x = BigInt(contest.candidates) + 5n;
  let y = BigInt(contest.seats);
  let z = (valid + (corrected ? 10000n : 1000n) * (valid % 10n)) % 30323n;
  const found = [];
  for (let step = 1; found.length < contest.candidates; step++) {
    x = 171n * x % 30269n;
    y = 172n * y % 30307n;
    z = 170n * z % 30323n;
    const sum2 = 10000n * x / 30269n + 10000n * y / 30307n + 10000n * z / 30323n;
    const number = corrected ? sum2 % MOST : sum2;
    if (step > 4 && !found.includes(number)) found.push(number);
  }
  return found;
}
function byNumbers(between, contest, valid, iteration) {
  const turned = iteration % 2 === 1 === (parameter(contest, "ties") === "corrected");
  const stand = drawn(contest, valid).map((number) => turned ? MOST - number : number);
  const left = fewest(between, stand);
  const tie = { purpose: "exclusion", between, brokenBy: "numbers", stage: null, left };
  return { chosen: at(left, 0), ties: [tie] };
}
var METHOD2 = {
  // 10.
  kept: share,
  // 5, 11.
  quota: quotaAbove,
  // 6, 12.
  reaches: (votes, quota) => votes >= quota,
  // 13.
  isTime: cannotCatchUp,
  last: (between, contest, valid, iteration) => parameter(contest, "ties") === "lot" ? lastByLot(between, contest) : byNumbers(between, contest, valid, iteration)
};
var meekNz = rule(
  {
    version: 1,
    parameters: [["ties", "corrected", "statute", "lot"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    places: PLACES
  },
  ranking,
  ({ valid: papers }, contest) => new IteratedCount(papers, contest, METHOD2).found()
);

// counter/places.ts
var Places = class {
  #contest;
  #elected = [];
  #continuing;
  #guarded = [];
  #doomed = [];
  /** Who became doomed in this stage. */
  #newly = [];
  constructor(contest) {
    this.#contest = contest;
    this.#continuing = standing(contest);
  }
  get elected() {
    return this.#elected;
  }
  get continuing() {
    return this.#continuing;
  }
  get vacancies() {
    return this.#contest.seats - this.#elected.length;
  }
  /** Whether there is somebody for a place that is empty. */
  get areOpen() {
    return this.vacancies > 0 && this.#continuing.length > 0;
  }
  /** Clause 6: who may be excluded. */
  get excludable() {
    return this.#continuing.filter((candidate) => !this.#guarded.includes(candidate));
  }
  /** Clause 5: the doomed whose papers have not moved, in order of number. */
  get doomed() {
    return this.#doomed;
  }
  /** Elect candidates in this order. */
  seat(candidates) {
    this.#elected.push(...candidates);
    this.#continuing = without(this.#continuing, candidates);
    return candidates;
  }
  /** Exclude candidates, doomed ones or others. */
  exclude(candidates) {
    this.#continuing = without(this.#continuing, candidates);
    this.#doomed = without(this.#doomed, candidates);
  }
  /** Clauses 1 and 2. */
  look() {
    const { doomed, guarded } = bound(this.#contest, this.#elected, this.#continuing);
    this.#guarded = guarded;
    this.#continuing = without(this.#continuing, doomed);
    this.#doomed = [...this.#doomed, ...doomed].sort((one, other) => one - other);
    this.#newly = [...this.#newly, ...doomed].sort((one, other) => one - other);
  }
  /**
   * Who is elected as the votes are now.
   *
   * `foremost`: whom the rule elects next, equals together; nobody where nobody has enough. `apart`: one of equals.
   */
  elect(foremost, apart2) {
    const seated = [];
    const ties = [];
    this.look();
    while (this.areOpen) {
      const next = this.#next(foremost, apart2);
      if (next.candidates.length === 0) break;
      seated.push(...this.seat(next.candidates));
      ties.push(...next.ties);
      this.look();
    }
    return { candidates: seated, ties };
  }
  /** Clauses 3 and 4. */
  #next(foremost, apart2) {
    if (this.#continuing.length <= this.vacancies) return { candidates: this.#continuing, ties: [] };
    const { candidates: equal, ties } = foremost();
    const rest = without(this.#continuing, equal);
    const places = this.vacancies - equal.length;
    if (equal.length < 2 || possible(this.#contest.guaranteed, [...this.#elected, ...equal], rest, places)) {
      return { candidates: equal, ties };
    }
    const one = apart2(equal);
    return { candidates: [one.chosen], ties: [...ties, ...one.ties] };
  }
  /** The end of a stage: what it says of guarantees, nothing in a contest without any. */
  close() {
    this.look();
    const doomed = this.#newly;
    this.#newly = [];
    return this.#contest.guaranteed.length === 0 ? {} : { bound: { doomed, guarded: this.#guarded } };
  }
};
function without(candidates, gone) {
  return candidates.filter((candidate) => !gone.includes(candidate));
}

// counter/gregory.ts
var ParcelCount = class {
  contest;
  papers;
  piles;
  stages = [];
  /** One vote, in the rule's units. */
  one;
  /** The value of all valid papers. */
  valid;
  places;
  constructor(papers, contest, decimals) {
    this.contest = contest;
    this.papers = papers;
    this.one = 10n ** BigInt(decimals);
    this.valid = together(papers) * this.one;
    this.places = new Places(contest);
    this.piles = new Piles(contest.candidates);
    this.piles.credit(sorted(papers, this.available), this.one, true);
  }
  /** Who is deemed elected as the votes are now, by 47 or what the rule has in its place; they stop continuing. */
  elect() {
    return this.places.elect(
      () => this.foremost(),
      (equal) => this.apart("election", equal)
    );
  }
  /** Of those who are to be elected as the votes are now those with most, if anybody is. */
  foremost() {
    const reached3 = this.continuing.filter((candidate) => this.votes(candidate) >= this.quota);
    return { candidates: most(reached3, this.piles.totals), ties: [] };
  }
  /** Who is elected in stage 1: 8, where no more stand than there are places. */
  electFirst() {
    return this.elect();
  }
  found() {
    this.close({}, this.electFirst());
    while (this.places.areOpen) {
      if (this.places.doomed.length > 0) this.leave(this.nextDoomed());
      else this.step();
    }
    return { stages: this.stages, whole: () => this.valid };
  }
  available = (candidate) => this.continuing.includes(candidate);
  get elected() {
    return this.places.elected;
  }
  get continuing() {
    return this.places.continuing;
  }
  get vacancies() {
    return this.places.vacancies;
  }
  votes(candidate) {
    return at(this.piles.totals, candidate);
  }
  /** The end of a stage. */
  close(stage, { candidates, ties }) {
    const { lost, nonTransferable, totals } = this.piles;
    this.stages.push({
      ...QUIET,
      ...stage,
      totals: [...totals],
      nonTransferable,
      lost,
      elected: candidates,
      ties: [...stage.ties ?? [], ...ties],
      quota: this.quota,
      ...this.places.close()
    });
  }
  /** 4: elected candidates with a surplus, in order of number. */
  surpluses() {
    const above = this.elected.filter((candidate) => this.votes(candidate) > this.quota);
    return above.sort((one, other) => one - other);
  }
  /** The sum of all surpluses that were not transferred. */
  allSurpluses() {
    return this.surpluses().reduce((sum2, candidate) => sum2 + this.votes(candidate) - this.quota, 0n);
  }
  /** The largest surplus of `candidates` moves: 5. */
  transferSurplus(candidates) {
    const { chosen, ties } = this.apart("surplus", most(candidates, this.piles.totals));
    const transfers = [this.moveLastParcel(chosen)];
    this.close({ action: "surplus", of: [chosen], transfers, ties }, this.elect());
  }
  /** 5. */
  moveLastParcel(from) {
    const { papers, value: received } = at(this.piles.of(from), this.piles.of(from).length - 1);
    const surplus = this.votes(from) - this.quota;
    const moved = sorted(papers, this.available);
    const t = size(papers) - size(moved.without);
    const smaller = t * received > surplus;
    const value = smaller ? surplus / t : received;
    const rest = surplus - t * value;
    this.piles.clear(from, this.quota);
    this.piles.credit({ to: moved.to, without: [] }, value);
    if (smaller) this.piles.lost += rest;
    else this.piles.nonTransferable += rest;
    return {
      ...transfer(from, value, moved),
      nonTransferable: [size(moved.without), smaller ? 0n : rest]
    };
  }
  /** 6: the papers of a batch move, and make one parcel for each who receives some. */
  move({ value, from }) {
    const sources = [...from].sort(([one], [other]) => one - other);
    this.piles.credit(
      sorted(
        sources.flatMap(([, papers]) => papers),
        this.available
      ),
      value
    );
    return sources.map(([candidate, papers]) => {
      this.piles.totals[candidate] = this.votes(candidate) - size(papers) * value;
      return transfer(candidate, value, sorted(papers, this.available));
    });
  }
  /** 7: how many can be excluded together; 0 where none can. At most one where places are guaranteed. */
  howMany(orEqual) {
    const votes = byVotes(this.places.excludable, this.piles.totals).reverse().map((candidate) => this.votes(candidate));
    const oneAtATime = this.contest.guaranteed.length > 0;
    for (let k = oneAtATime && votes.length > 1 ? 1 : votes.length - this.vacancies; k >= 1; k--) {
      const sum2 = votes.slice(0, k).reduce((one, other) => one + other, this.allSurpluses());
      if (sum2 < at(votes, k) || orEqual && sum2 === at(votes, k)) return k;
    }
    return 0;
  }
  /** 7: the `k` with fewest votes. */
  last(k) {
    const list = byVotes(this.places.excludable, this.piles.totals).reverse();
    const limit = this.votes(at(list, k - 1));
    const candidates = list.filter((candidate) => this.votes(candidate) < limit);
    let equal = this.places.excludable.filter((candidate) => this.votes(candidate) === limit);
    const ties = [];
    while (candidates.length < k) {
      const all2 = candidates.length + equal.length === k;
      const choice = all2 ? { chosen: at(equal, 0), ties: [] } : this.apart("exclusion", equal);
      candidates.push(choice.chosen);
      ties.push(...choice.ties);
      equal = equal.filter((candidate) => candidate !== choice.chosen);
    }
    return { candidates: candidates.sort((one, other) => one - other), ties };
  }
  /** The `k` with fewest votes are excluded and their papers move, or the last vacancies are filled: 8. */
  exclude(k) {
    this.leave(this.last(k));
  }
  /** The doomed who are excluded next: all of them together. */
  nextDoomed() {
    return { candidates: this.places.doomed, ties: [] };
  }
  leave({ candidates, ties }) {
    this.places.exclude(candidates);
    if (this.continuing.length <= this.vacancies) {
      const rest = { candidates: this.places.seat(this.continuing), ties: [] };
      this.close({ action: "last-vacancies", excluded: candidates, ties }, rest);
    } else {
      this.transferExcluded(candidates, ties);
    }
  }
  /** Every batch in a stage of its own. */
  inStages(candidates, ties, batches) {
    const nothing = { value: this.one, from: /* @__PURE__ */ new Map() };
    for (const [n2, batch] of (batches.length > 0 ? batches : [nothing]).entries()) {
      if (this.vacancies === 0) return;
      const first = n2 === 0 ? { excluded: candidates, ties } : {};
      const transfers = this.move(batch);
      this.close({ action: "exclusion", of: candidates, transfers, ...first }, this.elect());
    }
  }
  /** All batches in one stage, which ends when every place is filled; whether elections are made `between` them. */
  inOneStage(candidates, ties, batches, between) {
    const transfers = [];
    const seated = [];
    const elections = [];
    const elect = () => {
      const chosen = this.elect();
      seated.push(...chosen.candidates);
      elections.push(...chosen.ties);
    };
    for (const batch of batches) {
      if (this.vacancies === 0) break;
      transfers.push(...this.move(batch));
      if (between) elect();
    }
    if (this.vacancies > 0) elect();
    const stage = { action: "exclusion", of: candidates, excluded: candidates, ties, transfers };
    this.close(stage, { candidates: seated, ties: elections });
  }
  /** 9: those whom nobody can pass any more for the one vacancy left; `strictly` more than all others together. */
  unsurpassed(strictly) {
    if (this.vacancies !== 1) return [];
    const all2 = this.continuing.reduce((sum2, candidate) => sum2 + this.votes(candidate), this.allSurpluses());
    return this.continuing.filter((candidate) => {
      const others = all2 - this.votes(candidate);
      return this.votes(candidate) > others || !strictly && this.votes(candidate) === others;
    });
  }
  /** 9: the last vacancy in a stage of its own. */
  fillLast(candidate, ties) {
    this.close({ action: "last-vacancies", ties }, { candidates: this.places.seat([candidate]), ties: [] });
  }
};
function byHighest(parcels) {
  return byValue(parcels).sort((one, other) => one.value > other.value ? -1 : 1);
}
function byValue(parcels) {
  const batches = /* @__PURE__ */ new Map();
  for (const [candidate, { papers, value }] of parcels) {
    const from = batches.get(value) ?? /* @__PURE__ */ new Map();
    from.set(candidate, [...from.get(candidate) ?? [], ...papers]);
    batches.set(value, from);
  }
  return [...batches].map(([value, from]) => ({ value, from }));
}

// counter/one-by-one.ts
var PLACES2 = 3;
var OneByOne = class extends ParcelCount {
  quota;
  constructor(papers, contest) {
    super(papers, contest, PLACES2);
    this.quota = this.valid / BigInt(contest.seats + 1) + 1n;
  }
  step() {
    const surpluses = this.surpluses();
    if (surpluses.length > 0) this.transferSurplus(this.#next(surpluses));
    else this.exclude(1);
  }
  /** Of the doomed the one with fewest votes. */
  nextDoomed() {
    const { chosen, ties } = this.apart("exclusion", fewest(this.places.doomed, this.piles.totals));
    return { candidates: [chosen], ties };
  }
  /** Those that arose first, where the contest wants these to move first. */
  #next(surpluses) {
    if (parameter(this.contest, "surpluses") === "largest") return surpluses;
    const stage = this.stages.find(
      ({ elected }) => elected.some((candidate) => surpluses.includes(candidate))
    );
    return surpluses.filter((candidate) => stage?.elected.includes(candidate));
  }
  /** Every parcel in the order received; first preferences came first. */
  parcels(candidates) {
    return candidates.flatMap(
      (candidate) => this.piles.of(candidate).map(({ value, papers }) => ({ value, from: /* @__PURE__ */ new Map([[candidate, papers]]) }))
    );
  }
};

// counter/rules/prsa77.ts
var Prsa77Count = class extends OneByOne {
  /** Clause 5. */
  apart(purpose, equal) {
    const order = parameter(this.contest, "ties");
    return toldApart(order, purpose, equal, votesOf(this.stages), this.contest.lot);
  }
  /** Clause 4. */
  transferExcluded(candidates, ties) {
    this.inStages(candidates, ties, this.parcels(candidates));
  }
};
var prsa77 = rule(
  {
    version: 1,
    parameters: [["surpluses", "oldest", "largest"], ["ties", "backwards", "forwards"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    guaranteed: [UNMET],
    places: 3
  },
  ranking,
  ({ valid: papers }, contest) => new Prsa77Count(papers, contest).found()
);

// counter/pairs.ts
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

// counter/rules/ranked-pairs.ts
function victories(d, stand) {
  const all2 = stand.flatMap(
    (winner) => stand.map((loser) => ({
      winner,
      loser,
      votes: over(d, winner, loser),
      against: over(d, loser, winner)
    }))
  ).filter(({ votes, against }) => votes > against).sort((one, other) => compared(other.votes, one.votes) || compared(one.against, other.against));
  const together2 = [];
  for (const victory of all2) {
    const last = together2.at(-1);
    const [alike] = last ?? [];
    if (alike?.votes === victory.votes && alike.against === victory.against) last?.push(victory);
    else together2.push([victory]);
  }
  return together2;
}
function compared(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}
function reached2(locked, from) {
  const found = /* @__PURE__ */ new Set();
  const next = [from];
  for (let one = next.pop(); one !== void 0; one = next.pop()) {
    for (const { winner, loser } of locked) {
      if (winner !== one || found.has(loser)) continue;
      found.add(loser);
      next.push(loser);
    }
  }
  return found;
}
function closesCircle({ winner, loser }, locked) {
  return reached2(locked, loser).has(winner);
}
function taken(alike, locked, lot) {
  const possible2 = alike.filter((victory) => !closesCircle(victory, locked));
  const all2 = [...locked, ...possible2];
  if (!possible2.some((victory) => closesCircle(victory, all2)))
    return { order: alike, locked: possible2, ties: [] };
  const between = [...new Set(possible2.flatMap(({ winner, loser }) => [winner, loser]))].sort(
    (a, b) => a - b
  );
  const left = inOrderOfLot(between, lot);
  if (left.length === 0) throw lotNeeded("order");
  const place = (candidate) => lot.indexOf(candidate);
  const order = [...alike].sort(
    (one, other) => place(one.winner) - place(other.winner) || place(other.loser) - place(one.loser)
  );
  const now = [];
  for (const victory of order) {
    if (!closesCircle(victory, [...locked, ...now])) now.push(victory);
  }
  return { order, locked: now, ties: [{ purpose: "order", between, brokenBy: "lot", stage: null, left }] };
}
function lockedOf(d, contest) {
  const locked = [];
  const order = [];
  const ties = [];
  for (const alike of victories(d, standing(contest))) {
    const step = taken(alike, locked, contest.lot);
    order.push(...step.order);
    locked.push(...step.locked);
    ties.push(...step.ties);
  }
  return { locked, order, ties };
}
var rankedPairs = rule(
  { version: 1, parameters: [LOT, BLANK, GAPS, REPEATS, WITHDRAWN], single: true, places: 0 },
  levels,
  ({ valid: papers }, contest) => {
    const d = pairwise(papers, contest);
    const { locked, order, ties } = lockedOf(d, contest);
    const stand = standing(contest);
    const unbeaten = stand.filter((candidate) => !locked.some(({ loser }) => loser === candidate));
    const { chosen, ties: last } = byLot("election", unbeaten, contest.lot);
    const totals = numbers(contest.candidates).map((candidate) => BigInt(reached2(locked, candidate).size));
    const pairs = BigInt(stand.length * (stand.length - 1)) / 2n;
    const nonTransferable = pairs - totals.reduce((sum2, one) => sum2 + one, 0n);
    const listed = order.map((victory) => [
      BigInt(victory.winner + 1),
      BigInt(victory.loser + 1),
      victory.votes,
      victory.against,
      locked.includes(victory)
    ]);
    return {
      stages: [{ ...QUIET, totals, nonTransferable, elected: [chosen], ties: [...ties, ...last] }],
      whole: () => pairs,
      more: /* @__PURE__ */ new Map([
        ["pairwise", d],
        ["victories", listed]
      ])
    };
  }
);

// counter/rules/schulze.ts
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
  { version: 1, parameters: [LOT, BLANK, GAPS, LOT, REPEATS, WITHDRAWN], single: true, places: 0 },
  levels,
  ({ valid: papers }, contest) => {
    const d = pairwise(papers, contest);
    const p = chains(d);
    const stand = standing(contest);
    const prevails = (a, b) => over(p, a, b) > over(p, b, a);
    const unbeaten = stand.filter((a) => !stand.some((b) => prevails(b, a)));
    const { chosen, ties } = byLot("election", unbeaten, contest.lot);
    const totals = numbers(contest.candidates).map((a) => BigInt(stand.filter((b) => prevails(a, b)).length));
    const pairs = BigInt(stand.length * (stand.length - 1)) / 2n;
    const nonTransferable = pairs - totals.reduce((sum2, one) => sum2 + one, 0n);
    return {
      stages: [{ ...QUIET, totals, nonTransferable, elected: [chosen], ties }],
      whole: () => pairs,
      more: /* @__PURE__ */ new Map([
        ["pairwise", d],
        ["chains", p]
      ])
    };
  }
);

// counter/points.ts
function allPoints(papers, contest) {
  const given2 = numbers(contest.candidates).map(
    (candidate) => papers.reduce((sum2, { number, marks }) => sum2 + number * at(marks, candidate), 0n)
  );
  const totals = given2.map((sum2, candidate) => contest.withdrawn.has(candidate) ? 0n : sum2);
  const whole2 = given2.reduce((sum2, one) => sum2 + one, 0n);
  return { totals, whole: whole2, nonTransferable: whole2 - totals.reduce((sum2, one) => sum2 + one, 0n) };
}

// counter/rules/score.ts
var score = rule(
  { version: 1, parameters: [LOT, WITHDRAWN], single: false, guaranteed: [UNMET, RESERVED], places: 0 },
  points,
  ({ valid: papers }, contest) => {
    const { totals, nonTransferable, whole: whole2 } = allPoints(papers, contest);
    const places = filledAsGuaranteed(contest, totals);
    return { stages: [{ ...QUIET, totals, nonTransferable, ...places }], whole: () => whole2 };
  }
);

// counter/rules/star.ts
var TOP = 5n;
var upToFive = (marks, contest) => {
  const reading = points(marks, contest);
  if ("says" in reading && reading.says.some((given2) => given2 > TOP)) {
    throw new Refused("count.paper", "a paper gives more than 5 points");
  }
  return reading;
};
var Star = class {
  #papers;
  #contest;
  #totals;
  #fives;
  constructor(papers, contest, totals) {
    this.#papers = papers;
    this.#contest = contest;
    this.#totals = totals;
    this.#fives = numbers(contest.candidates).map(
      (candidate) => this.#number((marks) => at(marks, candidate) === TOP)
    );
  }
  /** How many papers say what is asked. */
  #number(says) {
    return together(this.#papers.filter(({ marks }) => says(marks)));
  }
  /** How many papers give `one` more points than `other`. */
  prefer(one, other) {
    return this.#number((marks) => at(marks, one) > at(marks, other));
  }
  /** Clauses 2 and 3: who go into the runoff. */
  foremost() {
    const two = [];
    const ties = [];
    let others = standing(this.#contest);
    while (two.length < 2) {
      let equal = most(others, this.#totals);
      others = others.filter((candidate) => !equal.includes(candidate));
      while (equal.length > 2 - two.length && two.length < 2) {
        const tie = this.#apart(equal);
        ties.push(tie);
        if (tie.left.length > 2 - two.length) {
          equal = [...tie.left];
        } else {
          two.push(...tie.left);
          equal = equal.filter((candidate) => !tie.left.includes(candidate));
        }
      }
      if (two.length < 2) two.push(...equal);
    }
    return { two: two.sort((one, other) => one - other), ties };
  }
  /** The first step of clause 3 that tells some of `between` apart. */
  #apart(between) {
    const event = { purpose: "runoff", between, stage: null };
    if (parameter(this.#contest, "ties") === "published") {
      const defeats = numbers(this.#contest.candidates).map(
        (one) => BigInt(between.filter((other) => this.prefer(other, one) > this.prefer(one, other)).length)
      );
      const unbeaten = fewest(between, defeats);
      if (unbeaten.length < between.length) return { ...event, brokenBy: "head-to-head", left: unbeaten };
      const highest = most(between, this.#fives);
      if (highest.length < between.length) return { ...event, brokenBy: "fives", left: highest };
    }
    const [first] = inOrderOfLot(between, this.#contest.lot);
    if (first === void 0) throw lotNeeded("runoff");
    return { ...event, brokenBy: "lot", left: [first] };
  }
  /** Clause 5: one of two with equal votes. */
  winner(between) {
    const steps = [
      { brokenBy: "points", votes: this.#totals },
      { brokenBy: "fives", votes: this.#fives }
    ];
    for (const { brokenBy, votes } of parameter(this.#contest, "ties") === "published" ? steps : []) {
      const left = most(between, votes);
      const [chosen] = left;
      if (left.length > 1 || chosen === void 0) continue;
      return { chosen, ties: [{ purpose: "election", between, brokenBy, stage: null, left }] };
    }
    return byLot("election", between, this.#contest.lot);
  }
};
var star = rule(
  { version: 1, parameters: [["ties", "published", "lot"], WITHDRAWN], single: true, places: 0 },
  upToFive,
  ({ valid: papers }, contest) => {
    const { totals, nonTransferable, whole: whole2 } = allPoints(papers, contest);
    const stand = standing(contest);
    const first = { ...QUIET, totals, nonTransferable };
    if (stand.length === 1) return { stages: [{ ...first, elected: stand }], whole: () => whole2 };
    const count2 = new Star(papers, contest, totals);
    const { two, ties } = count2.foremost();
    const excluded = stand.filter((candidate) => !two.includes(candidate));
    const votes = numbers(contest.candidates).map(
      (one) => two.includes(one) ? two.reduce((sum2, other) => sum2 + count2.prefer(one, other), 0n) : 0n
    );
    const foremost = most(two, votes);
    const { chosen, ties: last } = foremost.length > 1 ? count2.winner(foremost) : { chosen: at(foremost, 0), ties: [] };
    const valid = together(papers);
    const runoff = {
      ...QUIET,
      action: "runoff",
      totals: votes,
      nonTransferable: valid - votes.reduce((sum2, one) => sum2 + one, 0n),
      elected: [chosen],
      ties: last
    };
    return { stages: [{ ...first, excluded, ties }, runoff], whole: (n2) => n2 === 0 ? whole2 : valid };
  }
);

// counter/rules/stv-ers97.ts
var PLACES3 = 2;
var Ers97Count = class extends ParcelCount {
  quota;
  constructor(papers, contest) {
    super(papers, contest, PLACES3);
    this.quota = this.#quotaOf(this.valid);
  }
  /** 5.1.6: what is not exact is the next hundredth. */
  #quotaOf(votes) {
    const shares = BigInt(this.contest.seats + 1);
    return (votes + shares - 1n) / shares;
  }
  apart(purpose, equal) {
    return toldApart("forwards", purpose, equal, votesOf(this.stages), this.contest.lot);
  }
  /** 5.2. */
  step() {
    const together2 = this.howMany(true);
    const surpluses = this.surpluses();
    if (surpluses.length > 0 && together2 === 0) this.transferSurplus(surpluses);
    else this.exclude(together2 === 0 ? 1 : together2);
  }
  /** 5.4. */
  transferExcluded(candidates, ties) {
    const parcels = candidates.flatMap((one) => this.piles.of(one).map((parcel) => [one, parcel]));
    this.inStages(candidates, ties, byHighest(parcels));
  }
  /** 5.6.1. */
  #active() {
    const { lost, nonTransferable } = this.piles;
    const kept = this.elected.map((candidate) => {
      const votes = this.votes(candidate);
      return votes < this.quota ? votes : this.quota;
    });
    return kept.reduce((active, votes) => active - votes, this.valid - nonTransferable - lost);
  }
  /** 5.4.8. */
  elect() {
    const later = this.stages.length > 0;
    if (later && this.elected.length === 0)
      this.quota = this.#quotaOf(this.valid - this.piles.nonTransferable);
    return super.elect();
  }
  /** 5.1.7. */
  foremost() {
    const foremost = most(this.continuing, this.piles.totals);
    const votes = this.votes(at(foremost, 0));
    const share2 = votes * BigInt(this.vacancies + 1);
    if (votes < this.quota && share2 < this.#active()) return { candidates: [], ties: [] };
    return foremost.length <= this.vacancies ? { candidates: foremost, ties: [] } : this.#some(foremost);
  }
  /** 5.6.2: of more equals than places those who had most before; nobody where they cannot be told apart. */
  #some(equal) {
    const ties = [];
    let between = equal;
    for (const [n2, { totals }] of this.stages.entries()) {
      const left = most(between, totals);
      if (left.length === between.length) continue;
      ties.push({ purpose: "election", between, brokenBy: "stage", stage: n2 + 1, left });
      if (left.length <= this.vacancies) return { candidates: left, ties };
      between = left;
    }
    return { candidates: [], ties: [] };
  }
};
var stvErs97 = rule(
  {
    version: 1,
    parameters: [["ties", "forwards"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    guaranteed: [UNMET],
    places: PLACES3
  },
  ranking,
  ({ valid: papers }, contest) => new Ers97Count(papers, contest).found()
);

// counter/rules/stv-ni.ts
var PLACES4 = 2;
var NorthernIrelandCount = class extends ParcelCount {
  quota;
  constructor(papers, contest) {
    super(papers, contest, PLACES4);
    this.quota = (this.valid / this.one / BigInt(contest.seats + 1) + 1n) * this.one;
  }
  apart(purpose, equal) {
    return toldApart("forwards", purpose, equal, votesOf(this.stages), this.contest.lot);
  }
  /** 48(3): nobody yet where there is one place. */
  electFirst() {
    const nobodyYet = this.contest.seats === 1 && this.continuing.length > 1;
    return nobodyYet ? { candidates: [], ties: [] } : this.elect();
  }
  step() {
    const [first, ...equals] = this.unsurpassed(false);
    const early = this.contest.seats === 1 && this.stages.length === 1;
    if (first !== void 0 && equals.length === 0 && !early) {
      this.fillLast(first, []);
      return;
    }
    const together2 = this.howMany(false);
    const surpluses = this.contest.seats === 1 ? [] : this.surpluses();
    if (surpluses.length > 0 && together2 === 0) this.transferSurplus(surpluses);
    else this.exclude(together2 === 0 ? 1 : together2);
  }
  /** 51(2) to (9). */
  transferExcluded(candidates, ties) {
    const parcels = candidates.flatMap((one) => this.piles.of(one).map((parcel) => [one, parcel]));
    const isFirst = ([, parcel]) => parcel.first;
    const received = parcels.filter((parcel) => !isFirst(parcel));
    const batches = [...byHighest(parcels.filter(isFirst)), ...byHighest(received)];
    this.inOneStage(candidates, ties, batches, parameter(this.contest, "elected") === "between-parcels");
  }
};
var stvNi = rule(
  {
    version: 1,
    parameters: [["elected", "between-parcels", "end-of-stage"], ["ties", "forwards"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    guaranteed: [UNMET],
    places: PLACES4
  },
  ranking,
  ({ valid: papers }, contest) => new NorthernIrelandCount(papers, contest).found()
);

// counter/rules/stv-scottish.ts
var PLACES5 = 5;
var ONE2 = 100000n;
var ScottishCount = class {
  #contest;
  #quota;
  #piles;
  #stages = [];
  #places;
  #surpluses = /* @__PURE__ */ new Set();
  #whole;
  constructor(papers, contest) {
    const valid = together(papers);
    this.#contest = contest;
    this.#whole = valid * ONE2;
    this.#quota = (valid / BigInt(contest.seats + 1) + 1n) * ONE2;
    this.#piles = new Piles(contest.candidates);
    this.#places = new Places(contest);
    this.#piles.credit(sorted(papers, this.#available), ONE2);
  }
  found() {
    this.#close({});
    while (this.#places.areOpen) {
      const surpluses = [...this.#surpluses].sort((one, other) => one - other);
      if (this.#places.doomed.length > 0) this.#passOn(this.#places.doomed, []);
      else if (surpluses.length > 0) this.#transferSurplus(surpluses);
      else this.#exclude();
    }
    return { stages: this.#stages, whole: () => this.#whole };
  }
  #available = (candidate) => this.#places.continuing.includes(candidate);
  /** The end of a stage: 47 and 52. */
  #close(stage) {
    const totals = [...this.#piles.totals];
    const { candidates: elected, ties } = this.#places.elect(
      () => {
        const reached3 = this.#places.continuing.filter((one) => at(totals, one) >= this.#quota);
        return { candidates: most(reached3, totals), ties: [] };
      },
      (equal) => this.#apart("election", equal)
    );
    for (const candidate of elected) {
      if (at(totals, candidate) > this.#quota) this.#surpluses.add(candidate);
    }
    const { nonTransferable, lost } = this.#piles;
    this.#stages.push({
      ...QUIET,
      ...stage,
      totals,
      nonTransferable,
      lost,
      elected,
      ties: [...stage.ties ?? [], ...ties],
      quota: this.#quota,
      ...this.#places.close()
    });
  }
  #apart(purpose, equal) {
    return toldApart("backwards", purpose, equal, votesOf(this.#stages), this.#contest.lot);
  }
  /** 48 and 49. */
  #transferSurplus(surpluses) {
    const { chosen, ties } = this.#apart("surplus", most(surpluses, this.#piles.totals));
    this.#surpluses.delete(chosen);
    const votes = at(this.#piles.totals, chosen);
    const surplus = votes - this.#quota;
    const leaving = this.#piles.of(chosen).map(({ value, papers }) => [chosen, { value: surplus * value / votes, papers }]);
    this.#piles.clear(chosen, this.#quota);
    const transfers = this.#pass(leaving);
    const passed = leaving.reduce((sum2, [, { value, papers }]) => sum2 + size(papers) * value, 0n);
    this.#piles.lost += surplus - passed;
    this.#close({ action: "surplus", of: [chosen], ties, transfers });
  }
  /** 50, 51 and what was settled of 52. */
  #exclude() {
    const { excludable } = this.#places;
    const { chosen, ties } = this.#apart("exclusion", fewest(excludable, this.#piles.totals));
    const left = this.#places.continuing.length - 1;
    if (left <= this.#places.vacancies && parameter(this.#contest, "last_transfer") === "omitted") {
      this.#places.exclude([chosen]);
      this.#close({ action: "last-vacancies", excluded: [chosen], ties });
    } else {
      this.#passOn([chosen], ties);
    }
  }
  /** The papers of excluded candidates move. */
  #passOn(excluded, ties) {
    this.#places.exclude(excluded);
    const leaving = excluded.flatMap((one) => this.#piles.of(one).map((parcel) => [one, parcel]));
    for (const candidate of excluded) this.#piles.clear(candidate, 0n);
    const transfers = this.#pass(leaving);
    this.#close({ action: "exclusion", of: excluded, excluded, ties, transfers });
  }
  /** Sort parcels by next available preference and credit them. */
  #pass(leaving) {
    return byValue(leaving).flatMap(({ value, from }) => {
      this.#piles.credit(sorted([...from.values()].flat(), this.#available), value);
      return [...from].map(([one, papers]) => transfer(one, value, sorted(papers, this.#available)));
    });
  }
};
var stvScottish = rule(
  {
    version: 1,
    parameters: [["last_transfer", "printed", "omitted"], ...SHARED, [...COUNTBACK, "papers"]],
    single: false,
    reopen: true,
    guaranteed: [UNMET],
    places: PLACES5
  },
  ranking,
  ({ valid: papers }, contest) => new ScottishCount(papers, contest).found()
);

// counter/rules/stv-seanad.ts
var SeanadCount = class extends OneByOne {
  /** Clause 1: the order of preferences. */
  apart(purpose, equal) {
    const ties = [];
    let between = equal;
    for (let n2 = 1; n2 <= this.contest.candidates && between.length > 1; n2++) {
      const votes = this.#preferences(n2);
      const left = purpose === "exclusion" ? fewest(between, votes) : most(between, votes);
      if (left.length === between.length) continue;
      ties.push({ purpose, between, brokenBy: "preferences", stage: n2, left });
      between = left;
    }
    const drawn2 = byLot(purpose, between, this.contest.lot);
    return { chosen: drawn2.chosen, ties: [...ties, ...drawn2.ties] };
  }
  /** How many papers give each candidate the preference `n`; the withdrawn are struck out first. */
  #preferences(n2) {
    const votes = numbers(this.contest.candidates).map(() => 0n);
    for (const { number, marks } of this.papers) {
      const candidate = marks.filter((one) => !this.contest.withdrawn.has(one))[n2 - 1];
      if (candidate !== void 0) votes[candidate] = at(votes, candidate) + number;
    }
    return votes;
  }
  step() {
    const [unsurpassed] = this.unsurpassed(true);
    if (unsurpassed === void 0) super.step();
    else this.fillLast(unsurpassed, []);
  }
  /** Clause 6. */
  transferExcluded(candidates, ties) {
    this.inOneStage(candidates, ties, this.parcels(candidates), true);
  }
};
var stvSeanad = rule(
  {
    version: 1,
    parameters: [["surpluses", "oldest", "largest"], ["ties", "preferences"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    guaranteed: [UNMET],
    places: 3
  },
  ranking,
  ({ valid: papers }, contest) => new SeanadCount(papers, contest).found()
);

// counter/rules/warren.ts
var METHOD3 = {
  // Clause 1: the price, or what is left.
  kept: (left, price) => left < price ? left : price,
  quota: quotaAbove,
  reaches: (votes, quota) => votes >= quota,
  isTime: cannotCatchUp,
  last: lastByLot
};
var warren = rule(
  {
    version: 1,
    parameters: [["ties", "forwards", "backwards"], ...SHARED, COUNTBACK],
    single: false,
    reopen: true,
    places: PLACES
  },
  ranking,
  ({ valid: papers }, contest) => new IteratedCount(papers, contest, METHOD3).found()
);

// counter/rules/yes-no.ts
var oneOption = (marks, contest) => {
  const reading = ranking(marks, contest);
  return "says" in reading && reading.says.length > 1 ? { invalid: "overvotes" } : reading;
};
function enough(yes, whole2, { n: n2, d }, inclusive) {
  if (whole2 === 0n) return false;
  return inclusive ? d * yes >= n2 * whole2 : d * yes > n2 * whole2;
}
function piled2(papers, contest) {
  const piles = new Piles(contest.candidates);
  piles.credit(
    sorted(papers, () => true),
    1n
  );
  return piles;
}
function wholeOf(papers, piles, contest) {
  if (parameter(contest, "whole") === "valid") return together(papers);
  return at(piles.totals, 0) + at(piles.totals, 1);
}
function carried(papers, piles, contest) {
  const [, reach, n2, d] = /^(more-than|at-least)-([0-9]+)\/([0-9]+)$/.exec(parameter(contest, "threshold")) ?? [];
  const fraction2 = { n: BigInt(n2 ?? 1), d: BigInt(d ?? 1) };
  return enough(at(piles.totals, 0), wholeOf(papers, piles, contest), fraction2, reach === "at-least");
}
function categories(papers, contest) {
  const verdicts = [];
  const sections = contest.sections.map(({ name, fraction: fraction2 }, section) => {
    const theirs = papers.filter((paper) => paper.section === section);
    const piles = piled2(theirs, contest);
    const whole2 = wholeOf(theirs, piles, contest);
    const here = enough(at(piles.totals, 0), whole2, fraction2, parameter(contest, "reach") === "at-least");
    verdicts.push(here);
    return /* @__PURE__ */ new Map([
      ["name", name],
      ["fraction", printed(fraction2)],
      ["votes", [...piles.totals]],
      ["non_transferable", piles.nonTransferable],
      ["whole", whole2],
      ["carried", here]
    ]);
  });
  const all2 = parameter(contest, "sections") === "all";
  return { carried: all2 ? verdicts.every(Boolean) : verdicts.some(Boolean), sections };
}
var yesNo = rule(
  {
    version: 1,
    parameters: [
      [
        "threshold",
        "more-than-1/2",
        "at-least-1/2",
        "more-than-2/3",
        "at-least-2/3",
        "more-than-3/4",
        "at-least-3/4",
        "at-least-1/3"
      ],
      ["whole", "votes", "valid"],
      ["sections", "any", "all"],
      ["reach", "at-least", "more-than"],
      ...SHARED
    ],
    single: true,
    sections: true,
    places: 0
  },
  oneOption,
  ({ valid: papers }, contest) => {
    const piles = piled2(papers, contest);
    const parts = contest.sections.length > 0 ? categories(papers, contest) : null;
    const elected = parts?.carried ?? carried(papers, piles, contest) ? [0] : [];
    const { totals, nonTransferable } = piles;
    const found = { stages: [{ ...QUIET, totals, nonTransferable, elected }], whole: () => together(papers) };
    return parts === null ? found : { ...found, more: /* @__PURE__ */ new Map([["sections", parts.sections]]) };
  },
  (contest) => {
    if (contest.candidates !== 2 && contest.candidates !== 3) {
      throw new Refused("count.candidates", "a motion has two options, yes and no, and perhaps to abstain");
    }
    if (contest.withdrawn.size > 0) throw new Refused("count.withdrawn", "a motion has nobody to withdraw");
  }
);

// counter/rules/index.ts
var RULES = /* @__PURE__ */ new Map([
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
  ["yes-no", yesNo]
]);

// counter/count.ts
function count(question) {
  if (!(question instanceof Map) || [...question.keys()].some((key) => key !== "contest" && key !== "papers")) {
    throw new Refused("count.input", "a question is an object of contest and papers");
  }
  const contest = readContest(question.get("contest"));
  const rule2 = RULES.get(contest.rule);
  if (rule2 === void 0) throw new Refused("count.rule", "the second counter does not know this rule");
  const checked = declared(contest, rule2);
  const [read2, found] = rule2.counted(question.get("papers"), checked);
  found.stages.forEach((stage, n2) => {
    conserve(stage, found.whole(n2));
  });
  return result(checked, rule2, read2, reopened(found, checked));
}
function conserve(stage, whole2) {
  const sum2 = stage.totals.reduce((one, other) => one + other, stage.nonTransferable + stage.lost);
  if (sum2 !== whole2) throw new Error(`the amounts of a stage add up to ${sum2}, not to ${whole2}`);
}
function result(contest, rule2, read2, found) {
  const valid = together(read2.valid);
  const invalid = [...read2.reasons.values()].reduce((sum2, number) => sum2 + number, 0n);
  const votes = (amount) => shown(amount, rule2.places);
  const elected = found.stages.flatMap((stage) => stage.elected).filter((one) => one !== contest.reopen);
  const guaranteed = contest.guaranteed.length === 0 ? [] : [["guaranteed", guaranteedResult(contest.guaranteed, elected)]];
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
    ["elected", elected.map(fromOne)],
    ["stages", found.stages.map((stage, n2) => stageResult(stage, n2 + 1, votes))],
    ...found.more ?? [],
    ...guaranteed
  ]);
}
function fromOne(number) {
  return BigInt(number + 1);
}
function stageResult(stage, n2, votes) {
  return new Map([
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
    ["quota", stage.quota === null ? null : votes(stage.quota)],
    ...stage.bound === void 0 ? [] : boundResult(stage.bound),
    ...stage.spent === void 0 ? [] : spentResult(stage.spent, votes)
  ]);
}
function spentResult(spent, votes) {
  return [
    ["iteration", BigInt(spent.iteration)],
    ["keep", spent.keep.map(votes)]
  ];
}
function boundResult({ doomed, guarded }) {
  return [
    ["doomed", doomed.map(fromOne)],
    ["guarded", guarded.map(fromOne)]
  ];
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
    ["to", transfer2.to.map(([candidate, number, sum2]) => [fromOne(candidate), number, votes(sum2)])],
    ["non_transferable", [papers, votes(amount)]]
  ]);
}

// counter/main.ts
function answered(question) {
  try {
    return print(count(question));
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
