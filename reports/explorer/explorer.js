"use strict";

// The page: controls, the answer, the address. Everything that is told comes from emulator.js and saying.js.
const TOLD = JSON.parse(document.getElementById("told").textContent);
const EMULATOR = emulatorOf(TOLD.emulator);
const KINDS = ["lever", "number", "optimism"];
const state = { lang: TOLD.lang, region: EMULATOR.regions[0], values: { ...TOLD.values } };
const controls = new Map();
let saying, decided, framed = 0;

const byId = (id) => document.getElementById(id);
const node = (name, given = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), given);
  made.append(...inside);
  return made;
};
const isOutside = (one, value) => !(value >= one.low - 1e-9 && value <= one.high + 1e-9);
const outside = () => EMULATOR.inputs.filter((one) => one.name in state.values && isOutside(one, state.values[one.name]));
const isShare = (one) => one.unit.en.startsWith("share");
const valueText = (one, value, digits = 4) => (isShare(one) ? saying.percent(value) : figures(value, digits));
// A lever stands at what is decided and what is added.
const levelText = (one, value) => valueText(one, one.kind === "lever" ? one.decided + value : value);

// So many figures at most, in the marks of the language.
function figures(value, digits) {
  const text = String(Number(value.toPrecision(digits)));
  return saying.plain(value, text.includes(".") ? text.split(".")[1].length : 0);
}

function start() {
  readAddress();
  decided = EMULATOR.predict({}, []);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("controls").focus();
  });
  byId("reset").addEventListener("click", () => moveTo({}));
  byId("language").querySelectorAll("button").forEach((each) => each.addEventListener("click", () => speak(each.value)));
  byId("region").addEventListener("change", (event) => {
    state.region = event.target.value;
    tell();
  });
  document.querySelectorAll("button[data-copies]").forEach((each) => each.addEventListener("click", () => copy(each)));
  addEventListener("hashchange", () => {
    readAddress();
    speak(state.lang);
  });
  addEventListener("resize", () => requestAnimationFrame(draw));
  speak(state.lang);
}

function speak(lang) {
  state.lang = lang;
  saying = sayingOf({ ...TOLD.words[lang], lang }, TOLD.about, TOLD.likelihood);
  document.documentElement.lang = lang;
  document.title = `Samspil: ${saying.say("explorer.title")}`;
  document.querySelectorAll("[data-say]").forEach((each) => {
    each.textContent = saying.say(each.dataset.say, placesOf());
  });
  document.querySelectorAll("[data-label]").forEach((each) => each.setAttribute("aria-label", saying.say(each.dataset.label)));
  byId("language").querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", each.value === lang));
  byId("region").replaceChildren(...EMULATOR.regions.map((name) => new Option(name, name, false, name === state.region)));
  build();
  tell();
}

const placesOf = () => ({
  runs: saying.plain(TOLD.about.runs),
  made: saying.say("report.day", { day: Number(TOLD.about.made.slice(8)), month: saying.month(TOLD.about.made) }),
  month: saying.month(TOLD.about.target.by),
  from: saying.month(TOLD.about.money_months[0]),
  changed: TOLD.about.changed[state.lang],
});

function build() {
  controls.clear();
  KINDS.forEach((kind) => byId(kind).replaceChildren());
  EMULATOR.inputs.forEach((one, place) => byId(one.kind).append(control(one, `input-${place}`)));
}

// A slider with a field for what is typed; a number has a box that says whether it is set at all.
function control(one, id) {
  const title = one.title[state.lang], ends = { min: one.low, max: one.high, step: "any" };
  const slider = node("input", { type: "range", id, ...ends, step: one.step });
  const typed = node("input", { type: "number", step: "any", inputMode: "decimal" });
  typed.setAttribute("aria-label", saying.say(one.kind === "lever" ? "explorer.added" : "explorer.typed", { title }));
  const about = node("p", { className: "small", id: `${id}-about`, textContent: aboutOf(one) });
  const output = node("output", { htmlFor: id });
  slider.setAttribute("aria-describedby", about.id);
  slider.addEventListener("input", () => set(one, Number(slider.value)));
  typed.addEventListener("change", () => set(one, typed.value === "" ? null : Number(typed.value)));
  const head = node("div", { className: "head" }, node("label", { htmlFor: id, textContent: title }));
  const made = node("div", { className: "input" }, head);
  let box = null;
  if (one.kind === "number") {
    box = node("input", { type: "checkbox", id: `${id}-own` });
    box.addEventListener("change", () => set(one, box.checked ? Number(slider.value) : null));
    const says = node("label", { htmlFor: box.id, textContent: saying.say("explorer.own") });
    says.append(node("span", { className: "hidden", textContent: `: ${title}` }));
    made.append(node("div", { className: "own" }, box, says, output));
  } else head.append(output);
  const plus = one.kind === "lever" ? [node("span", { className: "plus", textContent: "+", ariaHidden: "true" })] : [];
  made.append(node("div", { className: "moves" }, slider, ...plus, typed), about);
  controls.set(one.name, { one, made, slider, typed, output, box });
  return made;
}

function aboutOf(one) {
  if (one.kind === "optimism") return saying.say("explorer.optimism_about");
  const unit = one.unit[state.lang].replace(/^./u, (letter) => letter.toUpperCase());
  if (one.kind === "number") {
    const [low, high] = one.drawn.map((value) => valueText(one, value, 2));
    return saying.say("explorer.number_about", { unit, low, high });
  }
  return saying.say("explorer.lever_about", { unit, decided: valueText(one, one.decided), ramp: one.ramp });
}

function set(one, value) {
  if (value === null || Number.isNaN(value) || value === one.today) delete state.values[one.name];
  else state.values[one.name] = value;
  tell();
}

function moveTo(values) {
  state.values = { ...values };
  tell();
}

// All that depends on the settings; measured, as an answer is to come at once.
function tell() {
  const begun = performance.now();
  controls.forEach(showControl);
  const wrong = outside();
  document.body.classList.toggle("outside", wrong.length > 0);
  byId("wrong").textContent = wrong.length ? refusal(wrong) : "";
  if (wrong.length) untell();
  else answer();
  writeAddress();
  document.body.dataset.milliseconds = (performance.now() - begun).toFixed(1);
}

function showControl({ one, made, slider, typed, output, box }) {
  const isSet = one.name in state.values, value = isSet ? state.values[one.name] : one.today;
  const isWrong = isSet && isOutside(one, value);
  made.classList.toggle("wrong", isWrong);
  slider.disabled = isWrong || (box !== null && !isSet);
  typed.disabled = box !== null && !isSet;
  if (box) box.checked = isSet;
  slider.value = value ?? one.decided;
  typed.value = isSet ? value : (one.today ?? "");
  output.textContent = isSet || one.today !== null ? amountOf(one, value) : saying.say("explorer.drawn");
  slider.setAttribute("aria-valuetext", output.textContent);
}

function amountOf(one, value) {
  if (one.kind !== "lever" || !value) return levelText(one, value);
  return saying.say("explorer.more", { from: levelText(one, 0), to: levelText(one, value) });
}

function refusal(wrong) {
  const told = wrong.map((one) => {
    const ends = { low: levelText(one, one.low), high: levelText(one, one.high) };
    return saying.say("explorer.input_outside", { title: one.title[state.lang], ...ends });
  });
  byId("bar").textContent = saying.say("explorer.bar_outside");
  return saying.say("explorer.outside", { inputs: told.join(", ") });
}

// Nothing that was told of other settings stays to be read as if it were told of these.
function untell() {
  byId("fan").setAttribute("aria-label", byId("wrong").textContent);
  ["first", "region-line"].forEach((id) => (byId(id).textContent = ""));
  byId("lines").replaceChildren();
  document.querySelectorAll("tbody").forEach((each) => each.replaceChildren());
  byId("command").value = "";
}

function answer() {
  const { years } = EMULATOR, due = TOLD.about.target.by, at = years.indexOf(Number(due.slice(0, 4)));
  const found = EMULATOR.predict(state.values, [at]);
  state.found = found;
  const lines = saying.lines(found, state.values, movedKinds(), years);
  byId("first").textContent = lines[0];
  byId("lines").replaceChildren(...lines.slice(1).map((text) => node("p", { textContent: text })));
  const runs = found.draws.map((each) => each[at]);
  const fte = saying.rounded(found.fte[at][2], found.off[0][0][at] * found.fte[at][2]);
  const hits = runs.filter((each) => each >= TOLD.about.target.fte).length;
  const bar = { fte, month: saying.month(due), hits: saying.plain(hits), draws: saying.plain(runs.length) };
  byId("bar").textContent = saying.say("explorer.bar", bar);
  regions(found, at);
  byId("command").value = commandOf();
  draw();
  table(found);
}

function movedKinds() {
  const moved = EMULATOR.inputs.filter((one) => one.name in state.values && state.values[one.name] !== one.today);
  return Object.fromEntries(KINDS.map((kind) => [kind, moved.some((one) => one.kind === kind)]));
}

function regions(found, at) {
  const place = EMULATOR.regions.indexOf(state.region);
  byId("region-line").textContent = saying.region(found, place, state.region, EMULATOR.years);
  const rows = EMULATOR.regions.map((name, r) => {
    const told = saying.band(found.regions[r][0], found.off[0][0][at] * found.regions[r][0][2]);
    const row = node("tr", {}, node("th", { scope: "row", textContent: name }), cell(told.fte), cell(saying.say("explorer.range", told)));
    row.classList.toggle("mine", r === place);
    return row;
  });
  byId("regions").querySelector("tbody").replaceChildren(...rows);
}

const cell = (text) => node("td", { textContent: text });

function draw() {
  const width = Math.max(280, byId("fan").clientWidth), { fte, by } = TOLD.about.target;
  const due = Number(by.slice(0, 4)), years = EMULATOR.years;
  drawFan(byId("fan"), { found: state.found ?? decided, decided, years, target: fte, due, today: TOLD.about.today, saying, width });
  const told = (state.found ?? decided).fte.map((each, place) => `${years[place]} ${saying.amount(each[2])}`);
  const places = { years: told.join(", "), target: saying.plain(fte), month: saying.month(by) };
  byId("fan").setAttribute("aria-label", saying.say("explorer.alternative", places));
}

function table(found) {
  const heads = ["fte", "band", "decided", "error"].map((name) => saying.say(`explorer.column_${name}`));
  const rows = EMULATOR.years.map((year, at) => {
    const off = [0, 1].map((told) => found.off[0][told][at] * found.fte[at][2]);
    const told = saying.band(found.fte[at], off[0]), errors = { typical: saying.rounded(off[0]), most: saying.rounded(off[1]) };
    const cells = [told.fte, saying.say("explorer.range", told), saying.rounded(decided.fte[at][2], off[0])];
    const made = [...cells, saying.say("explorer.typical_most", errors)].map((text, place) => {
      const one = cell(text);
      one.dataset.head = heads[place];
      one.role = "cell";
      return one;
    });
    return node("tr", { role: "row" }, node("th", { scope: "row", role: "rowheader", textContent: year }), ...made);
  });
  byId("numbers").querySelector("tbody").replaceChildren(...rows);
}

// As the command line takes it; a shell needs quotes around what holds spaces and braces.
function commandOf() {
  const sets = EMULATOR.inputs.filter((one) => one.kind !== "optimism" && one.name in state.values).flatMap((one) => {
    const value = Number(state.values[one.name].toPrecision(10));
    return ["--set", one.kind === "lever" ? `${one.name}={add: ${value}, ramp: ${one.ramp} months}` : `${one.name}=${value}`];
  });
  const { baseline, level } = TOLD.about;
  const forecast = ["samspil", "forecast", baseline, "--draws", `${EMULATOR.draws}`, "--potentials", level, ...sets];
  const given = EMULATOR.inputs.filter((one) => one.name in state.values).map((one) => `${one.name}=${Number(state.values[one.name].toPrecision(10))}`);
  const parts = state.values.optimism ? ["samspil", "explore", ...given, "--check"] : forecast;
  return parts.map((each) => (/^[\w@%+=:,./-]+$/.test(each) ? each : `'${each}'`)).join(" ");
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1)), known = new Map(EMULATOR.inputs.map((one) => [one.name, one]));
  const unknown = [];
  if (![...given.keys()].length) return;
  state.values = {};
  given.forEach((text, name) => {
    if (name === "lang" && text in TOLD.words) state.lang = text;
    else if (name === "region" && EMULATOR.regions.includes(text)) state.region = text;
    else if (known.has(name) && text.trim() !== "" && Number.isFinite(Number(text))) state.values[name] = Number(text);
    else unknown.push(name);
  });
  state.unknown = unknown;
}

function writeAddress() {
  const given = new URLSearchParams({ lang: state.lang, region: state.region });
  EMULATOR.inputs.forEach((one) => one.name in state.values && given.set(one.name, state.values[one.name]));
  history.replaceState(null, "", `#${given}`);
  byId("link").value = location.href;
  byId("unknown").textContent = state.unknown?.length ? saying.say("explorer.unknown", { names: state.unknown.join(", ") }) : "";
}

async function copy(button) {
  const field = byId(button.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy");
  }
  button.textContent = saying.say("explorer.copied");
  setTimeout(() => (button.textContent = saying.say("explorer.copy")), 2000);
}

start();
