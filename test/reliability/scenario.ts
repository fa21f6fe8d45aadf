import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A script that is deployed to a router that is in use. */
export interface Scenario {
  readonly name: string;
  readonly routeros: string;
  /** In `examples`. */
  readonly example: string;
  readonly hasFlashFolder: boolean;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'declarative, RouterOS 7',
    routeros: '7.20',
    example: 'failover-two-uplinks.rsc',
    hasFlashFolder: true,
  },
  {
    name: 'declarative, RouterOS 6',
    routeros: '6.49',
    example: 'ecmp-corrected.rsc',
    hasFlashFolder: false,
  },
  {
    name: 'loops and conditions',
    routeros: '7.20',
    example: 'guest-networks.rsc',
    hasFlashFolder: true,
  },
  {
    name: 'two uplinks with a firewall',
    routeros: '7.20',
    example: 'pcc-two-uplinks.rsc',
    hasFlashFolder: true,
  },
];

export function scriptOf({ example }: Scenario): string {
  return readFileSync(join(__dirname, '../../examples', example), 'utf8');
}

/** What is on the router before: something in every kind of menu, which a deploy must not lose. */
export const IN_USE = `
/system identity set name=edge
/user add name=operator group=read password=operators-password
/ip address add address=192.168.88.1/24 interface=ether5 comment="from here it is managed"
/ip firewall address-list add list=blocked address=203.0.113.0/24
/ip firewall filter add chain=input protocol=icmp action=accept comment="answer pings"
/ip firewall filter add chain=forward src-address-list=blocked action=drop
/system script add name=nightly source=":log info night"
/system scheduler add name=nightly interval=1d on-event=nightly
`;
