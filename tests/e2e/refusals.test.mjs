// How refusals look and sound: every code has a row, no two rows are alike, all text can be read.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {kOn, kRefusals, kStop, kTunes, length_of, refusal_of, tune_of} from '../../server/web/js/refusals.js';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const rules = read('../../station/bench/bench_rules.cpp');
const view = read('../../station/bench/bench_view.cpp');
const zh = JSON.parse(read('../../config/text/zh-CN.ui.json'));

/// Named by the request for this: they must be told apart by their colour alone.
const kByColour = ['wrong_parcel', 'already_bound', 'unknown_number', 'dead_number', 'superseded_sheet', 'held'];

/// The first argument of every stop(...) of the rules: a code, or a choice of two.
function refused_codes() {
  const codes = new Set();
  for (const [, start] of rules.matchAll(/\bstop\(([^;]*)/g)) {
    const first = start.replace(/\s+/g, ' ').match(/^(?:[^,{]*?\? )?"([a-z_]+)"(?: : "([a-z_]+)")?/);
    if (first) [first[1], first[2]].filter(Boolean).forEach((code) => codes.add(code));
  }
  for (const [, code] of view.matchAll(/\? "([a-z_]+)"\s*:/g)) {
    if (view.includes('outcome.code = ') && !['intercept', 'label_first'].includes(code)) codes.add(code);
  }
  return codes;
}

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
  .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const luminance = (hex) => rgb(hex).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

/// Distance as people see it (Oklab, Björn Ottosson 2020); 0.02 is just seen side by side.
function distance(one, other) {
  const lab = (hex) => {
    const [r, g, b] = rgb(hex);
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
  };
  return Math.hypot(...lab(one).map((v, i) => v - lab(other)[i]));
}

/// Are two tunes told apart: another number of notes, or a note that is clearly longer, clearly higher, or set apart?
function differ(one, other) {
  if (one.length !== other.length) return true;
  const far = (a, b, ratio) => Math.max(a, b) / Math.min(a, b) >= ratio;
  return one.some(([pitch, length, gap], i) => far(pitch, other[i][0], 1.15) || far(length, other[i][1], 1.5)
    || (i < one.length - 1 && Math.abs(gap - other[i][2]) >= 100));
}

function* pairs(table) {
  const names = Object.keys(table);
  for (let i = 0; i < names.length; ++i) {
    for (let j = 0; j < i; ++j) yield [names[j], names[i], table[names[j]], table[names[i]]];
  }
}

test('every refusal that the station can send has a row, and every row is such a refusal', () => {
  const codes = refused_codes();
  assert.ok(codes.size >= 30, `the rules are written otherwise than this test thinks: ${[...codes]}`);
  assert.deepEqual([...codes].sort(), Object.keys(kRefusals).filter((code) => code !== 'other').sort());
});

test('a code that nobody knows looks like a refusal all the same', () => {
  for (const code of ['', 'brand_new', 'constructor', '__proto__', undefined]) {
    assert.equal(refusal_of(code), kRefusals.other);
    assert.ok(tune_of({kind: 'stop', code}).tune.length > 0);
  }
});

test('no meaning by colour alone: each refusal has its own drawing and its own word', () => {
  for (const [a, b, one, other] of pairs(kRefusals)) {
    assert.notEqual(one.glyph, other.glyph, `${a} and ${b}`);
    assert.notEqual(zh[`ui.bench.refusal.${a}`], zh[`ui.bench.refusal.${b}`], `${a} and ${b}`);
  }
  for (const code of Object.keys(kRefusals)) assert.ok(zh[`ui.bench.refusal.${code}`], code);
  const words = Object.keys(zh).filter((key) => key.startsWith('ui.bench.refusal.')).map((key) => key.slice(17));
  assert.deepEqual(words.filter((code) => !kRefusals[code]), [], 'words without a row');
});

test('each refusal has a ground and band of its own, the chief ones a colour', () => {
  for (const [a, b, one, other] of pairs(kRefusals)) {
    assert.ok(one.band !== other.band || distance(one.ground, other.ground) >= 0.06, `${a} and ${b} look alike`);
  }
  for (const a of kByColour) {
    for (const b of kByColour) {
      if (a !== b) assert.ok(distance(kRefusals[a].ground, kRefusals[b].ground) >= 0.09, `${a} and ${b}`);
    }
  }
});

test('white on every ground is at least 7:1, and none is taken for right or look', () => {
  const style = read('../../server/web/style.css');
  const [, go] = style.match(/\.bench-bound \{ --ground: (#[0-9a-f]{6})/);
  const [, look] = style.match(/\.bench-look \{ --ground: (#[0-9a-f]{6})/);
  assert.ok(style.includes(`background: ${kStop}`), 'the red block');
  assert.ok(contrast(kStop, kOn) >= 7);
  for (const [code, {ground}] of Object.entries(kRefusals)) {
    assert.ok(contrast(ground, kOn) >= 7, `${code}: ${contrast(ground, kOn).toFixed(2)}`);
    assert.ok(distance(ground, go) >= 0.1, `${code} is near the green of right`);
    assert.ok(distance(ground, look) >= 0.2, `${code} is near the yellow of look`);
  }
});

test('each tune differs from all others in rhythm, pitch or length', () => {
  const tunes = Object.fromEntries(Object.keys(kRefusals).map((code) => [code, tune_of({kind: 'stop', code}).tune]));
  for (const [a, b, one, other] of pairs({...tunes, go: kTunes.go.tune, look: kTunes.look.tune})) assert.ok(differ(one, other), `${a} and ${b} sound alike`);
});

test('right and wrong differ in pitch, rhythm and length', () => {
  const {tune: right, wave} = kTunes.go;
  for (const code of Object.keys(kRefusals)) {
    const wrong = tune_of({kind: 'stop', code});
    assert.ok(Math.max(...wrong.tune.map(([pitch]) => pitch)) * 1.3 < Math.min(...right.map(([pitch]) => pitch)), `${code}: pitch`);
    assert.ok(length_of(wrong.tune) >= 1.2 * length_of(right), `${code}: ${length_of(wrong.tune)} ms`);
    assert.ok(differ(wrong.tune, right), `${code}: rhythm`);
    assert.notEqual(wrong.wave, wave, code);
    assert.ok(length_of(wrong.tune) <= 2100, `${code} is too long`);
  }
});

test('every refusal but the interception begins with the same buzz, which means stop', () => {
  const {intercepted, ...others} = kRefusals;
  const buzz = others.wrong_parcel.tune[0];
  for (const [code, row] of Object.entries(others)) assert.deepEqual(row.tune[0], buzz, code);
  assert.notDeepEqual(intercepted.tune[0], buzz);
});
