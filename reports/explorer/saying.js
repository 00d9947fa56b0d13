"use strict";

// Sentences and numbers as reports/formats.py, reports/words.py and reports/explorer/saying.py write them.
function sayingOf(words, about, likelihood) {
  const say = (key, values = {}) => {
    const filled = words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
    return filled.replace(/\b(pct|kr|mio|mia)\.\.(?!\.)/g, "$1.");
  };
  const even = (value) => {
    const whole = Math.round(value);
    return Math.abs(value % 1) === 0.5 && whole % 2 ? whole - 1 : whole;
  };
  // As Python rounds: to the nearest of the number as it is stored, and to the even one where it lies in the middle.
  const trimmed = (value, decimals) => {
    const isExact = (value * 2 ** (decimals + 1)) % 1 === 0;
    return isExact ? even(value * 10 ** decimals) / 10 ** decimals : Number(value.toFixed(decimals));
  };

  function plain(value, decimals = 0) {
    if (!Number.isFinite(value)) return "–";
    const [whole, part] = Math.abs(trimmed(value, decimals)).toFixed(decimals).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, words["number.thousands"]);
    const text = part ? grouped + words["number.decimal"] + part : grouped;
    return trimmed(value, decimals) < 0 ? `−${text}` : text;
  }

  function amount(value) {
    if (!Number.isFinite(value)) return "–";
    const tenth = trimmed(Math.abs(value), 1);
    if (tenth === 0) return "0";
    if (tenth < 10) return plain(value, tenth === even(tenth) ? 0 : 1);
    const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(value))) - 2);
    return plain(even(value / unit) * unit);
  }

  function roundedTo(value, error, digits = 2) {
    if (!Number.isFinite(value) || value === 0) return value;
    let at = Math.floor(Math.log10(Math.abs(value))) - digits + 1;
    if (error > 0) at = Math.max(at, Math.floor(Math.log10(error)));
    return at >= 0 ? even(value / 10 ** at) * 10 ** at : trimmed(value, -at);
  }

  const rounded = (value, error) => amount(roundedTo(value, error));

  function percent(share) {
    const sign = (text) => words["number.percentage"].replace("{value}", text);
    if (share > 0 && share < 0.001) return `<\u00a0${sign(plain(0.1, 1))}`;
    if (share > 0.999 && share < 1) return `>\u00a0${sign(plain(99.9, 1))}`;
    const hundred = 100 * share, size = Math.abs(hundred);
    const isWhole = trimmed(hundred, 1) === even(hundred) || (size >= 10 && size < 99.5) || size > 100.5;
    return sign(plain(hundred, isWhole ? 0 : 1));
  }

  const month = (date) => `${words["number.months"].split(" ")[Number(date.slice(5, 7)) - 1]}\u00a0${date.slice(0, 4)}`;

  function chanceOf(runs, target) {
    const hits = runs.filter((fte) => fte >= target).length, whole = plain(runs.length);
    if (hits === 0) {
      const highest = Math.max(...runs), told = amount(highest);
      const below = told === amount(target) ? plain(Math.floor(highest)) : told;
      return say("chance.of_none", { runs: whole, highest: below });
    }
    if (hits === runs.length) return say("chance.of_all", { runs: whole, lowest: amount(Math.min(...runs)) });
    return say("chance.of_some", { hits: plain(hits), runs: whole, p: percent(hits / runs.length) });
  }

  // What is said of settings: `found` is the emulator's answer, `isMoved` tells which kinds of inputs are moved.
  function lines(found, values, isMoved, years) {
    const due = about.target.by, last = `${years[years.length - 1]}-12`;
    const at = (date) => years.indexOf(Number(date.slice(0, 4)));
    const middle = (date) => found.fte[at(date)][2];
    const off = (of, date, told = 0) => found.off[of][told][at(date)] * middle(date);
    const fte = (key, date) => say(key, { month: month(date), ...band(found.fte[at(date)], off(0, date)) });
    const told = [fte(Object.values(isMoved).some(Boolean) ? "explorer.fte" : "explorer.fte_decided", due)];
    told.push(fte("explorer.later", last));
    if (isMoved.lever) told.push(gain(found.gain[at(last)], off(2, last), last), money(found));
    told.push(chance("explorer.chance", due), chance("explorer.chance_later", last));
    if (isMoved.optimism) told.push(say("explorer.optimism", { share: percent(values.optimism) }));
    const [typical, most] = [0, 1].map((place) => off(0, due, place));
    const shares = { typical_share: percent(typical / middle(due)), most_share: percent(most / middle(due)) };
    const amounts = { typical: rounded(typical), most: rounded(most) };
    told.push(say("explorer.error", { month: month(due), ...amounts, ...shares }));
    const few = { draws: plain(about.few.draws), month: month(due), off: rounded(about.few.off) };
    return [...told, say("explorer.few", few)];

    function chance(key, date) {
      const runs = found.draws.map((each) => each[at(date)]), target = about.target.fte;
      const word = likelihood.words[likelihood.places[runs.filter((each) => each >= target).length]];
      const number = chanceOf(runs, target);
      const told_chance = say("likelihood.told", { word: word[words.lang], number });
      return say(key, { target: plain(target), month: month(date), chance: told_chance });
    }
  }

  function gain(value, error, date) {
    const isLittle = Math.abs(value) < error || !roundedTo(value, error);
    if (isLittle) return say("explorer.gain_none", { month: month(date), off: rounded(error) });
    return say("explorer.gain", { gain: rounded(value, error), month: month(date) });
  }

  function money(found) {
    const value = found.public;
    const [from, to] = about.money_months.map(month);
    const [off] = found.public_off, key = value > 0 ? "explorer.money" : "explorer.money_less";
    if (Math.abs(value) < off || !roundedTo(value, off)) return say("explorer.money_none", { off: rounded(off) });
    return say(key, { money: rounded(Math.abs(value), off), from, to });
  }

  const band = (spread, off) => ({ low: rounded(spread[0], off), fte: rounded(spread[2], off), high: rounded(spread[4], off) });

  // What one region gets by the target's month, the one year that regions are told for.
  function region(found, place, label, years) {
    const date = about.target.by, at = years.indexOf(Number(date.slice(0, 4)));
    const told = band(found.regions[place][0], found.off[0][0][at] * found.regions[place][0][2]);
    return say("explorer.region", { region: label, month: month(date), ...told });
  }

  return { say, plain, amount, rounded, percent, month, lines, region, band };
}
