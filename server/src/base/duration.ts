const UNITS: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

/**
 * Reads a time as RouterOS writes it (`1d2h`, `10s`, `500ms`, `00:01:30`, `1d00:00:10`, a bare number of seconds), in
 * milliseconds; undefined for anything else.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^((?:\d+(?:ms|[wdhms]))*)(?:(\d+):(\d{1,2})(?::(\d{1,2}))?|(\d+))?$/.exec(text.trim());
  if (!match || match[0] === '') return undefined;
  const [, units = '', hours, minutes, seconds, bare] = match;
  let total = 0;
  for (const [, count, unit] of units.matchAll(/(\d+)(ms|[wdhms])/g)) total += Number(count) * (UNITS[unit ?? ''] ?? 0);
  if (hours !== undefined) total += (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000;
  if (bare !== undefined) total += Number(bare) * 1000;
  return total;
}

/** A time as the API of a router prints it: `1w2d3h4m5s`; `0s` for none. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.abs(Math.round(milliseconds));
  let text = '';
  for (const [unit, length] of Object.entries(UNITS)) {
    const count = Math.floor(rest / length);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * length;
  }
  return text === '' ? '0s' : `${milliseconds < 0 ? '-' : ''}${text}`;
}
