// A keyboard-wedge scanner: key events on the US layout, a shift of its own around each capital, Enter at the end.

const kKeys = new Map([['-', ['Minus', false]], ['_', ['Minus', true]], ['.', ['Period', false]], [':', ['Semicolon', true]],
  ['/', ['Slash', false]], ['?', ['Slash', true]], ['=', ['Equal', false]], [' ', ['Space', false]]]);

function key_of(letter) {
  if (/[a-z]/i.test(letter)) return [`Key${letter.toUpperCase()}`, /[A-Z]/.test(letter)];
  if (/\d/.test(letter)) return [`Digit${letter}`, false];
  return kKeys.get(letter);
}

/// Types `text` through the browser's own input, as a USB scanner does.
export async function scan(page, text, {suffix = 'Enter'} = {}) {
  for (const letter of text) {
    const [code, shift] = key_of(letter);
    await page.keyboard.press(shift ? `Shift+${code}` : code);
  }
  if (suffix) await page.keyboard.press(suffix);
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
