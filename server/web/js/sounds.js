// What the packer hears. Right and wrong differ in pitch, rhythm and length, so that they are told apart across a noisy
// room and by people who hear only some of it; each refusal has a tune of its own (refusals.js).

import {tune_of} from './refusals.js';

const kLoud = {sine: 0.5, triangle: 0.4, square: 0.22, sawtooth: 0.28};

/// Puts the notes of {wave, tune} into `context`, beginning at `begin` seconds, through `output`. Also for an
/// OfflineAudioContext. Answers when the last note ends.
export function schedule(context, {wave, tune}, begin, output) {
  let at = begin;
  for (const [frequency, length_ms, gap_ms] of tune) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    const length = length_ms / 1000;
    const loud = kLoud[wave];
    oscillator.type = wave;
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loud, at + 0.008);
    gain.gain.setValueAtTime(loud, at + length - 0.02);
    gain.gain.linearRampToValueAtTime(0, at + length);
    oscillator.connect(gain).connect(output);
    oscillator.start(at);
    oscillator.stop(at + length + 0.005);
    at += length + gap_ms / 1000;
  }
  return at;
}

export class Sounds {
  constructor(on_ready) {
    this.on_ready_ = on_ready;
    this.context_ = null;
    this.playing_ = null;
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

  /// The tune of an outcome {kind, code}. The one before ends at once: two together would be neither.
  play(outcome) {
    if (!this.ready) return;
    const now = this.context_.currentTime;
    if (this.playing_) {
      this.playing_.gain.setValueAtTime(1, now);
      this.playing_.gain.linearRampToValueAtTime(0, now + 0.01);
    }
    this.playing_ = this.context_.createGain();
    this.playing_.connect(this.context_.destination);
    schedule(this.context_, tune_of(outcome), now + 0.015, this.playing_);
  }
}
