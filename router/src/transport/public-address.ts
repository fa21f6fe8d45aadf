import { BlockList, isIP } from 'node:net';

/** Addresses that don't leave one's own network. */
const LOCAL = new BlockList();
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const)
  LOCAL.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::1', 128],
  ['fe80::', 10],
  ['fc00::', 7],
] as const)
  LOCAL.addSubnet(network, bits, 'ipv6');

/** Whether a host lies, or may lie, beyond one's own network. A name may lead anywhere, but for `localhost` and `.local`. */
export function isPublicHost(host: string): boolean {
  const version = isIP(host);
  if (version === 0)
    return !/(^localhost$|\.local$|\.lan$|\.internal$|\.home\.arpa$)/i.test(host) && host.includes('.');
  return !LOCAL.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
