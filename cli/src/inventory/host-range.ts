/** More hosts than anybody has; a range beyond it is a mistake. */
const MOST_HOSTS = 10_000;

/** `router[01:03].example` is three hosts, `[a:c]` as well; a name without a range is itself. Throws on an endless one. */
export function expandRange(name: string): readonly string[] {
  const [, before = '', from = '', to = '', step, after = ''] =
    /^(.*?)\[(\d+|[a-z]):(\d+|[a-z])(?::(\d+))?\](.*)$/i.exec(name) ?? [];
  if (from === '') return [name];
  const isNumber = /^\d+$/.test(from);
  const [first, last] = isNumber ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)];
  const stride = Math.max(1, Number(step ?? 1));
  if (!(last >= first) || (last - first) / stride > MOST_HOSTS)
    throw new Error(`${JSON.stringify(name)} is no range of hosts that could be meant`);
  const hosts: string[] = [];
  for (let at = first; at <= last; at += stride) {
    const middle = isNumber ? String(at).padStart(from.length, '0') : String.fromCharCode(at);
    hosts.push(...expandRange(`${before}${middle}${after}`));
    if (hosts.length > MOST_HOSTS) throw new Error(`${JSON.stringify(name)} stands for more than ${MOST_HOSTS} hosts`);
  }
  return hosts;
}
