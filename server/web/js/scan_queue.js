// Sends scans one after the other, in order; each with a key of its own that stays the same when it is sent again,
// so that a scan whose answer was lost counts once.

/// A random version 4 UUID. Not crypto.randomUUID(): that one exists on https pages only.
export function uuid(random = (bytes) => crypto.getRandomValues(bytes)) {
  const bytes = random(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export class ScanQueue {
  /// send(text, key) answers the bench's view, or throws. No answer, or 502 to 504, is tried again (after 0.2 s,
  /// doubling up to 3 s, without end); 500 three times only, since a scan that breaks the server must not block
  /// those behind it. on_answer(view, text, ms), on_refused(error, text),
  /// on_waiting(count) when a scan waits for the server, with 0 when none does.
  constructor({send, on_answer, on_refused, on_waiting, wait = (ms) => new Promise((done) => setTimeout(done, ms)),
    now = () => performance.now(), limit = 50}) {
    Object.assign(this, {send, on_answer, on_refused, on_waiting, wait, now, limit});
    this.queue_ = [];
    this.running_ = false;
  }

  get length() {
    return this.queue_.length;
  }

  /// False when 50 scans wait already: the page must say so, since this one is not kept.
  push(text) {
    if (this.queue_.length >= this.limit) return false;
    this.queue_.push({text, key: uuid()});
    if (!this.running_) this.run_();
    return true;
  }

  async run_() {
    this.running_ = true;
    while (this.queue_.length > 0) {
      await this.one_(this.queue_[0]);
      this.queue_.shift();
    }
    this.running_ = false;
  }

  async one_(scan) {
    const start = this.now();
    for (let pause = 200, broken = 0;; pause = Math.min(pause * 2, 3000)) {
      try {
        const view = await this.send(scan.text, scan.key);
        this.on_waiting(0);
        this.on_answer(view, scan.text, this.now() - start);
        return;
      } catch (error) {
        if (error.status === 500) ++broken;
        if (!(error.offline || error.status >= 500) || broken >= 3) {
          this.on_waiting(0);
          this.on_refused(error, scan.text);
          return;
        }
        this.on_waiting(this.queue_.length);
      }
      await this.wait(pause);
    }
  }
}
