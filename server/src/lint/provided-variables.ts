/**
 * Variables that RouterOS itself sets before it runs a script: of a DHCP client and a DHCP server, Netwatch, PPP and
 * hotspot profiles, MQTT. A script that is called by its name from there sees them as well, so that no place can be
 * named where one of them is surely missing.
 */
const PROVIDED: ReadonlySet<string> = new Set([
  // /ip/dhcp-client script
  ...['bound', 'server-address', 'lease-address', 'interface', 'gateway-address', 'vendor-specific', 'lease-options'],
  // /ip/dhcp-server lease-script
  ...['leaseBound', 'leaseServerName', 'leaseActMAC', 'leaseActIP', 'lease-hostname', 'lease-agent-circuit-id'],
  ...['lease-agent-remote-id', 'lease-agent-subscriber-id'],
  // /ipv6/dhcp-client script, /ipv6/dhcp-server binding-script
  ...['pd-valid', 'pd-prefix', 'na-valid', 'na-address', 'options', 'client-options'],
  ...['bindingBound', 'bindingServerName', 'bindingDUID', 'bindingAddress', 'bindingPrefix', 'bindingType'],
  // /tool/netwatch; beside these every property of the entry
  ...['status', 'since', 'done-tests', 'failed-tests', 'loss-count', 'loss-percent', 'response-count', 'sent-count'],
  ...['rtt-avg', 'rtt-max', 'rtt-min', 'rtt-jitter', 'rtt-stdev', 'tcp-connect-time', 'http-resp-time'],
  ...['http-status-code', 'thr-max', 'thr-avg', 'ip', 'address', 'probe-time'],
  ...['host', 'name', 'type', 'interval', 'timeout', 'comment', 'port', 'packet-count', 'packet-size'],
  // /ppp/profile on-up, on-down; /ip/hotspot/user/profile on-login, on-logout
  ...['user', 'username', 'local-address', 'remote-address', 'caller-id', 'called-id', 'mac-address', 'cause'],
  ...['uptime', 'uptime-secs', 'bytes-in', 'bytes-out', 'packets-in', 'packets-out', 'session-id', 'service'],
  // /iot/mqtt/subscriptions on-message, /tool/traffic-monitor, /log with script actions
  ...['msgTopic', 'msgData', 'message', 'topics', 'time'],
  // /system/default-configuration script
  ...['action', 'defconfMode', 'defconfPassword', 'defconfWifiPassword'],
]);

/** Whether some menu sets a variable of that name for the scripts that it runs. */
export function isProvidedVariable(name: string): boolean {
  return PROVIDED.has(name);
}
