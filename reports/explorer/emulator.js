"use strict";

// The emulator as experiments/emulating reckons with it (basis.py, beside.py, emulator.py), term for term.
function emulatorOf(told) {
  const of = (kind) => told.inputs.filter((each) => each.kind === kind);
  const levers = of("lever"), numbers = of("number"), own = told.own, years = told.years;
  const draws = own.base.length, regions = told.regions.length;
  const rooms = numbers.map((each) => (each.low > 0 ? Math.log(each.high / each.low) : each.high - each.low));
  const meanShare = told.regions.map((_, r) => years.map((_, y) => sum(told.share, (each) => each[r][y]) / draws / 1000));
  const pairs = (values, tell) => {
    for (let one = 0; one < values.length; one++) {
      for (let other = one + 1; other < values.length; other++) tell(values[one] * values[other]);
    }
  };

  function seen(k, value) {
    const { low } = numbers[k];
    return (low > 0 ? Math.log(value / low) : value - low) / rooms[k];
  }

  // A number at a place of its range: which end of it, how far there from where its draw has it, how far inside.
  function stretch(from, at) {
    const end = at > from ? 1 : 0, room = end ? 1 - from : from, way = Math.abs(at - from);
    return { end, part: room > 0 ? way / room : 0, bend: way * (room - way) };
  }

  function place(c) {
    let found = 0;
    while (found < own.shares.length - 2 && own.shares[found + 1] <= c) found++;
    return found;
  }

  // What a setting is in a draw, the years aside.
  function settingOf(u, z, c, i) {
    const at = [], was = [], d = [], bends = [];
    numbers.forEach((_, k) => {
      const own_k = own.values[i][k], before = own_k + c * (own.favourable[k] - own_k);
      const value = z[k] === null ? before : z[k], from = seen(k, own_k);
      const now = seen(k, value), then = seen(k, before);
      at.push(stretch(from, now));
      was.push(stretch(from, then));
      d.push(now - then);
      bends.push(at[k].bend - was[k].bend);
    });
    return { u, c, i, at, was, d, bends };
  }

  // Slopes by year, and room for what they are of: both are gone through a thousand times an answer.
  const slopes = years.map((_, y) => Float64Array.from(told.slopes, (each) => each[y]));
  const terms = new Float64Array(told.slopes.length);
  const f = new Float64Array(levers.length), h = new Float64Array(numbers.length);

  function logFte(setting, y) {
    const { u, c, i, at, was, d, bends } = setting;
    let all = 0, moved = 0, n = 0;
    for (let l = 0; l < f.length; l++) all += f[l] = (u[l] * own.levers[i][l][y]) / 1000;
    for (let k = 0; k < h.length; k++) {
      const ends = own.numbers[i][k];
      moved += h[k] = (at[k].part * ends[at[k].end][y] - was[k].part * ends[was[k].end][y]) / 1000;
    }
    const low = place(c), part = (c - own.shares[low]) / (own.shares[low + 1] - own.shares[low]);
    const lean = (own.optimism[i][low][y] * (1 - part) + own.optimism[i][low + 1][y] * part) / 1000;
    const bump = (c - own.shares[low]) * (own.shares[low + 1] - c);
    const each = (values, factor) => {
      for (let k = 0; k < values.length; k++) terms[n++] = factor * values[k];
    };
    const products = (values) => {
      for (let one = 0; one < values.length; one++) {
        for (let other = one + 1; other < values.length; other++) terms[n++] = values[one] * values[other];
      }
    };
    for (let l = 0; l < f.length; l++) terms[n++] = u[l] * (1 - u[l]);
    for (let l = 0; l < f.length; l++) terms[n++] = f[l] * (1 - u[l]);
    terms[n++] = all * all;
    products(u);
    each(bends, 1);
    each(d, 1);
    terms[n++] = bump;
    terms[n++] = bump * c;
    each(d, all);
    terms[n++] = c * all * all;
    for (const values of [u, f, d, h]) {
      each(values, c);
      each(values, c * c);
    }
    terms[n++] = moved * moved;
    terms[n++] = c * moved * moved;
    terms[n++] = all * moved;
    terms[n++] = c * all * moved;
    products(d);
    products(h);
    let whole = own.base[i][y] / 1000 + all + moved + lean;
    for (let t = 0; t < n; t++) whole += terms[t] * slopes[y][t];
    return whole;
  }

  function sharesOf(setting, y) {
    const { u, c, i, d } = setting, terms = [...u, ...d, c, c * c, ...u.map((share) => c * share)];
    const found = told.regions.map((_, r) => {
      const mine = told.share[i][r][y] / 1000, start = mine - c * (mine - meanShare[r][y]);
      return Math.max(0, start + sum(terms, (term, t) => term * told.share_slopes[t][r][y]));
    });
    const whole = sum(found);
    return found.map((share) => share / whole);
  }

  function moneyOf(setting) {
    const { u, c, i, d } = setting;
    let whole = sum(u, (share, l) => share * told.public[i][l]), term = 0;
    const add = (value) => {
      whole += value * told.public_slopes[term++];
    };
    u.forEach((share) => add(share * (1 - share)));
    u.forEach((share) => add(c * share));
    u.forEach((share) => add(c * c * share));
    pairs(u, add);
    u.forEach((share) => d.forEach((step) => add(share * step)));
    return whole;
  }

  // What levers are held against depends on numbers and optimism alone: kept for as long as those are not moved.
  let kept = { key: "", fte: null };

  function withoutLevers(z, c, every, fteOf) {
    const key = JSON.stringify([z, c]);
    if (key !== kept.key) kept = { key, fte: fteOf(every.map((i) => settingOf(levers.map(() => 0), z, c, i))) };
    return kept.fte;
  }

  // What the model would say under values by name of the input; what is left out is as today. Regions take as long as
  // all else, so they are told for the years that are asked for (their places).
  function predict(values, regional = [...years.keys()]) {
    const u = levers.map((each) => (values[each.name] ?? 0) / each.high);
    const z = numbers.map((each) => values[each.name] ?? null), c = values.optimism ?? 0;
    const every = [...Array(draws).keys()];
    const settings = every.map((i) => settingOf(u, z, c, i));
    const fteOf = (all) => all.map((setting) => years.map((_, y) => Math.exp(logFte(setting, y))));
    const fte = fteOf(settings);
    const without = u.some((share) => share) ? withoutLevers(z, c, every, fteOf) : fte;
    const shares = new Map(regional.map((y) => [y, settings.map((setting) => sharesOf(setting, y))]));
    const isPlain = z.every((value) => value === null) && c === 0;
    return {
      draws: fte,
      fte: years.map((_, y) => spread(fte.map((each) => each[y]))),
      gain: years.map((_, y) => sum(fte, (each, i) => each[y] - without[i][y]) / draws),
      regions: told.regions.map((_, r) => regional.map((y) => spread(fte.map((each, i) => each[y] * shares.get(y)[i][r])))),
      public: sum(settings, moneyOf) / draws,
      off: told.off[isPlain ? 0 : 1],
      public_off: told.about.public_off[isPlain ? 0 : 1],
    };
  }

  return { predict, years, inputs: told.inputs, regions: told.regions, draws };
}

function sum(values, of = (value) => value) {
  let whole = 0;
  for (let place = 0; place < values.length; place++) whole += of(values[place], place);
  return whole;
}

// 5, 25, 50, 75 and 95 %, straight between two draws.
function spread(values) {
  const sorted = Float64Array.from(values).sort();
  return [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => {
    const at = share * (sorted.length - 1), low = Math.floor(at), high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  });
}
