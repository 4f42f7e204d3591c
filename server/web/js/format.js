// Numbers and times as people read them. Times are shown in Beijing time (a constant +08:00).

import {t} from './text.js';

const kBeijing = 8 * 3600 * 1000;

function beijing(time) {
  return new Date(Date.parse(time) + kBeijing).toISOString();
}

/// "09:52:10"
export function clock_seconds(time) {
  return time ? beijing(time).slice(11, 19) : '';
}

/// "09:52"
export function clock(time) {
  return time ? beijing(time).slice(11, 16) : '';
}

/// "09:52" today, "11-23 09:52" on another day.
export function when(time, now = new Date().toISOString()) {
  if (!time) return '';
  const text = beijing(time);
  return text.slice(0, 10) === beijing(now).slice(0, 10) ? text.slice(11, 16) : `${text.slice(5, 10)} ${text.slice(11, 16)}`;
}

/// As when(), but "yesterday 15:58" for the day before.
export function when_in_words(time, now) {
  const yesterday = beijing(new Date(Date.parse(now) - 24 * 3600 * 1000).toISOString()).slice(0, 10);
  return beijing(time).slice(0, 10) === yesterday ? t('ui.time.yesterday', {time: clock(time)}) : when(time, now);
}

/// "October 9" of Beijing, in the page's words.
export function day_name(time) {
  const text = beijing(time);
  return t('ui.time.day', {month: Number(text.slice(5, 7)), day: Number(text.slice(8, 10))});
}

/// Hour of the day in Beijing, 0..23.
export function hour_of(time) {
  return Number(beijing(time).slice(11, 13));
}

/// "3 min 20 s" in the page's words; whole hours from 60 minutes on.
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return t('ui.time.seconds', {n: s});
  if (s < 600) return t('ui.time.minutes_seconds', {m: Math.floor(s / 60), s: s % 60});
  if (s < 3600) return t('ui.time.minutes', {n: Math.round(s / 60)});
  if (s < 48 * 3600) return t('ui.time.hours_minutes', {h: Math.floor(s / 3600), m: Math.floor((s % 3600) / 60)});
  return t('ui.time.days', {n: Math.floor(s / 86400)});
}

/// How far `time` is from now, in words: "in 2 h 5 min", "40 min ago".
export function distance(time, now = Date.now()) {
  const seconds = (Date.parse(time) - now) / 1000;
  return seconds >= 0 ? t('ui.time.in', {d: duration(seconds)}) : t('ui.time.ago', {d: duration(-seconds)});
}

/// How far a deadline is, in words: "in 2 h 5 min", or "40 min late".
export function deadline(time, now = Date.now()) {
  const seconds = (Date.parse(time) - now) / 1000;
  return seconds >= 0 ? distance(time, now) : t('ui.time.late', {d: duration(-seconds)});
}

export function number(value) {
  return String(value ?? 0).replace(/\B(?=(\d{3})+$)/g, ' ');
}

export function money(fen) {
  return `¥${(fen / 100).toFixed(2)}`;
}

/// "P7006…9802": as the bench says it.
export function short_order(order) {
  return order.length > 12 ? `${order.slice(0, 5)}…${order.slice(-4)}` : order;
}
