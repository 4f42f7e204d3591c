// What the packer hears. Right and wrong differ in pitch, rhythm and length, so that they are told apart
// across a noisy room and by people who hear only some of it.

const kTunes = {
  // [start in s, length in s, frequency in Hz, wave]
  go: [[0, 0.09, 988, 'sine'], [0.1, 0.16, 1319, 'sine']],
  look: [[0, 0.22, 587, 'triangle'], [0.3, 0.22, 587, 'triangle']],
  stop: [[0, 0.32, 175, 'sawtooth'], [0.4, 0.5, 131, 'sawtooth']],
  intercept: [0, 1, 2, 3].flatMap((i) => [[i * 0.5, 0.24, 740, 'square'], [i * 0.5 + 0.25, 0.24, 415, 'square']]),
};

export class Sounds {
  constructor(on_ready) {
    this.on_ready_ = on_ready;
    this.context_ = null;
  }

  get ready() {
    return this.context_?.state === 'running';
  }

  /// To be called inside a key press or click: browsers allow sound only from then on.
  async enable() {
    if (this.ready) return;
    try {
      this.context_ ??= new AudioContext();
      await this.context_.resume();
    } catch {
      return; // no sound device: the bench works by its colours and words
    }
    if (this.ready) this.on_ready_?.();
  }

  play(kind) {
    if (!this.ready) return;
    const begin = this.context_.currentTime + 0.01;
    for (const [start, length, frequency, wave] of kTunes[kind] ?? []) {
      const oscillator = this.context_.createOscillator();
      const gain = this.context_.createGain();
      oscillator.type = wave;
      oscillator.frequency.value = frequency;
      const at = begin + start;
      const loud = wave === 'sine' ? 0.5 : 0.28;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(loud, at + 0.008);
      gain.gain.setValueAtTime(loud, at + length - 0.02);
      gain.gain.linearRampToValueAtTime(0, at + length);
      oscillator.connect(gain).connect(this.context_.destination);
      oscillator.start(at);
      oscillator.stop(at + length + 0.02);
    }
  }
}
