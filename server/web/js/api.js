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

/// To the log-in, and back here afterwards.
export function leave_for_login() {
  const {pathname, search} = window.location;
  if (pathname === '/login' || pathname === '/setup') return;
  window.location.replace(`/login?back=${encodeURIComponent(pathname + search)}`);
}

let asked_session = null;

/// Who is logged in here: {set_up, here, user, role, page_key, open_bench, shop, doors}. Asked for once a page.
export function session(anew = false) {
  if (anew || !asked_session) {
    asked_session = get('/api/v1/session');
    asked_session.catch(() => {
      asked_session = null;
    });
  }
  return asked_session;
}

/// The headers of a change: proof that this page asks, and not another one in the same browser.
async function change_headers(type) {
  const {page_key} = await session();
  return {'Content-Type': type, 'X-Packbench': '1', ...(page_key ? {'X-Packbench-Key': page_key} : {})};
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function failure(status, json) {
  const error = new ApiError(status, json?.error);
  if (error.key === 'error.login_needed') leave_for_login();
  return error;
}

async function call(method, path, body, timeout_ms, again = true) {
  const headers = method === 'POST' ? await change_headers('application/json') : {};
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout_ms);
  let answer;
  let text;
  try {
    answer = await fetch(path, {method, cache: 'no-store', signal: abort.signal, headers,
      body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined});
    text = await answer.text();
  } catch {
    throw new ApiError(0, null);
  } finally {
    clearTimeout(timer);
  }
  const json = parsed(text);
  if (answer.ok && json === null) throw new ApiError(answer.status, {message: `no JSON from ${path}`});
  if (answer.ok) return json;
  // Somebody logged in anew in another tab: this page's key is the old one's.
  if (again && json?.error?.key === 'error.page_key') {
    await session(true);
    return call(method, path, body, timeout_ms, false);
  }
  throw failure(answer.status, json);
}

export function get(path, timeout_ms = 15000) {
  return call('GET', path, null, timeout_ms);
}

export function post(path, body, timeout_ms = 15000) {
  return call('POST', path, body, timeout_ms);
}

/// Sends a file; on_progress(share) gets 0 to 1. By XMLHttpRequest, since fetch does not tell how much has gone.
export async function send_file(path, file, on_progress) {
  const headers = await change_headers('application/octet-stream');
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) on_progress(event.loaded / event.total);
    };
    request.onload = () => {
      const json = parsed(request.responseText);
      if (request.status < 300 && json) done(json);
      else failed(failure(request.status, json));
    };
    request.onerror = () => failed(new ApiError(0, null));
    request.send(file);
  });
}

export const order_path = (order) => `/api/v1/orders/${encodeURIComponent(order)}`;
