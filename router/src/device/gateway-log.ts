import type { Row } from '../transport/router-connection';
import { hideSecrets } from './hide-secrets';

/** A line of the router's log, as it shows it. */
export interface LogLine {
  readonly time: string;
  readonly topics: string;
  readonly message: string;
}

/** Topics whose lines tell of uplinks coming and going. */
const TOPICS = /(^|,)(dhcp|pppoe|ppp|route|interface|netwatch|lte)(,|$)/;
const WORDS = /\b(gateway|netwatch|failover|wan\d*|uplink|isp\d*|link (up|down)|dhcp[- ]client)\b/i;
const SERVER_SIDE = /dhcp\d+ (de)?assigned|server .* (offering|assigned)/i;

/** The newest lines about gateways and the clients of uplinks, the newest last. */
export function linesOfGateways(rows: readonly Row[], most = 20): readonly LogLine[] {
  return rows
    .map((row) => ({ time: row['time'] ?? '', topics: row['topics'] ?? '', message: row['message'] ?? '' }))
    .filter(({ topics, message }) => (TOPICS.test(topics) || WORDS.test(message)) && !SERVER_SIDE.test(message))
    .slice(-most)
    .map((line) => ({ ...line, message: hideSecrets(line.message) }));
}
