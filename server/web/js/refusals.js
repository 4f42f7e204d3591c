// How each refusal of the bench looks and sounds: one row a code of station/bench/bench_rules.cpp. Every one of them
// means stop, by the same red block with its octagon, the same word and the same low buzz at the beginning; the ground
// beside it, its band, the drawing in the octagon, a word of its own and the rest of the tune tell which one it is.
// tests/e2e/refusals.test.mjs holds the rules: every code has a row, no two rows are alike, all text is 7:1.

/// The ground of the red block, and of an interception.
export const kStop = '#9c0f1a';
/// Text and drawings on any of these grounds.
export const kOn = '#ffffff';

const kRed = kStop;
const kRust = '#7d3200';
const kPlum = '#7a1f5c';
const kCrimson = '#96004f';
const kMaroon = '#560d12';
const kViolet = '#55288f';
const kNavy = '#123f86';
const kPetrol = '#0b4a63';
const kBrown = '#5c4300';
const kBlack = '#1c1c1c';
const kSlate = '#3a4756';
const kGrey = '#5a4a52';

const kBuzz = [165, 180, 60];
/// n times the same note.
const times = (n, note) => Array.from({length: n}, () => note);

// A tune is a list of [frequency in Hz, length in ms, silence after it in ms].
export const kRefusals = {
  // It belongs to something else: a falling pair.
  wrong_parcel: {ground: kRed, band: 'plain', glyph: 'M5 9.6h4.4v4.8H5zM14.6 9.6h4.4v4.8h-4.4zM10.6 16.6l2.8-9.2', tune: [kBuzz, [330, 160, 40], [220, 320, 0]]},
  wrong_label: {ground: kRed, band: 'diagonal', glyph: 'M7 7h10v10H7zM9 10.5h6M9 14h3', tune: [kBuzz, [330, 90, 40], [330, 90, 40], [220, 320, 0]]},
  wrong_carrier: {ground: kRust, band: 'plain', glyph: 'M5 8.5h8.5v6.5H5zM13.5 11h3.6l1.9 2v2h-5.5M8 17.6v.2M16 17.6v.2', tune: [kBuzz, [330, 320, 40], [220, 90, 0]]},
  number_taken: {ground: kPlum, band: 'dots', glyph: 'M7 7.5v9M10 7.5v9M13 7.5v9M16.8 7.5v4M16.8 15v1.5', tune: [kBuzz, ...times(3, [330, 90, 40]), [220, 90, 0]]},
  number_promised: {ground: kPlum, band: 'checks', glyph: 'M7 7.5v9M10 7.5v9M13 12h5M16 9.5l2.5 2.5-2.5 2.5', tune: [kBuzz, [330, 90, 40], [220, 90, 40], [330, 90, 40], [220, 320, 0]]},
  open_elsewhere: {ground: kNavy, band: 'diagonal', glyph: 'M5.5 10h13M7.5 10v7.5M16.5 10v7.5M9.5 6.5h5V10', tune: [kBuzz, [330, 320, 120], [330, 320, 0]]},
  other_order_open: {ground: kRust, band: 'diagonal', glyph: 'M6 10.5h12v7H6zM6 10.5L9 6.5M18 10.5L15 6.5', tune: [kBuzz, [330, 90, 40], [220, 320, 120], [220, 320, 0]]},
  // It is done already: the same note again.
  already_bound: {ground: kViolet, band: 'plain', glyph: 'M5.5 12.2l3.2 3.2 5-6.4M11.2 14.8l1 .8 6-6.6', tune: [kBuzz, [294, 90, 90], [294, 90, 0]]},
  already_shipped: {ground: kViolet, band: 'diagonal', glyph: 'M5.5 12h11M12.5 7.5l5 4.5-5 4.5', tune: [kBuzz, [294, 90, 90], [294, 90, 90], [294, 320, 0]]},
  // The paper is dead: very low and long.
  dead_number: {ground: kBlack, band: 'plain', glyph: 'M8 8l8 8M16 8l-8 8', tune: [kBuzz, [98, 700, 0]]},
  superseded_sheet: {ground: kBrown, band: 'plain', glyph: 'M6.5 6.5h7v9h-7zM10.5 18h7V9', tune: [kBuzz, [98, 320, 90], [98, 320, 0]]},
  scan_sheet_code: {ground: kBrown, band: 'diagonal', glyph: 'M6.8 6.8h4v4h-4zM13.2 6.8h4v4h-4zM6.8 13.2h4v4h-4zM14 14v.2M17 17v.2M14 17v.2M17 14v.2', tune: [kBuzz, [98, 320, 90], [98, 90, 90], [98, 90, 0]]},
  // The order was stopped: high and low in turn.
  held: {ground: kNavy, band: 'plain', glyph: 'M9 7.5v9M15 7.5v9', tune: [kBuzz, [392, 160, 40], [262, 160, 40], [392, 160, 40], [262, 160, 0]]},
  refused_order: {ground: kCrimson, band: 'bars', glyph: 'M6.5 12h11', tune: [kBuzz, [392, 320, 40], [262, 320, 0]]},
  closed_order: {ground: kCrimson, band: 'dashes', glyph: 'M7.5 11h9v6.5h-9zM9.5 11V9a2.5 2.5 0 0 1 5 0v2', tune: [kBuzz, [392, 90, 40], [262, 600, 0]]},
  intercepted: {ground: kRed, band: 'frame', glyph: 'M9 17V8.5M12 17V6.5M15 17V8.5M6.5 12.5L9 17h6l2.5-3', wave: 'square',
    tune: Array.from({length: 8}, (_, i) => [i % 2 === 0 ? 740 : 415, 240, 10])},
  waits_for_stock: {ground: kNavy, band: 'dots', glyph: 'M5.5 9.5h13M5.5 16.5h13M8 9.5v-3h4v3M13 14.5v2M15.5 14.5v2M10 13.2h.2', tune: [kBuzz, [392, 160, 40], [262, 160, 120], [262, 320, 0]]},
  // Another barcode, or not all of it: stuttering.
  sorting_code: {ground: kMaroon, band: 'bars', glyph: 'M6.5 9h3M6.5 12h3M6.5 15h3M12 9h5.5M12 12h5.5M12 15h5.5', tune: [kBuzz, ...times(2, [247, 60, 60])]},
  hub_code: {ground: kMaroon, band: 'dots', glyph: 'M12 12h.2M12 7v2.5M12 14.5V17M7 12h2.5M14.5 12H17', tune: [kBuzz, ...times(3, [247, 60, 60])]},
  not_a_label: {ground: kMaroon, band: 'plain', glyph: 'M7 8v8M9.5 8v8M14.5 8v8M17 8v8M5.5 17.5l13-11', tune: [kBuzz, ...times(4, [247, 60, 60])]},
  doubled: {ground: kMaroon, band: 'double', glyph: 'M7 7v4M10 7v4M13 7v4M16 7v4M7 13v4M10 13v4M13 13v4M16 13v4', tune: [kBuzz, [247, 60, 60], [247, 60, 240], [247, 60, 60], [247, 60, 0]]},
  truncated: {ground: kMaroon, band: 'dashes', glyph: 'M6.5 8v8M9 8v8M11.5 8v8M14.5 12h.2M17.5 12h.2', tune: [kBuzz, [247, 240, 60], [247, 60, 0]]},
  bad_check_digit: {ground: kMaroon, band: 'checks', glyph: 'M6.5 8v8M9 8v8M12.5 8.5l5 7M17.5 8.5l-5 7', tune: [kBuzz, [247, 60, 60], [247, 240, 0]]},
  // Nobody knows it: rising, like a question.
  unknown_number: {ground: kSlate, band: 'plain', glyph: 'M9 9.2a3 3 0 1 1 4.3 2.7c-1 .5-1.3 1-1.3 2.1M12 17.2v.2', tune: [kBuzz, [196, 160, 30], [277, 260, 0]]},
  unknown_order: {ground: kSlate, band: 'diagonal', glyph: 'M6.5 7h7M6.5 10.5h4M6.5 14h3M13 11.8a2.2 2.2 0 1 1 3 2.1c-.6.3-.9.7-.9 1.4M15.1 17.8v.1', tune: [kBuzz, [196, 160, 30], [277, 90, 60], [277, 90, 0]]},
  // The goods: pips.
  item_missing: {ground: kPetrol, band: 'bars', glyph: 'M7 8.5h10v8.5H7zM12 11v3.5M10.2 12.8h3.6', tune: [kBuzz, ...times(3, [415, 70, 70])]},
  item_surplus: {ground: kPetrol, band: 'dots', glyph: 'M7 8.5h10v8.5H7zM10 12.8h4', tune: [kBuzz, [415, 70, 70], [415, 300, 0]]},
  item_unexpected: {ground: kPetrol, band: 'checks', glyph: 'M7 10h10v7.5H7zM12 10V5.5M9.8 7.5L12 5.5l2.2 2', tune: [kBuzz, [415, 300, 70], [415, 70, 0]]},
  // Not now: low pips.
  nothing_open: {ground: kGrey, band: 'bars', glyph: 'M6.5 9v8h11V9M9.5 6.5h5', tune: [kBuzz, [139, 220, 0]]},
  scan_order_first: {ground: kGrey, band: 'dots', glyph: 'M7.5 9l2.2-2v10M13.5 8.5h4M13.5 12h4M13.5 15.5h4', tune: [kBuzz, [139, 220, 80], [139, 220, 0]]},
  scan_the_label: {ground: kGrey, band: 'checks', glyph: 'M6 7.5h12v9H6zM9 10v4M12 10v4M15 10v4', tune: [kBuzz, [139, 220, 80], [139, 70, 0]]},
  box_no_number: {ground: kBrown, band: 'dots', glyph: 'M6.5 10h11v7.5h-11zM9 6.5h6M12 12v.2M12 14v1.5', tune: [kBuzz, [139, 220, 80], [139, 70, 80], [139, 220, 0]]},
  too_many_boxes: {ground: kPlum, band: 'bars', glyph: 'M5.5 12h5v5.5h-5zM13.5 12h5v5.5h-5zM9.5 6h5v4.5h-5z', tune: [kBuzz, [139, 70, 80], [139, 70, 80], [139, 220, 0]]},
  not_printed: {ground: kGrey, band: 'dashes', glyph: 'M8.5 9.5v-3h7v3M6.5 9.5h11v5h-11zM9 17.5h6', tune: [kBuzz, [139, 70, 80], [139, 220, 0]]},
  nothing_to_undo: {ground: kGrey, band: 'double', glyph: 'M9.5 7L6.5 10l3 3M6.5 10h7a3.5 3.5 0 0 1 0 7H10', tune: [kBuzz, [139, 70, 80], [139, 70, 0]]},
  // Refused by the page or the station itself; no code of the rules.
  other: {ground: kGrey, band: 'zigzag', glyph: 'M12 6.5v7M12 16.8v.2', tune: [kBuzz, [139, 500, 0]]},
};

/// The tunes of what is no refusal: right is high and short, look is even and softer than a refusal.
export const kTunes = {
  go: {wave: 'sine', tune: [[988, 90, 10], [1319, 160, 0]]},
  look: {wave: 'triangle', tune: [[587, 220, 80], [587, 220, 0]]},
};

/// The row of a refusal's code.
export function refusal_of(code) {
  return Object.hasOwn(kRefusals, code) ? kRefusals[code] : kRefusals.other;
}

/// The tune for an outcome of the bench: {wave, tune}.
export function tune_of(outcome) {
  if (Object.hasOwn(kTunes, outcome.kind)) return kTunes[outcome.kind];
  return {wave: 'sawtooth', ...refusal_of(outcome.code)};
}

/// How long a tune is, in ms.
export function length_of(tune) {
  return tune.reduce((sum, [, length, gap]) => sum + length + gap, 0);
}
