// Live updates by server-sent events, and the knowledge of whether they still come.

import {get} from './api.js';

const kProbeAfterMs = 12000;

/// Calls handlers[name](data) for each event. on_state(live, since) tells when updates stop ("since" is the time of
/// the last sign of life) and when they come again. A connection that hangs without an error is found by asking the
/// server after 12 s of silence, since the comments that keep a stream open are not visible to a page.
/// A page that nobody sees (another tab is in front) gives its stream back and takes it again when it is seen: a
/// browser opens six connections to a server at most, for all its tabs together, so that seven streams stop them all.
export class Live {
  constructor(handlers, on_state) {
    this.handlers_ = handlers;
    this.on_state_ = on_state;
    this.live_ = null;
    this.last_ = Date.now();
    this.retry_ms_ = 500;
    if (!document.hidden) this.open_();
    document.addEventListener('visibilitychange', () => this.seen_());
    setInterval(() => this.probe_(), 4000);
  }

  seen_() {
    clearTimeout(this.timer_);
    if (document.hidden) {
      this.source_?.close();
      this.source_ = null;
      return;
    }
    if (this.source_) return;
    this.set_(false); // what is shown may be old: grey until the newest comes
    this.open_();
  }

  open_() {
    this.source_?.close();
    this.source_ = new EventSource('/api/v1/events');
    this.source_.onopen = () => {
      this.retry_ms_ = 500;
      this.alive_();
    };
    this.source_.onerror = () => {
      this.set_(false);
      if (this.source_?.readyState !== EventSource.CLOSED) return;
      this.again_();
      get('/api/v1/status').catch(() => {}); // The log-in may have ended: this leads to it.
    };
    for (const [name, handler] of Object.entries(this.handlers_)) {
      this.source_.addEventListener(name, (event) => {
        this.alive_();
        handler(JSON.parse(event.data));
      });
    }
  }

  again_() {
    clearTimeout(this.timer_);
    this.timer_ = setTimeout(() => this.open_(), this.retry_ms_);
    this.retry_ms_ = Math.min(this.retry_ms_ * 2, 5000);
  }

  alive_() {
    this.last_ = Date.now();
    this.set_(true);
  }

  async probe_() {
    if (!this.source_ || Date.now() - this.last_ < kProbeAfterMs) return;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), 3000);
    try {
      await fetch('/healthz', {cache: 'no-store', signal: abort.signal});
      if (this.source_?.readyState === EventSource.OPEN) this.alive_();
    } catch {
      this.set_(false);
      if (!document.hidden) this.open_();
    } finally {
      clearTimeout(timer);
    }
  }

  set_(live) {
    if (live === this.live_) return;
    this.live_ = live;
    this.on_state_(live, this.last_);
  }
}
