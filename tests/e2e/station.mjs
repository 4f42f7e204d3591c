// Starts and stops the real program on a prepared demo folder, on a free port.

import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const kRoot = resolve(fileURLToPath(new URL('../..', import.meta.url)));

function free_port() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => done(port));
    });
  });
}

/// The demo folder: PACKBENCH_DEMO_DIR where it is given (it is changed by the test!), else a new one
/// made by the same command that `./dev demo` uses.
function demo_folder() {
  if (process.env.PACKBENCH_DEMO_DIR) return {folder: resolve(process.env.PACKBENCH_DEMO_DIR), ours: false};
  const folder = join(mkdtempSync(join(tmpdir(), 'packbench-pages-')), 'demo');
  const made = spawnSync(join(kRoot, 'dev'), ['demo', '--prepare-only', folder], {encoding: 'utf8'});
  if (made.status !== 0) throw new Error(`./dev demo --prepare-only failed:\n${made.stdout}${made.stderr}`);
  return {folder, ours: true};
}

async function answers(url, ready, limit_ms) {
  const end = Date.now() + limit_ms;
  for (;;) {
    try {
      const response = await fetch(url);
      if (response.ok && await ready(response)) return;
    } catch {
      // not listening yet
    }
    if (Date.now() > end) throw new Error(`${url} was not ready within ${limit_ms} ms`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

export class Station {
  /// Starts `packbench serve` and waits until the demo's orders are in. PACKBENCH_PROGRAM names another program.
  /// `orders: false` does not wait for orders. edit(text) may change the settings before; `words` are further words of the command line.
  static async start({edit = (text) => text, words = [], orders = true} = {}) {
    const station = new Station();
    const {folder, ours} = demo_folder();
    station.folder = folder;
    station.ours_ = ours;
    const port = await free_port();
    station.url = `http://127.0.0.1:${port}`;
    const config = join(folder, 'packbench.toml');
    if (!existsSync(config)) throw new Error(`${config} is missing: the demo folder was not prepared`);
    const text = readFileSync(config, 'utf8');
    if (!/^port\s*=/m.test(text)) throw new Error(`${config} names no port`);
    writeFileSync(config, edit(text.replace(/^port\s*=.*$/m, `port = ${port}`)));
    station.port = port;
    const program = process.env.PACKBENCH_PROGRAM ?? join(kRoot, 'build/release/packbench');
    station.log_file_ = join(folder, 'serve.log');
    const log = openSync(station.log_file_, 'a');
    station.process_ = spawn(program, ['serve', '--config', config, ...words], {stdio: ['ignore', log, log]});
    station.ended_ = new Promise((done) => station.process_.on('exit', (code, signal) => done({code, signal})));
    station.process_.on('error', () => {});
    try {
      await answers(`${station.url}/healthz`, () => true, 20000);
      if (orders) await answers(`${station.url}/api/v1/status`, async (response) => (await response.json()).counts.to_ship > 0, 30000);
    } catch (error) {
      const message = `${error.message}\n${station.log()}`;
      await station.stop();
      throw new Error(message);
    }
    return station;
  }

  /// The last lines of the program's log.
  log() {
    return readFileSync(this.log_file_, 'utf8').split('\n').slice(-30).join('\n');
  }

  async get(path) {
    const response = await fetch(this.url + path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async post(path, body) {
    const response = await fetch(this.url + path, {method: 'POST', body: JSON.stringify(body),
      headers: {'Content-Type': 'application/json', 'X-Packbench': '1'}});
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async orders(state = '') {
    const all = [];
    for (let page = 1, pages = 1; page <= pages; ++page) {
      const answer = await this.get(`/api/v1/orders?state=${state}&page=${page}`);
      pages = answer.pages;
      all.push(...answer.orders);
    }
    return all;
  }

  /// Asks the program to end; answers how it did and after how many ms. Forces it after ten seconds.
  async stop() {
    const begin = Date.now();
    this.process_.kill('SIGTERM');
    const force = setTimeout(() => this.process_.kill('SIGKILL'), 10000);
    const end = await this.ended_;
    clearTimeout(force);
    return {...end, ms: Date.now() - begin};
  }

  remove() {
    if (this.ours_ && !process.env.PACKBENCH_KEEP) rmSync(resolve(this.folder, '..'), {recursive: true, force: true});
  }
}
