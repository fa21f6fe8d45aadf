import type { Command } from './catalogue';

/** Where `add` is content with one of several properties (its own words: “mac-address or client-id must be present”). */
const ONE_OF: Readonly<Record<string, readonly string[]>> = {
  '/interface/wifi': ['master-interface', 'radio-mac', 'mld-name'],
  '/ip/dhcp-server/lease': ['mac-address', 'client-id', 'agent-circuit-id', 'agent-remote-id'],
  '/ip/dns/static': ['name', 'regexp'],
  '/ip/hotspot/ip-binding': ['address', 'mac-address'],
  '/mpls/mangle': ['set-exp', 'set-mark'],
  '/routing/bgp/vpls': ['site-id', 'cisco-id'],
};
/** What the reference calls mandatory and a router's own `add` did not ask for. */
const NOT_ASKED_FOR: ReadonlySet<string> = new Set([
  '/certificate name',
  '/ip/reverse-proxy ip-address',
  '/ip/reverse-proxy port',
  '/ip/reverse-proxy sni',
  '/ipv6/pool prefix',
  '/routing/bgp/connection remote.address',
]);

/**
 * What an `add` lacks: each element is one property, or several of which one is enough. Probed on RouterOS 7.20 to 7.23
 * (facts: command data, “required arguments”).
 */
export function missingProperties(add: Command, given: ReadonlySet<string>): readonly (readonly string[])[] {
  const { path } = add.menu;
  const oneOf = ONE_OF[path] ?? [];
  const missing = [...add.arguments.values()]
    .filter(({ name, mandatory }) => mandatory && !given.has(name) && !oneOf.includes(name))
    .filter(({ name }) => !NOT_ASKED_FOR.has(`${path} ${name}`))
    .map(({ name }) => [name]);
  const known = oneOf.filter((name) => add.argument(name));
  return known.length === 0 || known.some((name) => given.has(name)) ? missing : [...missing, known];
}
