// Reads a keyboard-wedge scanner from key events.
// Pure: no clock, no document; time is handed in. A key is read by where it sits on the keyboard (event.code), as
// on the US layout that scanners assume, never by what an input method makes of it (event.key is "Process" then).
// A scan ends by Enter, NumpadEnter, Tab, Ctrl+J or Ctrl+M; or, for scanners that send no suffix, by a pause after at
// least six keys that came as fast as no hand types. A slow hand works as well: it ends with Enter.

const kMap = new Map([
  ['Minus', '-_'], ['Equal', '=+'], ['BracketLeft', '[{'], ['BracketRight', ']}'], ['Backslash', '\\|'],
  ['Semicolon', ';:'], ['Quote', '\'"'], ['Backquote', '`~'], ['Comma', ',<'], ['Period', '.>'], ['Slash', '/?'],
  ['Space', '  '], ['NumpadAdd', '++'], ['NumpadSubtract', '--'], ['NumpadMultiply', '**'],
  ['NumpadDivide', '//'], ['NumpadDecimal', '..'],
]);
for (let i = 0; i < 26; ++i) {
  const letter = String.fromCharCode(97 + i);
  kMap.set(`Key${letter.toUpperCase()}`, letter + letter.toUpperCase());
}
for (let i = 0; i < 10; ++i) {
  kMap.set(`Digit${i}`, String(i) + ')!@#$%^&*('[i]);
  kMap.set(`Numpad${i}`, String(i) + String(i));
}

const kEnds = new Set(['Enter', 'NumpadEnter', 'Tab']);

/// The character of a key on the US layout; '' for keys that write nothing.
export function character(code, shift, key = '') {
  const pair = kMap.get(code);
  if (pair) return pair[shift ? 1 : 0];
  // Some on-screen and phone keyboards send no code at all; then the key is all there is.
  return code === '' && [...key].length === 1 ? key : '';
}

export class ScanDecoder {
  /// on_scan(text) gets each scan; on_partial(text), where given, what has been read so far.
  /// on_suffix() tells that this scanner ends its scans by a suffix; pass suffix_seen the next time, so that its first
  /// scan may stutter too.
  constructor({on_scan, on_partial, on_suffix, suffix_seen = false, idle_ms = 80, idle_with_suffix_ms = 250, min_length = 6, forget_ms = 5000,
    stray_ms = 1000}) {
    this.on_scan_ = on_scan;
    this.on_partial_ = on_partial ?? (() => {});
    this.idle_ms_ = idle_ms;
    this.idle_with_suffix_ms_ = idle_with_suffix_ms;
    this.min_length_ = min_length;
    this.forget_ms_ = forget_ms;
    this.stray_ms_ = stray_ms;
    this.on_suffix_ = on_suffix ?? (() => {});
    this.suffix_seen_ = suffix_seen; // a burst has ended by a suffix: such a scanner may stutter for longer
    this.shift_ = false;
    this.alt_code_ = null;
    this.clear_();
  }

  clear_() {
    this.text_ = '';
    this.last_ = 0;
    this.typed_ = false; // some pause was longer than a scanner's
    this.times_ = []; // when each key of text_ came
    this.burst_start_ = 0; // where the keys after the last long pause begin
  }

  idle_() {
    return this.suffix_seen_ ? this.idle_with_suffix_ms_ : this.idle_ms_;
  }

  /// True when there is something that the next suffix would end.
  get pending() {
    return this.text_ !== '';
  }

  /// What has been read so far.
  get text() {
    return this.text_;
  }

  /// When poll() should be called next, in the same clock as the events; null for never.
  get deadline() {
    if (this.text_ === '') return null;
    return this.last_ + (this.is_burst_() ? this.idle_() : this.forget_ms_);
  }

  is_burst_() {
    return !this.typed_ && this.text_.length >= this.min_length_;
  }

  /// A keydown. Answers true when the key was taken, so that the page must not act on it as well.
  key_down(event, now) {
    this.poll(now);
    const code = event.code ?? '';
    if (code === 'ShiftLeft' || code === 'ShiftRight') {
      this.shift_ = true;
      return false;
    }
    if (code === 'AltLeft') {
      this.alt_code_ = '';
      return false;
    }
    if (event.repeat) return this.pending;
    if (event.altKey && this.alt_code_ !== null && /^Numpad\d$/.test(code)) {
      this.alt_code_ += code.slice(6); // Alt+065: a scanner that wants to be independent of the layout
      return true;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) {
      const is_line_end = event.ctrlKey && !event.altKey && (code === 'KeyJ' || code === 'KeyM');
      return is_line_end && this.pending ? this.end_(now) : false;
    }
    if (kEnds.has(code) || (code === '' && kEnds.has(event.key))) return this.pending ? this.end_(now) : false;
    if (code === 'Backspace' && this.pending) {
      this.text_ = this.text_.slice(0, -1);
      this.times_.pop();
      this.typed_ = true;
      this.last_ = now;
      this.on_partial_(this.text_);
      return true;
    }
    if (code === 'Escape' && this.pending) {
      this.clear_();
      this.on_partial_('');
      return true;
    }
    const letter = character(code, event.shiftKey || this.shift_, event.key ?? '');
    if (letter === '' || (letter === ' ' && !this.pending)) return false;
    this.add_(letter, now);
    return true;
  }

  /// A keyup: shift let go, or Alt let go after digits of the number pad.
  key_up(event, now) {
    const code = event.code ?? '';
    if (code === 'ShiftLeft' || code === 'ShiftRight') this.shift_ = event.shiftKey === true;
    if (code === 'AltLeft' && this.alt_code_ !== null) {
      const value = Number(this.alt_code_ || 'NaN');
      this.alt_code_ = null;
      if (value === 13 || value === 10) {
        if (this.pending) this.end_(now);
      } else if (value >= 32 && value < 127) {
        this.add_(String.fromCharCode(value), now);
      }
    }
  }

  add_(letter, now) {
    const gap = now - this.last_;
    if (this.text_ !== '' && gap > this.idle_ms_) {
      this.typed_ = true;
      if (gap >= this.stray_ms_) this.burst_start_ = this.text_.length;
    }
    this.text_ += letter;
    this.last_ = now;
    this.times_.push(now);
    this.on_partial_(this.text_);
  }

  end_(now) {
    let text = this.text_;
    const tail = text.slice(this.burst_start_);
    const times = this.times_.slice(this.burst_start_);
    const is_fast = tail.length >= this.min_length_ && times.every((at, i) => i === 0 || at - times[i - 1] <= this.idle_ms_);
    if (this.burst_start_ > 0 && is_fast) text = tail; // a key leant on before the scan is no part of it
    if (is_fast && !this.suffix_seen_ && now - this.last_ <= this.idle_ms_) {
      this.suffix_seen_ = true;
      this.on_suffix_();
    }
    this.clear_();
    this.emit_(text);
    return true;
  }

  emit_(text) {
    const scan = text.trim();
    this.on_partial_('');
    if (scan !== '') this.on_scan_(scan);
  }

  /// Ends a burst without suffix, and forgets what nobody finished typing.
  poll(now) {
    const deadline = this.deadline;
    if (deadline === null || now < deadline) return;
    const text = this.text_;
    const was_scan = this.is_burst_();
    this.clear_();
    if (was_scan) this.emit_(text);
    else this.on_partial_('');
  }

  /// Keys held when the window lost the focus are never seen to be let go.
  lost_focus() {
    this.shift_ = false;
    this.alt_code_ = null;
  }
}
