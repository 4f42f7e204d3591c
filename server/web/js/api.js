// The HTTP interface of docs/api.md, for pages.

import {t_first} from './text.js';

/// What a request came back with when it was not a success. `offline` means that there was no answer at all.
export class ApiError extends Error {
  constructor(status, body) {
    super(body?.message || `HTTP ${status}`);
    this.status = status;
    this.offline = status === 0;
    this.code = body?.code ?? '';
    this.key = body?.key ?? '';
    this.params = body?.params ?? {};
  }

  /// The sentence for people, in the page's language.
  text() {
    if (this.offline) return t_first(['ui.error.offline'], {}, 'The station does not answer.');
    return t_first([this.key], this.params, this.message);
  }
}

async function call(method, path, body, timeout_ms) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout_ms);
  let answer;
  let text;
  try {
    answer = await fetch(path, {
      method,
      cache: 'no-store',
      signal: abort.signal,
      headers: method === 'POST' ? {'Content-Type': 'application/json', 'X-Packbench': '1'} : {},
      body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
    });
    text = await answer.text();
  } catch {
    throw new ApiError(0, null);
  } finally {
    clearTimeout(timer);
  }
  let json = null;
  try {
    json = JSON.parse(text);
  } catch {
    if (answer.ok) throw new ApiError(answer.status, {message: `no JSON from ${path}`});
  }
  if (!answer.ok) throw new ApiError(answer.status, json?.error);
  return json;
}

export function get(path, timeout_ms = 15000) {
  return call('GET', path, null, timeout_ms);
}

export function post(path, body, timeout_ms = 15000) {
  return call('POST', path, body, timeout_ms);
}

export const order_path = (order) => `/api/v1/orders/${encodeURIComponent(order)}`;
