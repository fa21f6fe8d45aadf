import type { DiagnosisFacts, Finding, Question } from './finding';
import { askFasttrack, askFilter, askNat, askRpFilter } from './firewall-questions';
import { askClients, askInterfaces, askNetwatch } from './link-questions';
import { askDns, askDnsServers, askLog, askResources, askTraffic } from './resource-questions';
import { askDefaultRoutes, askEqualRoutes, askGatewayPings } from './route-questions';
import { askMangleCounters, askMarkShares, askStickiness, askUplinkShares } from './share-questions';

/** What people complain of. */
export interface Complaint {
  readonly id: 'no-internet' | 'slow' | 'not-balanced' | 'one-application';
  /** In their words. */
  readonly title: string;
  /** In the order in which they are worth asking. */
  readonly questions: readonly Question[];
}

/** The complaints, with the questions that each leads to. */
export const COMPLAINTS: readonly Complaint[] = [
  {
    id: 'no-internet',
    title: 'No Internet at all',
    questions: [
      askInterfaces,
      askClients,
      askDefaultRoutes,
      askGatewayPings,
      askNat,
      askDns,
      askDnsServers,
      askNetwatch,
      askLog,
    ],
  },
  {
    id: 'slow',
    title: 'Slow or unstable Internet',
    questions: [
      askInterfaces,
      askDefaultRoutes,
      askGatewayPings,
      askDns,
      askResources,
      askTraffic,
      askNetwatch,
      askLog,
    ],
  },
  {
    id: 'not-balanced',
    title: 'Traffic is not balanced',
    questions: [
      askDefaultRoutes,
      askEqualRoutes,
      askMarkShares,
      askUplinkShares,
      askMangleCounters,
      askFasttrack,
      askNat,
    ],
  },
  {
    id: 'one-application',
    title: 'One application does not work',
    questions: [askStickiness, askFilter, askRpFilter, askFasttrack, askNat, askDns],
  },
];

/** Answers the questions of a complaint from what the router tells, in their order. */
export function diagnose({ questions }: Complaint, facts: DiagnosisFacts): readonly Finding[] {
  return questions.flatMap((question) => question(facts) ?? []);
}
