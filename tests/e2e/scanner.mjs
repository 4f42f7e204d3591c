// A keyboard-wedge scanner: key events on the US layout, a shift of its own around each capital, Enter at the end.

const kKeys = new Map([['-', ['Minus', false]], ['_', ['Minus', true]], ['.', ['Period', false]], [':', ['Semicolon', true]],
  ['/', ['Slash', false]], ['?', ['Slash', true]], ['=', ['Equal', false]], [' ', ['Space', false]]]);

function key_of(letter) {
  if (/[a-z]/i.test(letter)) return [`Key${letter.toUpperCase()}`, /[A-Z]/.test(letter)];
  if (/\d/.test(letter)) return [`Digit${letter}`, false];
  return kKeys.get(letter);
}

const sessions = new WeakMap();

/// Types `text` through the browser's own input, as a USB scanner does: all keys on their way before the first answer.
export async function scan(page, text, {suffix = 'Enter'} = {}) {
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  const session = sessions.get(page);
  const sent = [];
  const send = (type, code, more = {}) => sent.push(session.send('Input.dispatchKeyEvent', {type, code, ...more}));
  for (const letter of text) {
    const [code, shift] = key_of(letter);
    const modifiers = shift ? 8 : 0;
    if (shift) send('rawKeyDown', 'ShiftLeft', {key: 'Shift', modifiers: 8});
    send('keyDown', code, {key: letter, text: letter, modifiers});
    send('keyUp', code, {key: letter, modifiers});
    if (shift) send('keyUp', 'ShiftLeft', {key: 'Shift'});
  }
  if (suffix) {
    send('keyDown', suffix, {key: suffix, text: suffix === 'Enter' ? '\r' : ''});
    send('keyUp', suffix, {key: suffix});
  }
  await Promise.all(sent);
}

/// The same while a Chinese input method is on: every key says "Process" (229) and a composition begins.
export async function scan_with_input_method(page, text) {
  const keys = [...text].map(key_of);
  await page.evaluate((list) => {
    const target = document.activeElement ?? document.body;
    const send = (type, code, shiftKey) => target.dispatchEvent(new KeyboardEvent(type,
      {code, key: 'Process', keyCode: 229, shiftKey, isComposing: true, bubbles: true, cancelable: true}));
    target.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
    for (const [code, shift] of list) {
      send('keydown', code, shift);
      send('keyup', code, shift);
    }
    target.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true}));
    send('keydown', 'Enter', false);
  }, keys);
}
