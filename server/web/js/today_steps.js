// Where the day stands: five steps, each with a state, from what the station says. Pure: no page, no clock.

const kDay = (time) => new Date(Date.parse(time) + 8 * 3600e3).toISOString().slice(0, 10); // Beijing has no summer time

/// States: "needs" a person before it goes on, "now" is the thing to do, "working" goes on by itself, "waiting" for a
/// step before it or for a time, "done". `why` names the sentence ui.today.<step>.<why> with `params`.
function file_step(s) {
  if (s.facts.importing) return {state: 'working', why: 'importing', params: {n: s.facts.importing.taken, total: s.facts.importing.orders}};
  if (s.open_slots.some((slot) => slot.state === 'waiting')) return {state: 'needs', why: 'slot', params: {}, time: s.open_slots.find((slot) => slot.state === 'waiting').fresh_since};
  if (!s.as_of) return {state: 'now', why: 'never', params: {}};
  if (kDay(s.as_of) !== kDay(s.now)) return {state: 'now', why: 'old', params: {}, time: s.as_of};
  return {state: 'done', why: 'fresh', params: {}, time: s.as_of};
}

function held_step(s) {
  const count = s.counts.held + s.counts.review;
  if (count > 0) return {state: 'needs', count, why: 'held', params: {held: s.counts.held, review: s.counts.review}};
  return {state: s.as_of ? 'done' : 'waiting', count, why: 'none', params: {}};
}

function print_step(s) {
  const {counts, batch} = s;
  const count = counts.ready + counts.queued;
  const broken = s.printers.find((printer) => printer.state === 'error');
  if (counts.unknown > 0) return {state: 'needs', stop: true, count, why: 'unknown', params: {n: counts.unknown}};
  if (broken && count > 0) return {state: 'needs', stop: true, count, why: 'printer', params: {printer: broken.name}, message: broken.message};
  if (batch?.state === 'paused') return {state: 'needs', count, why: 'paused', params: {}};
  if (batch) return {state: 'working', count: batch.total - batch.printed - batch.sent, why: 'running', params: {n: batch.printed + batch.sent, total: batch.total}};
  const open = s.open_slots[0];
  if (open) return {state: 'needs', count: open.expected, why: open.state, params: {}, slot: open};
  const missing = (s.facts.numbers_forecast ?? []).reduce((sum, carrier) => sum + Math.max(0, carrier.missing), 0);
  if (counts.ready > 0 && missing >= counts.ready) return {state: 'needs', count, why: 'numbers', params: {n: counts.ready}};
  if (counts.ready > 0) return {state: 'now', count, why: s.next_batch ? 'slot_ahead' : 'ready', params: {n: counts.ready, title: s.next_batch?.title ?? ''}};
  const printed = s.hours.reduce((sum, hour) => sum + hour.printed, 0);
  return {state: printed > 0 ? 'done' : 'waiting', count, why: printed > 0 ? 'printed' : 'none', params: {n: printed}};
}

function scan_step(s) {
  const count = s.counts.printed_unscanned;
  const bound = s.hours.reduce((sum, hour) => sum + hour.bound, 0);
  const stopped = s.counts.intercepted_paper; // boxes on the table; what has no label yet is no matter of this step
  if (count > 0) return {state: 'now', count, why: stopped > 0 ? 'unscanned_stopped' : 'unscanned', params: {n: count, bound, stopped}, stopped};
  if (stopped > 0) return {state: bound > 0 ? 'done' : 'waiting', count, why: 'intercepted', params: {n: stopped, bound}, stopped};
  return {state: bound > 0 ? 'done' : 'waiting', count, why: bound > 0 ? 'bound' : 'none', params: {bound}};
}

function ship_step(s) {
  const {waiting, due, written, uploaded, rejected, doubted, troubled} = s.shipping;
  const count = waiting + due + written + rejected;
  if (troubled > 0) return {state: 'needs', stop: true, count, why: 'troubled', params: {n: troubled}};
  if (rejected > 0) return {state: 'needs', stop: true, count, why: 'rejected', params: {n: rejected}};
  if (doubted > 0) return {state: 'needs', count, why: 'doubted', params: {n: doubted}};
  if (written > 0) return {state: 'now', count, why: 'written', params: {n: written}};
  if (due > 0) return {state: 'now', count, why: 'due', params: {n: due}};
  if (waiting > 0) return {state: 'waiting', count, why: 'delay', params: {n: waiting}};
  if (uploaded > 0) return {state: 'waiting', count, why: 'uploaded', params: {n: uploaded}};
  const shipped = s.hours.some((hour) => hour.shipped > 0); // today; nothing of it is open any more
  return {state: shipped ? 'done' : 'waiting', count, why: shipped ? 'confirmed' : 'none', params: {}};
}

/// The five steps in the order of the day. The first that wants a person has `next`: its button is the one to press.
export function steps(status) {
  const all = [['file', file_step], ['held', held_step], ['print', print_step], ['scan', scan_step], ['ship', ship_step]]
    .map(([name, of]) => ({name, next: false, ...of(status)}));
  const next = all.find((step) => step.state === 'needs' || step.state === 'now');
  if (next) next.next = true;
  return all;
}
