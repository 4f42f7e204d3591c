// Lists with a sticky header, their pages, and filters that live in the URL.

import {el} from './dom.js';
import {t} from './text.js';

/// columns: [{key, title, cell(row), class}]; row_class(row) and href(row) are optional.
export function table(columns, rows, {caption, row_class} = {}) {
  return el('div', {class: 'table-frame', tabindex: 0, role: 'region', 'aria-label': caption},
    el('table', {},
      el('caption', {class: 'off-screen'}, caption),
      el('thead', {}, el('tr', {}, columns.map((column) => el('th', {scope: 'col', class: column.class}, column.title)))),
      el('tbody', {}, rows.map((row) => el('tr', {class: row_class?.(row)},
        columns.map((column) => el('td', {class: column.class, data: {title: column.title}}, column.cell(row))))))));
}

export function query() {
  return new URLSearchParams(window.location.search);
}

/// The address of this page with some filters changed; the page number starts again.
export function with_filter(changes) {
  const params = query();
  params.delete('page');
  params.delete('lang');
  for (const [name, value] of Object.entries(changes)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  const text = params.toString();
  return text ? `${window.location.pathname}?${text}` : window.location.pathname;
}

export function pager(page, pages) {
  if (pages <= 1) return null;
  const link = (to, text, enabled) => enabled
    ? el('a', {class: 'button secondary', href: with_filter({page: String(to)})}, text)
    : el('span', {class: 'button secondary disabled', 'aria-hidden': 'true'}, text);
  return el('nav', {class: 'pager', 'aria-label': t('ui.pager.label')},
    link(page - 1, t('ui.pager.back'), page > 1),
    el('span', {}, t('ui.pager.place', {page, pages})),
    link(page + 1, t('ui.pager.next'), page < pages));
}
