// The pages' words: both languages complete, and every word that a page asks for is there.

import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'node:test';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const zh = JSON.parse(read('../../config/text/zh-CN.ui.json'));
const en = JSON.parse(read('../../config/text/en.ui.json'));
const scripts = readdirSync(new URL('../../server/web/js/', import.meta.url)).map((name) => [name, read(`../../server/web/js/${name}`)]);
const pages = readdirSync(new URL('../../server/web/', import.meta.url)).filter((name) => name.endsWith('.html'))
  .map((name) => [name, read(`../../server/web/${name}`)]);

const kOrderStates = ['pulled', 'screened', 'held', 'refused', 'numbered', 'queued', 'printed', 'packed', 'shipped', 'intercepted', 'closed'];
// Keys that a page puts together from a value of the API, with all the values of docs/api.md.
const kFamilies = {
  'ui.state.': [...kOrderStates, 'review'],
  'ui.job.': ['queued', 'rendering', 'proven', 'sending', 'sent', 'printed', 'failed', 'unknown', 'cancelled'],
  'ui.batch.': ['running', 'paused', 'done', 'cancelled'],
  'ui.batch.title.': ['slot', 'now', 'order', 'reprint', 'supplement'],
  'ui.printer.': ['idle', 'printing', 'waiting', 'error'],
  'ui.evidence.': ['written', 'answer', 'none'],
  'ui.bench.state.': ['ready', 'open', 'bound', 'refused', 'intercepted'],
  'ui.bench.ready.': ['label_first', 'pre_numbered'],
  'ui.level.': ['go', 'look', 'stop'],
  'ui.need.': ['held', 'unknown_label', 'failed_label', 'import_problem', 'numbers_low', 'not_numbered', 'late_slot', 'intercepted', 'printed_unscanned', 'numbers_short', 'numbers_parked', 'numbers_to_void', 'number_source_trouble', 'slot_waiting', 'slot_asking', 'slot_check', 'roll_short', 'out_of_stock', 'parked_ready', 'merge_offer', 'merge_stopped'],
  'ui.slot.today.': ['closed', 'weekday', 'over', 'no_slots'],
  'ui.slot.done.': ['go', 'skip'],
  'ui.check.level.': ['ok', 'warn', 'stop'],
  'ui.goes_with.': ['slot', 'waiting_slot', 'supplement', 'deadline'],
  'ui.action.': ['hold', 'release', 'refuse', 'carrier', 'print', 'reprint', 'correct', 'delay'],
  'ui.number_source.': ['export', 'range', 'sheet', 'kdniao', 'bench', 'correction'],
  'ui.numbers.wish.ask.': ['number', 'again', 'cancel'],
  'ui.numbers.wish.done.': ['number', 'again', 'cancel'],
  'ui.numbers.wish.state.': ['refused', 'parked'],
  'ui.numbers.wish.': ['number', 'sorting_code', 'hub_name', 'reason', 'number.button', 'again.button', 'cancel.button'],
  'ui.numbers.void.': ['done', 'undo', 'done.done', 'undo.done'],
  'ui.numbers.void.how.': ['automatic', 'platform', 'phone'],
  'ui.numbers.void.state.': ['open', 'asked', 'done'],
  'ui.numbers.void.reason.': ['refused', 'order_ended', 'address_changed', 'replaced', 'not_needed', 'voided', 'corrected'],
  'ui.ship_file.': ['written', 'partly', 'uploaded', 'rejected', 'doubted', 'confirmed', 'dead'],
  'ui.ship_row.': ['pending', 'written', 'uploaded', 'confirmed', 'rejected', 'recalled', 'moved', 'doubted', 'gone'],
  'ui.ship_result.': ['uploaded', 'rejected', 'unchanged', 'unknown_order', 'unclear'],
  'ui.shipping.': ['uploaded', 'rejected', 'not-rejected', 'trusted', 'not-uploaded'],
  'ui.task.': ['correction', 'delay', 'done', 'not-done', 'withdraw'],
  'ui.task.did.': ['done', 'not-done', 'withdraw'],
  'ui.handover.': ['added', 'already'],
  'ui.today.': ['file', 'held', 'print', 'scan', 'ship'],
  'ui.today.state.': ['needs', 'now', 'working', 'waiting', 'done'],
  'ui.today.file.': ['importing', 'slot', 'never', 'old', 'fresh'],
  'ui.today.held.': ['held', 'none'],
  'ui.today.print.': ['unknown', 'printer', 'paused', 'running', 'waiting', 'asking', 'slot_ahead', 'ready', 'numbers', 'printed', 'none'],
  'ui.print.doubt.': ['printer', 'old', 'numbers', 'roll'],
  'ui.today.scan.': ['intercepted', 'unscanned', 'unscanned_stopped', 'bound', 'none'],
  'ui.today.ship.': ['troubled', 'rejected', 'doubted', 'written', 'due', 'delay', 'uploaded', 'confirmed', 'none'],
  'ui.day.left.': ['held', 'review', 'failed_label', 'out_of_stock', 'not_numbered', 'not_printed', 'queued', 'unknown_label', 'printed_unscanned', 'intercepted',
    'ship_waiting', 'not_uploaded', 'rejected', 'waiting_platform'],
  'ui.field.': ['name', 'phone', 'province', 'city', 'district', 'town', 'detail'],
  'ui.card.': ['to_ship', 'ready', 'printed_unscanned', 'bound', 'held', 'at_risk', 'intercepted', 'troubled'],
};

Object.assign(kFamilies, {
  'ui.stock.': ['back', 'undo', 'again', 'did.back', 'did.undo', 'did.again', 'ended.back', 'ended.undone'],
  'ui.merge.standing.': ['open', 'printed', 'bound', 'stopped', 'shipped'],
  'ui.order.kind.': ['exchange', 'gift'],
  'ui.bench.mark.': ['exchange', 'gift', 'merged'],
  'ui.stock.standing.': ['parked', 'waiting', 'ready'],
  'ui.bench.command.': ['confirm', 'undo', 'cancel', 'out', 'confirm.note', 'undo.note', 'cancel.note', 'out.note'],
});

const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().join(' ');

test('both languages have the same keys, with the same placeholders, none empty', () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  for (const key of Object.keys(zh)) {
    assert.notEqual(zh[key].trim(), '', key);
    assert.notEqual(en[key].trim(), '', key);
    assert.equal(placeholders(zh[key]), placeholders(en[key]), key);
  }
});

test('every key that a page names is in the table', () => {
  for (const [name, text] of scripts) {
    for (const [, key] of text.matchAll(/'((?:ui|bench\.next)\.[\w.]*\w)'/g)) assert.ok(key in zh, `${name} asks for ${key}`);
  }
});

test('every value of the interface that a page puts into words has one', () => {
  for (const [family, values] of Object.entries(kFamilies)) {
    for (const value of values) assert.ok(family + value in zh, family + value);
  }
});

test('Chinese texts are Chinese', () => {
  for (const [key, text] of Object.entries(zh)) {
    if (/[a-z]/i.test(text) && !/[\u4e00-\u9fff]/.test(text)) assert.fail(`${key}: ${text}`);
  }
});

test('no page has script or style inside, or markup from text', () => {
  for (const [name, text] of pages) {
    assert.doesNotMatch(text, /<style|style=|<script>|\son\w+=/, name);
    assert.doesNotMatch(text, /https?:\/\//, name);
  }
  for (const [name, text] of scripts) {
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/, name);
    assert.doesNotMatch(text.replace('http://www.w3.org/2000/svg', ''), /https?:\/\//, name);
  }
});
