// The five steps of a day as a pure table: status in, states out.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {print_doubts} from '../../server/web/js/print_doubts.js';
import {steps} from '../../server/web/js/today_steps.js';

const kNow = '2026-11-24T02:00:00Z'; // ten in the morning in Beijing
function status(changes = {}) {
  return {now: kNow, as_of: kNow, open_slots: [], printers: [{name: 'label-1', state: 'idle', message: ''}], batch: null, next_batch: null, hours: [], facts: {importing: null},
    ...changes,
    counts: {held: 0, review: 0, ready: 0, queued: 0, unknown: 0, printed_unscanned: 0, intercepted: 0, intercepted_paper: 0, ...changes.counts},
    shipping: {waiting: 0, due: 0, written: 0, uploaded: 0, rejected: 0, doubted: 0, troubled: 0, ...changes.shipping}};
}

const kRows = [
  ['nothing was ever imported', {as_of: null}, 'now waiting waiting waiting waiting', 'file'],
  ["yesterday's last minute in Beijing is not today", {as_of: '2026-11-23T15:59:00Z'}, 'now done waiting waiting waiting', 'file'],
  ['the first minute of the day in Beijing is today', {as_of: '2026-11-23T16:00:00Z'}, 'done done waiting waiting waiting', ''],
  ['a file is being taken in', {facts: {importing: {file: 'a', taken: 1, orders: 9}}}, 'working done waiting waiting waiting', ''],
  ['orders are held', {counts: {held: 1, ready: 3}}, 'done needs now waiting waiting', 'held'],
  ['orders can be printed', {counts: {ready: 3}}, 'done done now waiting waiting', 'print'],
  ['a batch runs', {batch: {state: 'running', total: 3, printed: 1, sent: 0}, counts: {queued: 2, printed_unscanned: 1}}, 'done done working now waiting', 'scan'],
  ['a batch is paused', {batch: {state: 'paused', total: 3, printed: 1, sent: 0}}, 'done done needs waiting waiting', 'print'],
  ['a slot waits for a newer export', {open_slots: [{state: 'waiting', expected: 2, fresh_since: kNow}]}, 'needs done needs waiting waiting', 'file'],
  ['a missed slot asks', {open_slots: [{state: 'asking', expected: 2}]}, 'done done needs waiting waiting', 'print'],
  ['a broken printer does not matter without orders', {printers: [{name: 'label-1', state: 'error', message: ''}]}, 'done done waiting waiting waiting', ''],
  ['a broken printer with orders', {printers: [{name: 'label-1', state: 'error', message: ''}], counts: {ready: 1}}, 'done done needs waiting waiting', 'print'],
  ['an order without a label is intercepted', {counts: {intercepted: 1}}, 'done done waiting waiting waiting', ''],
  ['a parcel is intercepted, others are to be scanned', {counts: {intercepted: 1, intercepted_paper: 1, printed_unscanned: 2}}, 'done done waiting now waiting', 'scan'],
  ['a parcel is intercepted, the others are packed', {counts: {intercepted: 1, intercepted_paper: 1}, hours: [{printed: 3, bound: 3, shipped: 0}], shipping: {due: 2}}, 'done done done done now', 'ship'],
  ['no order has a number', {counts: {ready: 3}, facts: {importing: null, numbers_forecast: [{need: 3, have: 0, missing: 3}]}}, 'done done needs waiting waiting', 'print'],
  ['some orders have no number', {counts: {ready: 3}, facts: {importing: null, numbers_forecast: [{need: 3, have: 1, missing: 2}]}}, 'done done now waiting waiting', 'print'],
  ['all is scanned', {hours: [{printed: 3, bound: 3, shipped: 0}], shipping: {due: 3}}, 'done done done done now', 'ship'],
  ['the file is written', {shipping: {written: 3}}, 'done done waiting waiting now', 'ship'],
  ['the file is uploaded', {shipping: {uploaded: 3}}, 'done done waiting waiting waiting', ''],
  ['the platform refused', {shipping: {rejected: 1, written: 3}}, 'done done waiting waiting needs', 'ship'],
  ['all is confirmed', {hours: [{printed: 3, bound: 3, shipped: 3}]}, 'done done done done done', ''],
];

for (const [name, changes, states, next] of kRows) {
  test(name, () => {
    const all = steps(status(changes));
    assert.equal(all.map((step) => step.state).join(' '), states);
    assert.deepEqual(all.filter((step) => step.next).map((step) => step.name), next ? [next] : []);
  });
}

const kRoll = {name: 'label-1', state: 'idle', message: '', roll: {size: 500, left: 40}};
const kDoubts = [
  ['all is well', {counts: {ready: 40}, printers: [kRoll]}, []],
  ['a printer is broken', {printers: [{name: 'label-1', state: 'error', message: ''}]}, ['ui.print.doubt.printer']],
  ['the export is four hours old', {as_of: '2026-11-23T22:00:00Z'}, []],
  ['the export is older', {as_of: '2026-11-23T21:59:59Z'}, ['ui.print.doubt.old']],
  ['the roll is too short', {counts: {ready: 41}, printers: [kRoll]}, ['ui.print.doubt.roll']],
  ['numbers are short', {facts: {importing: null, numbers_forecast: [{name: '中通', need: 9, have: 2, missing: 7}, {name: '顺丰', need: 1, have: null, missing: 0}]}}, ['ui.print.doubt.numbers']],
  ['one of two rolls is not counted', {counts: {ready: 41}, printers: [kRoll, {name: 'label-2', state: 'idle', message: '', roll: null}]}, []],
];

for (const [name, changes, keys] of kDoubts) {
  test(`before printing: ${name}`, () => assert.deepEqual(print_doubts(status(changes)).map((one) => one.key), keys));
}
