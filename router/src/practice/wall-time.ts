import { compareRouterOsVersions, type RouterOsVersion } from '../../../server/src/base/routeros-version';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Milliseconds since 1970 of `2026-11-24` or `nov/24/2026`; undefined for anything else. */
export function parseDate(text: string): number | undefined {
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (iso) return Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
  const old = /^([a-z]{3})\/(\d\d)\/(\d{4})$/i.exec(text);
  const month = MONTHS.indexOf(old?.[1]?.toLowerCase() ?? '');
  return old && month >= 0 ? Date.UTC(Number(old[3]), month, Number(old[2])) : undefined;
}

/** The date as this version writes it: `2026-11-24` since 7.10, `nov/24/2026` before. */
export function dateText(wall: number, version: RouterOsVersion): string {
  const [date = ''] = new Date(wall).toISOString().split('T');
  if (compareRouterOsVersions(version, { major: 7, minor: 10 }) >= 0) return date;
  const [year, month, day] = date.split('-');
  return `${MONTHS[Number(month) - 1]}/${day}/${year}`;
}

export function timeOfDay(wall: number): string {
  return new Date(wall).toISOString().slice(11, 19);
}
