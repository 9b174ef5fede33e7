// Times in the reader's zone and locale; the server writes UTC. The exact time is in the title.
import { locale, say } from './words.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// The same shapes as the server's: the day before the month, and 24 hours, whatever the reader's country does.
const days = locale.split('-')[0] === 'en' ? 'en-GB' : locale;
const whole = { day: 'numeric', month: 'long', year: 'numeric' };
const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' };

function exactIn(timeZone) {
  const [date, time] = [whole, clock].map((parts) => new Intl.DateTimeFormat(days, { ...parts, timeZone }));
  return (moment) => `${date.format(moment)}, ${time.format(moment)}`;
}

const exactHere = exactIn(undefined);
const exactUtc = exactIn('UTC');
const dayFormat = new Intl.DateTimeFormat(days, { day: 'numeric', month: 'short', year: 'numeric' });

const distanceFormat = new Intl.RelativeTimeFormat(locale);

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

// Said once where it is the same.
export const isUtc = zone === 'UTC';

export function exact(date) {
  return exactHere(date);
}

export function utc(date) {
  return exactUtc(date);
}

// The same words as the server's.
export function relative(date, now = Date.now()) {
  const distance = date.getTime() - now;
  const size = Math.abs(distance);
  if (size < MINUTE) return say(distance > 0 ? 'underAMinute' : 'justNow');
  const steps = [[HOUR, MINUTE, 'minute'], [DAY, HOUR, 'hour'], [100 * DAY, DAY, 'day'],
    [730 * DAY, 30 * DAY, 'month'], [Infinity, 365 * DAY, 'year']];
  const toCome = (unit) => (unit < DAY && distance > 0 ? unit / 2 : 0);
  const [, unit, word] = steps.find(([limit, step]) => size + toCome(step) < limit);
  const count = unit < DAY ? Math.floor((size + toCome(unit)) / unit) : Math.round(size / unit);
  return distanceFormat.format(distance > 0 ? count : -count, word);
}

function show(time) {
  const date = new Date(time.dateTime);
  if (Number.isNaN(date.getTime())) return;
  if ('relative' in time.dataset) {
    time.textContent = relative(date);
    time.title = exact(date);
  } else if ('day' in time.dataset) {
    time.textContent = dayFormat.format(date);
    time.title = exact(date);
  } else {
    time.textContent = exact(date);
    time.title = utc(date);
  }
}

let ticking = false;

export function startTimes(root) {
  for (const time of root.querySelectorAll('time')) show(time);
  // What is typed is read in the reader's zone, which the form names.
  for (const field of root.querySelectorAll('input[data-time-zone]')) field.value = zone;
  for (const name of root.querySelectorAll('[data-zone-name]')) name.textContent = `(${zone})`;
  if (ticking) return;
  ticking = true;
  setInterval(() => {
    for (const time of document.querySelectorAll('time[data-relative]')) show(time);
  }, 30_000);
}
