// What the bench looks like in each state: a pure step from the state of bench.js to elements.

import {el, sign, svg} from './dom.js';
import {clock_seconds} from './format.js';
import {refusal_of} from './refusals.js';
import {t, t_first} from './text.js';

const kModeOfKind = {go: 'bound', look: 'look', stop: 'refused', intercept: 'intercepted'};

function outcome_part(level, word, title, ...lines) {
  return [el('div', {class: 'outcome-sign'}, sign(level)),
    el('div', {class: 'outcome-text'},
      el('p', {class: 'outcome-word'}, word),
      el('p', {class: 'outcome-title', data: {length: title.length > 34 ? 'long' : 'short'}}, title),
      lines.filter(Boolean).map((line) => el('p', {class: 'outcome-line'}, line)))];
}

/// The red block with the refusal's own drawing, its band, then its word and the sentence.
function refusal_part(code, title, ...lines) {
  const look = refusal_of(code);
  const word = code === 'intercepted' ? t('ui.bench.word.intercepted')
    : `${t('ui.bench.word.refused')} · ${t_first([`ui.bench.refusal.${code}`], {}, t('ui.bench.refusal.other'))}`;
  const [sign_part, text_part] = outcome_part('stop', word, title, ...lines);
  sign_part.replaceChildren(sign('stop', look.glyph));
  return [sign_part, el('div', {class: 'outcome-band', data: {band: look.band}}), text_part];
}

/// A drawing of what to scan, for the calm screen.
function barcode_drawing() {
  const widths = [2, 1, 1, 3, 1, 2, 2, 1, 3, 1, 1, 2, 1, 1, 3, 2, 1, 2, 1, 3, 1, 1, 2, 2];
  let x = 6;
  const bars = widths.map((width, i) => {
    const bar = i % 2 === 0 ? svg('rect', {x, y: 8, width, height: 24}) : null;
    x += width;
    return bar;
  });
  return svg('svg', {class: 'barcode', viewBox: `0 0 ${x + 6} 40`, 'aria-hidden': 'true'},
    svg('path', {class: 'barcode-frame', d: `M1 9V1H9M${x - 3} 1H${x + 5}V9M${x + 5} 31V39H${x - 3}M9 39H1V31`}), bars);
}

function ready_part(view) {
  return [barcode_drawing(), el('div', {class: 'outcome-text'},
    el('p', {class: 'outcome-title'}, t(`ui.bench.ready.${view.workflow}`)))];
}

/// The sentence of an outcome, with the carrier by its name; a shortened order number stays on one line.
function text_of(outcome, parcel) {
  const {carrier} = outcome.params ?? {};
  const params = carrier && parcel?.carrier === carrier ? {...outcome.params, carrier: parcel.carrier_name} : outcome.params;
  return t_first([`bench.${outcome.code}.${outcome.params?.why}`, `bench.${outcome.code}`], params, outcome.code).replaceAll('…', '\u2060…\u2060');
}

/// Carrier, number and place in the batch; without the number where the sentence above says it already.
function parcel_line(parcel, title = '') {
  if (!parcel) return '';
  const where = parcel.batch ? t('ui.bench.parcel.place', {batch: parcel.batch, n: parcel.sequence}) : '';
  // While another box's label is to be scanned, that is the number to look for.
  const number = parcel.boxes?.find((box) => box.no === parcel.box_to_scan)?.number || parcel.number;
  return [parcel.carrier_name, title.includes(number) ? '' : number, parcel.box_to_scan ? '' : where].filter(Boolean).join('  ·  ');
}

function outcome_of(bench, mode) {
  const view = bench.view;
  const outcome = view.outcome;
  if (bench.problem) return refusal_part('other', bench.problem.text, t('ui.bench.scanned', {text: bench.problem.scanned}));
  if (bench.received && bench.waiting > 0) return outcome_part('look', t('ui.bench.word.kept'), bench.received);
  switch (mode) {
    case 'received':
      return outcome_part('wait', t('ui.bench.word.received'), bench.received);
    case 'note':
      return outcome_part('go', t('ui.bench.word.bound'), text_of(outcome, view.parcel));
    case 'bound':
      return outcome_part('go', t('ui.bench.word.bound'), text_of(outcome, view.parcel), parcel_line(view.parcel, text_of(outcome, view.parcel)));
    case 'open':
      return outcome_part(view.parcel?.items.some((item) => item.scanned > 0) ? 'go' : 'box', t('ui.bench.word.open'), outcome ? text_of(outcome, view.parcel) : view.parcel?.order_short ?? '', parcel_line(view.parcel));
    case 'look':
      return outcome_part('look', t('ui.bench.word.look'), text_of(outcome, view.parcel), parcel_line(view.parcel));
    case 'refused':
      return refusal_part(outcome.code, text_of(outcome, view.parcel),
        outcome.code === 'item_unexpected' && outcome.params?.title ? t('ui.bench.item_is', {title: outcome.params.title}) : '',
        bench.scanned ? t('ui.bench.scanned', {text: bench.scanned}) : '');
    case 'intercepted':
      return refusal_part('intercepted', text_of(outcome, view.parcel), t('ui.bench.intercepted.where'),
        t('ui.bench.intercepted.checked', {time: clock_seconds(outcome.at), text: bench.scanned}).replace(/ · $/, ''));
    default:
      return ready_part(view);
  }
}

function ticks(item) {
  if (item.quantity > 6) return el('span', {class: 'ticks'}, `${item.scanned} / ${item.quantity}`);
  return el('span', {class: 'ticks', role: 'img', 'aria-label': `${item.scanned} / ${item.quantity}`},
    Array.from({length: item.quantity}, (_, i) => svg('svg', {viewBox: '0 0 24 24', class: i < item.scanned ? 'tick tick-done' : 'tick'},
      svg('rect', {x: 3, y: 3, width: 18, height: 18, rx: 3}),
      i < item.scanned ? svg('path', {d: 'M7 12.5l3.4 3.4L17.5 8'}) : null)));
}

/// The code that says "this line is out of stock": scanned off the screen, or tapped.
function missing_choice(line) {
  const command = `PB:OUT${line}`;
  return el('button', {type: 'button', class: 'item-out', data: {command}, 'aria-label': t('ui.bench.out_line', {n: line})},
    el('img', {src: `/api/v1/symbols/${command}.png`, alt: ''}));
}

function item_row(item, scan_items, line) {
  const done = item.scanned >= item.quantity;
  const by_scan = scan_items && item.scannable;
  return el('li', {class: ['item', done ? 'item-done' : 'item-missing']},
    item.picture ? el('img', {class: 'item-picture', src: item.picture, alt: ''}) : null,
    el('span', {class: 'item-title'}, item.title, item.spec ? el('span', {class: 'item-spec'}, ` ${item.spec}`) : null,
      item.note ? el('span', {class: 'item-note'}, item.note) : null),
    item.shelf ? el('span', {class: 'item-shelf'}, item.shelf) : null,
    el('span', {class: 'item-count'}, `× ${item.quantity}`),
    line ? missing_choice(line) : by_scan ? ticks(item) : el('span', {class: 'ticks ticks-none'}, t('ui.bench.item.by_eye')));
}

/// The boxes of the order: each with its number and whether its label was scanned.
function boxes_of(parcel) {
  if ((parcel.boxes ?? []).length < 2) return null;
  return el('ul', {class: 'boxes'}, parcel.boxes.map((box) =>
    el('li', {class: box.scanned ? 'box-done' : box.no === parcel.box_to_scan ? 'box-next' : null, data: {box: box.no}},
      sign(box.scanned ? 'go' : 'box'), el('b', {}, t('ui.bench.boxes', {n: box.no})),
      el('span', {class: 'box-word'}, t(`ui.bench.boxes.${box.scanned ? 'scanned' : 'waiting'}`)),
      el('span', {class: 'code'}, box.number))));
}

function parcel_of(view) {
  const parcel = view.parcel;
  // Lines keep the numbers that they have on the server.
  const asks = view.outcome?.code === 'which_out';
  const lines = parcel.items.map((item, i) => ({...item, line: asks ? i + 1 : 0}));
  const items = lines.sort((a, b) => (a.scanned >= a.quantity) - (b.scanned >= b.quantity));
  return [el('ul', {class: 'items', data: {count: items.length > 8 ? 'many' : items.length > 4 ? 'some' : items.length > 2 ? 'few' : 'one'}},
    items.map((item) => item_row(item, view.scan_items, item.line))),
  boxes_of(parcel),
  el('p', {class: 'parcel-note'},
    (parcel.marks ?? []).map((mark) => {
      const [name, n] = mark.split(':');
      return el('b', {class: 'parcel-mark', data: {mark: name}}, sign('look'), ' ', t(`ui.bench.mark.${name}`, {n: n ?? ''}));
    }),
    parcel.packing ? el('b', {class: 'packing'}, t('ui.bench.packing', {packing: parcel.packing})) : null,
    parcel.gifts ? el('b', {class: 'packing'}, t('ui.bench.gifts', {gifts: parcel.gifts})) : null,
    el('span', {}, t('ui.bench.order', {order: parcel.order_short})),
    parcel.buyer_note ? el('b', {}, t('ui.bench.buyer_note', {note: parcel.buyer_note})) : null,
    view.scan_items ? null : el('span', {}, t('ui.bench.items_off')))];
}

function progress_of(bench) {
  const {progress, outcome} = bench.view;
  if (!progress || progress.total === 0) return el('p', {class: 'progress-none'}, t('ui.bench.no_batch'));
  const bar = el('div', {class: 'progress-bar', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': progress.total,
    'aria-valuenow': progress.bound, 'aria-label': t('ui.bench.progress.label')}, el('span', {}));
  bar.firstChild.style.width = `${Math.min(100, progress.bound / progress.total * 100)}%`;
  const last = outcome && outcome.kind === 'go' ? text_of(outcome, null) : '';
  return [el('p', {class: 'progress-figure'}, el('b', {}, progress.bound), ` / ${progress.total}`,
    el('span', {}, t('ui.bench.progress.left', {n: Math.max(0, progress.total - progress.bound)}))),
  bar, last ? el('p', {class: 'progress-last'}, sign('go'), last) : null];
}

/// {mode, ground, outcome, parcel, next} for the bench as it is now; a ground of its own only where refused.
export function bench_picture(bench) {
  const view = bench.view;
  let mode = view.state;
  if (bench.received) mode = bench.waiting > 0 ? 'look' : 'received';
  else if (bench.problem) mode = 'refused';
  else if (mode === 'bound' && (bench.calm || !view.outcome)) mode = 'ready';
  else if ((mode === 'refused' || mode === 'intercepted') && !view.outcome) mode = view.parcel ? 'open' : 'ready';
  else if (view.outcome && ['look', 'stop', 'intercept'].includes(view.outcome.kind)) mode = kModeOfKind[view.outcome.kind];
  if (mode === 'ready' && view.state === 'ready' && !bench.calm && view.outcome?.kind === 'go') mode = 'note';
  const has_parcel = view.parcel && mode !== 'ready' && mode !== 'intercepted';
  const stopped = mode === 'refused' ? refusal_of(bench.problem ? 'other' : view.outcome.code) : null;
  return {mode, ground: stopped?.ground, outcome: outcome_of(bench, mode), parcel: has_parcel ? parcel_of(view) : mode === 'intercepted' ? null : progress_of(bench),
    next: bench.received && bench.waiting > 0 ? t('ui.bench.offline.next') : t_first([view.next?.key], view.next?.params, view.next?.key ?? '')};
}
