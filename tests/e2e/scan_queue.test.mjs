// The scan queue alone: order, the key that stays the same, and what is tried again.

import assert from 'node:assert/strict';
import {webcrypto} from 'node:crypto';
import {test} from 'node:test';
import {ScanQueue, uuid} from '../../server/web/js/scan_queue.js';

globalThis.crypto ??= webcrypto;  // Every browser has it; Node.js only from version 19 on.

const failure = (more) => Object.assign(new Error('failed'), {offline: false, status: 0, ...more});

/// Answers by a list: an error is thrown, anything else is the answer. Ends with "view" for ever.
class Bench {
  constructor(answers, options = {}) {
    this.sent = [];
    this.log = [];
    this.waits = [];
    this.waiting = [];
    this.queue = new ScanQueue({
      send: async (text, key) => {
        this.sent.push([text, key]);
        const answer = answers.length > 0 ? answers.shift() : 'view';
        if (answer instanceof Error) throw answer;
        return answer;
      },
      on_answer: (view, text) => this.log.push(`answer ${text}`),
      on_refused: (error, text) => this.log.push(`refused ${text} ${error.status}`),
      on_waiting: (count) => this.waiting.push(count),
      wait: async (ms) => {
        this.waits.push(ms);
      },
      now: () => 0,
      ...options,
    });
  }

  async done() {
    while (this.queue.length > 0) await new Promise((next) => setImmediate(next));
  }
}

test('sends scans in order, one at a time', async () => {
  const bench = new Bench([]);
  for (const text of ['A', 'B', 'C']) assert.equal(bench.queue.push(text), true);
  assert.equal(bench.sent.length, 1);
  await bench.done();
  assert.deepEqual(bench.log, ['answer A', 'answer B', 'answer C']);
  assert.equal(new Set(bench.sent.map(([, key]) => key)).size, 3);
});

test('the same text scanned twice is two scans with two keys', async () => {
  const bench = new Bench([]);
  bench.queue.push('A');
  bench.queue.push('A');
  await bench.done();
  assert.notEqual(bench.sent[0][1], bench.sent[1][1]);
});

for (const [name, more] of [['no answer', {offline: true}], ['502', {status: 502}], ['503', {status: 503}]]) {
  test(`sends again with the same key after ${name}, before the scan behind it`, async () => {
    const bench = new Bench([failure(more), failure(more)]);
    bench.queue.push('A');
    bench.queue.push('B');
    await bench.done();
    assert.deepEqual(bench.sent.map(([text]) => text), ['A', 'A', 'A', 'B']);
    assert.equal(new Set(bench.sent.slice(0, 3).map(([, key]) => key)).size, 1);
    assert.deepEqual(bench.waits, [200, 400]);
    assert.equal(Math.max(...bench.waiting), 2);
    assert.equal(bench.waiting.at(-1), 0);
  });
}

test('waits three seconds at most between two tries', async () => {
  const bench = new Bench(Array.from({length: 12}, () => failure({offline: true})));
  bench.queue.push('A');
  await bench.done();
  assert.equal(bench.waits.length, 12);
  assert.equal(Math.max(...bench.waits), 3000);
});

test('a refusal is shown and does not block what follows', async () => {
  const bench = new Bench([failure({status: 404})]);
  bench.queue.push('A');
  bench.queue.push('B');
  await bench.done();
  assert.deepEqual(bench.log, ['refused A 404', 'answer B']);
});

test('a scan that breaks the server is tried three times', async () => {
  const bench = new Bench(Array.from({length: 3}, () => failure({status: 500})));
  bench.queue.push('A');
  bench.queue.push('B');
  await bench.done();
  assert.deepEqual(bench.log, ['refused A 500', 'answer B']);
});

test('says so when too many scans wait', async () => {
  const bench = new Bench([], {limit: 2});
  assert.deepEqual(['A', 'B', 'C'].map((text) => bench.queue.push(text)), [true, true, false]);
  await bench.done();
  assert.deepEqual(bench.log, ['answer A', 'answer B']);
});

test('keys are version 4 UUIDs', () => {
  assert.match(uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(uuid((bytes) => bytes.fill(255)), 'ffffffff-ffff-4fff-bfff-ffffffffffff');
});
