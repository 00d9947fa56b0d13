"use strict";

// The fan: bands, middle line, what is decided, the target, and today; once against the target, once seen closer.
function drawFan(into, told) {
  const { found, decided, years, target, due, today, saying, width } = told;
  const { say, plain, amount } = saying;
  const highest = Math.max(...found.fte.map((each) => each[4]), ...decided.fte.map((each) => each[4]));
  const isFar = highest < 0.35 * target;
  const panels = isFar
    ? [["explorer.figure_target", 112, 1.2 * target], ["explorer.figure_near", 210, 1.1 * highest]]
    : [["", 300, 1.1 * Math.max(highest, target)]];
  into.replaceChildren();
  for (const [title, height, top] of panels) {
    if (title) into.append(Object.assign(document.createElement("p"), { className: "panel", textContent: say(title) }));
    into.append(panel(height, top));
  }

  function panel(height, top) {
    const left = 52, right = width - 12, foot = height - 24, head = 18;
    const first = years[0] - 0.35, x = (year) => left + ((year - first) / (years[years.length - 1] - first)) * (right - left);
    const y = (fte) => foot - (fte / top) * (foot - head);
    const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" });
    for (const fte of ticks(top, height > 200 ? 5 : 3)) {
      svg.append(shape("line", { x1: left, x2: right, y1: y(fte), y2: y(fte), class: "grid" }));
      svg.append(label(plain(fte), left - 6, y(fte) + 4, "end"));
    }
    const step = width < 480 ? 2 : 1;
    years.forEach((year, place) => {
      if (place % step === 0) svg.append(label(`${year}`, x(year), height - 6, place === years.length - 1 ? "end" : "middle"));
    });
    const line = (spreads, at) => spreads.map((each, place) => `${x(years[place]).toFixed(1)},${y(each[at]).toFixed(1)}`);
    for (const [low, high, name] of [[0, 4, "outer"], [1, 3, "inner"]]) {
      svg.append(shape("polygon", { points: [...line(found.fte, low), ...line(found.fte, high).reverse()].join(" "), class: name }));
    }
    svg.append(shape("polyline", { points: line(decided.fte, 2).join(" "), class: "decided" }));
    svg.append(shape("polyline", { points: line(found.fte, 2).join(" "), class: "middle" }));
    const now = x(today);
    svg.append(shape("line", { x1: now, x2: now, y1: head, y2: foot, class: "today" }));
    svg.append(label(say("explorer.today_mark"), now + 4, head + 2, "start", "mark"));
    if (target <= top) {
      svg.append(shape("line", { x1: left, x2: right, y1: y(target), y2: y(target), class: "target" }));
      svg.append(shape("circle", { cx: x(due), cy: y(target), r: 4.5, class: "due" }));
      svg.append(label(say("explorer.target_mark", { target: amount(target) }), right, y(target) - 6, "end", "goal"));
    }
    return svg;
  }

  function label(text, x, y, anchor, name = "tick") {
    const made = shape("text", { x, y, "text-anchor": anchor, class: name });
    made.textContent = text;
    return made;
  }
}

function shape(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function ticks(top, most) {
  const raw = top / most, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= raw);
  return [...Array(Math.floor(top / step) + 1).keys()].map((each) => each * step);
}
