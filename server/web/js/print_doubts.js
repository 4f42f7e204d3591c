// What speaks against printing now. Pure: no page, no clock but the station's.

const kOldHours = 4;

/// Sentences {key, params, time} that a person should read before the labels of a status are printed; none: they can
/// simply go. `time` is to be shown as the parameter of that name.
export function print_doubts(status) {
  const doubts = [];
  if (status.printers.some((printer) => printer.state === 'error')) doubts.push({key: 'ui.print.doubt.printer', params: {}});
  if (status.as_of && Date.parse(status.now) - Date.parse(status.as_of) > kOldHours * 3600e3) {
    doubts.push({key: 'ui.print.doubt.old', params: {}, time: status.as_of});
  }
  for (const carrier of status.facts.numbers_forecast ?? []) {
    if (carrier.missing > 0) doubts.push({key: 'ui.print.doubt.numbers', params: {name: carrier.name, need: carrier.need, have: carrier.have ?? 0, missing: carrier.missing}});
  }
  // A roll that nobody counts may be long enough.
  const left = status.printers.every((printer) => printer.roll) ? status.printers.reduce((sum, printer) => sum + printer.roll.left, 0) : Infinity;
  if (left < status.counts.ready) doubts.push({key: 'ui.print.doubt.roll', params: {left, need: status.counts.ready}});
  return doubts;
}
