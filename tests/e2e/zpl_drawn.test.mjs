// ZPL as another program draws it: the labels that `packbench encode --language zpl` writes, drawn by zpl-renderer-js (zebrash), are
// dot for dot the pictures they were made of, and zbarimg reads the number off them.

import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {webcrypto} from 'node:crypto';

globalThis.crypto ??= webcrypto;  // Node.js 18 has no global one, and the renderer wants it.
const {ready} = createRequire(import.meta.url)('zpl-renderer-js');

const program = process.env.PACKBENCH_PROGRAM;
const folder = mkdtempSync(join(tmpdir(), 'packbench-zpl-'));
const at = (name) => join(folder, name);
const packbench = (...words) => execFileSync(program, words, {cwd: folder, stdio: ['ignore', 'pipe', 'pipe']});
// ESC/POS carries the dots as they are: two pictures are the same where its bytes are.
const dots = (png) => {
  packbench('encode', png, '--language', 'escpos', '-o', at('dots.bin'));
  return readFileSync(at('dots.bin'));
};

after(() => {
  rmSync(folder, {recursive: true, force: true});
  setTimeout(() => process.exit(), 100).unref();  // The renderer keeps its engine running.
});

const label = new URL('../../docs/images/label-100x150.png', import.meta.url).pathname;
for (const [form, options] of [['hexadecimal', ['--language', 'zpl']], ['Z64', ['--model', 'zebra-zd421']]]) {
  test(`a label in ${form} is drawn dot for dot and read`, async () => {
    const {api} = await ready;
    packbench('encode', label, ...options, '-o', at('label.zpl'));
    const png = await api.zplToBase64Async(readFileSync(at('label.zpl'), 'latin1'), 100, 150, 8);
    writeFileSync(at('drawn.png'), Buffer.from(png, 'base64'));
    assert.ok(dots(at('drawn.png')).equals(dots(label)), 'other dots');
    const read = execFileSync('zbarimg', ['-q', '--raw', '-Sdisable', '-Scode128.enable', at('drawn.png')],
      {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
    assert.equal(read.trim(), 'SF1385628716739');
  });
}

test('a dot more is noticed', async () => {
  const {api} = await ready;
  packbench('encode', label, '--language', 'zpl', '-o', at('label.zpl'));
  const zpl = readFileSync(at('label.zpl'), 'latin1').replace('^PQ', '^FO700,1100^GB9,9,9^FS^PQ');
  writeFileSync(at('drawn.png'), Buffer.from(await api.zplToBase64Async(zpl, 100, 150, 8), 'base64'));
  assert.ok(!dots(at('drawn.png')).equals(dots(label)));
});
