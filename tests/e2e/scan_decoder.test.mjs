// The scan decoder and the scan queue alone: tables of key events as scanners, hands and input methods make them.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {character, ScanDecoder} from '../../server/web/js/scan_decoder.js';

const kCodes = new Map([['-', 'Minus'], ['.', 'Period'], [':', 'Semicolon'], ['/', 'Slash'], ['?', 'Slash'], ['=', 'Equal'],
  ['&', 'Digit7'], ['_', 'Minus'], [' ', 'Space'], ['%', 'Digit5'], ['$', 'Digit4'], ['+', 'Equal'], ['#', 'Digit3'], ['*', 'Digit8'], ['@', 'Digit2']]);
const kShifted = ':?&_%$+#*@';

function code_of(letter) {
  if (/[a-z]/i.test(letter)) return `Key${letter.toUpperCase()}`;
  if (/\d/.test(letter)) return `Digit${letter}`;
  return kCodes.get(letter);
}

/// What a keyboard-wedge scanner sends for `text`: a shift of its own around each capital. `gap` in ms per key.
class Wedge {
  constructor(options = {}) {
    this.scans = [];
    this.partial = '';
    this.now = 1000;
    this.decoder = new ScanDecoder({on_scan: (text) => this.scans.push(text), on_partial: (text) => {
      this.partial = text;
    }, ...options});
  }

  down(code, more = {}) {
    return this.decoder.key_down({code, key: '', shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, repeat: false, ...more}, this.now);
  }

  up(code, more = {}) {
    this.decoder.key_up({code, shiftKey: false, ...more}, this.now);
  }

  type(text, {gap = 5, key, shift_flag = true} = {}) {
    for (const letter of text) {
      const shift = /[A-Z]/.test(letter) || kShifted.includes(letter);
      if (shift) this.down('ShiftLeft', {shiftKey: true});
      this.down(code_of(letter), {shiftKey: shift && shift_flag, key: key ?? letter});
      this.up(code_of(letter), {shiftKey: shift});
      if (shift) this.up('ShiftLeft');
      this.now += gap;
    }
    return this;
  }

  press(code, more) {
    const taken = this.down(code, more);
    this.up(code);
    return taken;
  }

  wait(ms) {
    this.now += ms;
    this.decoder.poll(this.now);
    return this;
  }
}

const kScans = ['SF1385628716739', '78412345678906', 'JT0012345678901', 'P769016448230391020', 'PB:CONFIRM', '300A-G262-00-F3',
  'https://example.com/a?b=1&c=%20', '6901234567892', 'a.b_c+d$e/f', 'YT 123 456'];

for (const text of kScans) {
  for (const suffix of ['Enter', 'NumpadEnter', 'Tab']) {
    test(`reads "${text}" ended by ${suffix}`, () => {
      const wedge = new Wedge();
      wedge.type(text);
      assert.equal(wedge.press(suffix), true);
      assert.deepEqual(wedge.scans, [text]);
    });
  }
  test(`reads "${text}" while an input method turns every key into Process`, () => {
    const wedge = new Wedge();
    wedge.type(text, {key: 'Process'}).press('Enter', {key: 'Process'});
    assert.deepEqual(wedge.scans, [text]);
  });
  test(`reads "${text}" without a suffix after 80 ms of silence`, () => {
    const wedge = new Wedge();
    wedge.type(text);
    wedge.wait(70);
    assert.deepEqual(wedge.scans, []);
    wedge.wait(10);
    assert.deepEqual(wedge.scans, [text]);
  });
}

test('reads shift from its own key events when the event does not carry it', () => {
  const wedge = new Wedge();
  wedge.type('SF12_A', {shift_flag: false}).press('Enter');
  assert.deepEqual(wedge.scans, ['SF12_A']);
});

test('knows the keys of the US layout', () => {
  const table = [['KeyA', false, 'a'], ['KeyZ', true, 'Z'], ['Digit1', true, '!'], ['Digit0', true, ')'], ['Minus', true, '_'],
    ['Numpad7', true, '7'], ['NumpadDecimal', false, '.'], ['NumpadSubtract', false, '-'], ['Quote', true, '"'], ['Backslash', false, '\\'],
    ['F5', false, ''], ['Escape', false, ''], ['ArrowUp', false, ''], ['MetaLeft', false, '']];
  for (const [code, shift, wanted] of table) assert.equal(character(code, shift), wanted, `${code} ${shift}`);
  assert.equal(character('', false, 'x'), 'x', 'a phone keyboard sends no code');
  assert.equal(character('', false, 'Unidentified'), '');
});

test('keeps two scans apart that follow each other at once', () => {
  const wedge = new Wedge();
  wedge.type('78412345678906').press('Enter');
  wedge.type('78412345678907').press('Enter');
  assert.deepEqual(wedge.scans, ['78412345678906', '78412345678907']);
});

test('keeps two scans without suffix apart by the pause between them, even when no timer ran', () => {
  const wedge = new Wedge();
  wedge.type('78412345678906');
  wedge.now += 200;
  wedge.type('78412345678907').wait(90);
  assert.deepEqual(wedge.scans, ['78412345678906', '78412345678907']);
});

test('a slow hand may type and is ended by Enter only', () => {
  const wedge = new Wedge();
  wedge.type('SF1385628716739', {gap: 400});
  wedge.wait(1000);
  assert.deepEqual(wedge.scans, []);
  assert.equal(wedge.partial, 'SF1385628716739');
  wedge.press('Enter');
  assert.deepEqual(wedge.scans, ['SF1385628716739']);
});

test('Backspace and Escape correct what a hand types', () => {
  const wedge = new Wedge();
  wedge.type('7841x', {gap: 300});
  wedge.press('Backspace');
  wedge.type('2', {gap: 300}).press('Enter');
  wedge.type('999', {gap: 300});
  assert.equal(wedge.press('Escape'), true);
  wedge.press('Enter');
  assert.deepEqual(wedge.scans, ['78412']);
});

test('what nobody finishes is forgotten after five seconds', () => {
  const wedge = new Wedge();
  wedge.type('abc', {gap: 300});
  wedge.wait(5000);
  assert.equal(wedge.decoder.pending, false);
  wedge.type('78412345678906').press('Enter');
  assert.deepEqual(wedge.scans, ['78412345678906']);
});

test('a key leant on before the scan is no part of it', () => {
  const wedge = new Wedge();
  wedge.type('q');
  wedge.wait(1500);
  wedge.type('78412345678906').press('Enter');
  assert.deepEqual(wedge.scans, ['78412345678906']);
});

test('five keys in a burst are no scan without a suffix, six are', () => {
  const five = new Wedge();
  five.type('12345').wait(500);
  assert.deepEqual(five.scans, []);
  const six = new Wedge();
  six.type('123456').wait(80);
  assert.deepEqual(six.scans, ['123456']);
});

test('a scanner known to send a suffix may stutter for 200 ms', () => {
  const wedge = new Wedge();
  wedge.type('78412345678906').press('Enter');
  wedge.type('7841234');
  wedge.wait(200);
  wedge.type('5678907').press('Enter');
  assert.deepEqual(wedge.scans, ['78412345678906', '78412345678907']);
});

test('tells once that the scanner sends a suffix, and is patient from the first key when it is told so', () => {
  let told = 0;
  const first = new Wedge({on_suffix: () => ++told});
  first.type('78412345678906').press('Enter');
  first.type('78412345678907').press('Enter');
  assert.equal(told, 1);
  const next = new Wedge({suffix_seen: true});
  next.type('7841234').wait(200);
  next.type('5678906').press('Enter');
  assert.deepEqual(next.scans, ['78412345678906']);
  const hand = new Wedge({on_suffix: () => assert.fail('a hand is no scanner')});
  hand.type('784123456', {gap: 200}).press('Enter');
});

test('leaves keys alone that are no part of a scan', () => {
  const wedge = new Wedge();
  for (const code of ['F5', 'F11', 'Escape', 'ArrowDown', 'PageUp', 'Enter', 'Tab', 'Backspace', 'Space']) {
    assert.equal(wedge.press(code), false, code);
  }
  assert.equal(wedge.press('KeyR', {ctrlKey: true}), false, 'Ctrl+R reloads the page');
  assert.equal(wedge.press('KeyA', {metaKey: true}), false);
  assert.deepEqual(wedge.scans, []);
});

test('a held key does not repeat into a scan', () => {
  const wedge = new Wedge();
  wedge.down('Digit7');
  for (let i = 0; i < 20; ++i) {
    wedge.now += 30;
    wedge.down('Digit7', {repeat: true});
  }
  wedge.press('Enter');
  assert.deepEqual(wedge.scans, ['7']);
});

test('Ctrl+J and Ctrl+M end a scan, as some scanners send line ends', () => {
  for (const code of ['KeyJ', 'KeyM']) {
    const wedge = new Wedge();
    wedge.type('78412345678906');
    assert.equal(wedge.press(code, {ctrlKey: true}), true);
    assert.deepEqual(wedge.scans, ['78412345678906']);
  }
});

test('reads Alt codes of the number pad', () => {
  const wedge = new Wedge();
  for (const value of ['083', '070', '049', '050', '045', '065', '013']) {
    wedge.down('AltLeft', {altKey: true});
    for (const digit of value) wedge.press(`Numpad${digit}`, {altKey: true});
    wedge.up('AltLeft');
    wedge.now += 5;
  }
  assert.deepEqual(wedge.scans, ['SF12-A']);
});

test('a shift held while the window lost the focus is let go', () => {
  const wedge = new Wedge();
  wedge.down('ShiftLeft', {shiftKey: true});
  wedge.decoder.lost_focus();
  wedge.type('123456').press('Enter');
  assert.deepEqual(wedge.scans, ['123456']);
});

test('asks to be polled only when something waits', () => {
  const wedge = new Wedge();
  assert.equal(wedge.decoder.deadline, null);
  wedge.type('123456');
  assert.equal(wedge.decoder.deadline, wedge.now - 5 + 80);
  wedge.press('Enter');
  assert.equal(wedge.decoder.deadline, null);
});
