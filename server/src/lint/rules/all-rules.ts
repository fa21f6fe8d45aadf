import type { LintRule } from '../lint-rule';
import { dnsOpenResolver } from './firewall/dns-open-resolver';
import { dropBeforeAcceptLockout } from './firewall/drop-before-accept-lockout';
import { dstnatBlockedByForward } from './firewall/dstnat-blocked-by-forward';
import { dstnatNoDestinationLimit } from './firewall/dstnat-no-destination-limit';
import { dstnatPortNeedsProtocol } from './firewall/dstnat-port-needs-protocol';
import { fasttrackHwOffloadV6 } from './firewall/fasttrack-hw-offload-v6';
import { fasttrackWithIpsec } from './firewall/fasttrack-with-ipsec';
import { fasttrackWithQueues } from './firewall/fasttrack-with-queues';
import { fasttrackWithoutAccept } from './firewall/fasttrack-without-accept';
import { filterMissingInvalidDrop } from './firewall/filter-missing-invalid-drop';
import { forwardWanOpen } from './firewall/forward-wan-open';
import { hairpinMissing } from './firewall/hairpin-missing';
import { inputAcceptEstablishedMissing } from './firewall/input-accept-established-missing';
import { inputNoDefaultDrop } from './firewall/input-no-default-drop';
import { inputWanExposed } from './firewall/input-wan-exposed';
import { ipv6IcmpBlocked } from './firewall/ipv6-icmp-blocked';
import { ipv6Unfiltered } from './firewall/ipv6-unfiltered';
import { l2MgmtOnWan } from './firewall/l2-mgmt-on-wan';
import { masqueradeFailoverLeak } from './firewall/masquerade-failover-leak';
import { masqueradeUnscoped } from './firewall/masquerade-unscoped';
import { natMissingForWan } from './firewall/nat-missing-for-wan';
import { negatedListOr } from './firewall/negated-list-or';
import { pppoeCarrierVsPppoeIface } from './firewall/pppoe-carrier-vs-pppoe-iface';
import { rpFilterStrictMultiwan } from './firewall/rp-filter-strict-multiwan';
import { ruleShadowed } from './firewall/rule-shadowed';
import { serviceAddressOnly } from './firewall/service-address-only';
import { servicePlaintext } from './firewall/service-plaintext';
import { singleSourceBruteforceRuleOrder } from './firewall/single-source-bruteforce-rule-order';
import { wanInterfaceNotInList } from './firewall/wan-interface-not-in-list';
import { abbreviatedCommand } from './language/abbreviated-command';
import { addNotIdempotent } from './language/add-not-idempotent';
import { conditionWithoutParentheses } from './language/condition-without-parentheses';
import { duplicateProperty } from './language/duplicate-property';
import { equalsInAssignment } from './language/equals-in-assignment';
import { findVarEmpty } from './language/find-var-empty';
import { globalCommandWithoutColon } from './language/global-command-without-colon';
import { globalInLocalScope } from './language/global-in-local-scope';
import { globalNotRedeclared } from './language/global-not-redeclared';
import { hardcodedSecret } from './language/hardcoded-secret';
import { missingRequiredProperty } from './language/missing-required-property';
import { nameVsDefaultName } from './language/name-vs-default-name';
import { nilCompare } from './language/nil-compare';
import { referenceBeforeDefinition } from './language/reference-before-definition';
import { removeFindUnfiltered } from './language/remove-find-unfiltered';
import { setByNumber } from './language/set-by-number';
import { setUndeclaredVariable } from './language/set-undeclared-variable';
import { spaceAroundEquals } from './language/space-around-equals';
import { stringVsPrefixCompare } from './language/string-vs-prefix-compare';
import { trailingComment } from './language/trailing-comment';
import { unbalancedBlock } from './language/unbalanced-block';
import { undefinedVariable } from './language/undefined-variable';
import { unexpectedValue } from './language/unexpected-value';
import { unknownCommand } from './language/unknown-command';
import { unknownProperty } from './language/unknown-property';
import { unknownValue } from './language/unknown-value';
import { unquotedSpecial } from './language/unquoted-special';
import { unusedVariable } from './language/unused-variable';
import { v7WhereEqChanged } from './language/v7-where-eq-changed';
import { variableShadowsProperty } from './language/variable-shadows-property';
import { variableShadowsVariable } from './language/variable-shadows-variable';
import { wrongValueShape } from './language/wrong-value-shape';
import { ecmpMixedCheckGateway } from './load-balancing/ecmp-mixed-check-gateway';
import { ecmpNoReturnPath } from './load-balancing/ecmp-no-return-path';
import { ecmpPerPacketHashL4 } from './load-balancing/ecmp-per-packet-hash-l4';
import { ecmpUnequalDistance } from './load-balancing/ecmp-unequal-distance';
import { ecmpUnintendedDhcp } from './load-balancing/ecmp-unintended-dhcp';
import { ecmpV6NeedsMultiGateway } from './load-balancing/ecmp-v6-needs-multi-gateway';
import { ecmpV7CommaGateway } from './load-balancing/ecmp-v7-comma-gateway';
import { fasttrackWithPolicyRouting } from './load-balancing/fasttrack-with-policy-routing';
import { inboundWanNotMarked } from './load-balancing/inbound-wan-not-marked';
import { nthChainArithmetic } from './load-balancing/nth-chain-arithmetic';
import { nthNoStickiness } from './load-balancing/nth-no-stickiness';
import { nthPerPacket } from './load-balancing/nth-per-packet';
import { pccDuplicateRemainder } from './load-balancing/pcc-duplicate-remainder';
import { pccIncompletePartition } from './load-balancing/pcc-incomplete-partition';
import { pccMissingDstTypeLocal } from './load-balancing/pcc-missing-dst-type-local';
import { pccMissingNoMarkGuard } from './load-balancing/pcc-missing-no-mark-guard';
import { pccMixedDenominator } from './load-balancing/pcc-mixed-denominator';
import { pccRemainderOutOfRange } from './load-balancing/pcc-remainder-out-of-range';
import { pccUnstableField } from './load-balancing/pcc-unstable-field';
import { pccWeightsMismatch } from './load-balancing/pcc-weights-mismatch';
import { pccWithHotspot } from './load-balancing/pcc-with-hotspot';
import { pccWithoutConnectedBypass } from './load-balancing/pcc-without-connected-bypass';
import { markConnectionNoPassthrough } from './mangle/mark-connection-no-passthrough';
import { markNeverProduced } from './mangle/mark-never-produced';
import { markNeverUsed } from './mangle/mark-never-used';
import { markOrder } from './mangle/mark-order';
import { markRoutingLanReturn } from './mangle/mark-routing-lan-return';
import { markRoutingWrongChain } from './mangle/mark-routing-wrong-chain';
import { outputMarkingMissing } from './mangle/output-marking-missing';
import { addDefaultsToDisabled } from './routing/add-defaults-to-disabled';
import { checkGatewayMissing } from './routing/check-gateway-missing';
import { checkGatewayOnInterfaceGateway } from './routing/check-gateway-on-interface-gateway';
import { checkGatewayOnlyFirstHop } from './routing/check-gateway-only-first-hop';
import { dhcpDefaultConflictsStatic } from './routing/dhcp-default-conflicts-static';
import { dhcpStaticGatewayLiteral } from './routing/dhcp-static-gateway-literal';
import { interfaceGatewayOnBroadcast } from './routing/interface-gateway-on-broadcast';
import { mainTableNoDefault } from './routing/main-table-no-default';
import { markedTableNoFailover } from './routing/marked-table-no-failover';
import { probeHostAsDns } from './routing/probe-host-as-dns';
import { recursiveHostRouteMissing } from './routing/recursive-host-route-missing';
import { recursiveScope } from './routing/recursive-scope';
import { recursiveSharedProbeHost } from './routing/recursive-shared-probe-host';
import { routingMarkWithoutRoute } from './routing/routing-mark-without-route';
import { routingTableNoFib } from './routing/routing-table-no-fib';
import { routingTableUndefined } from './routing/routing-table-undefined';
import { ruleAndMangleMixed } from './routing/rule-and-mangle-mixed';
import { v6RoutingTableMenu } from './routing/v6-routing-table-menu';
import { v7RoutingMarkInRoute } from './routing/v7-routing-mark-in-route';
import { backupUnencrypted } from './scripts/backup-unencrypted';
import { clockDateFormat } from './scripts/clock-date-format';
import { commentKeyDuplicate } from './scripts/comment-key-duplicate';
import { dateInFilenameSlash } from './scripts/date-in-filename-slash';
import { emailBeforeFileReady } from './scripts/email-before-file-ready';
import { emailCleartext } from './scripts/email-cleartext';
import { emailMenuName } from './scripts/email-menu-name';
import { emailServerProperty } from './scripts/email-server-property';
import { exportSecretsMailed } from './scripts/export-secrets-mailed';
import { failoverWithoutConnClear } from './scripts/failover-without-conn-clear';
import { findCommentNoMatch } from './scripts/find-comment-no-match';
import { netwatchAsymmetricScripts } from './scripts/netwatch-asymmetric-scripts';
import { netwatchGlobalVariable } from './scripts/netwatch-global-variable';
import { netwatchHostNotPinned } from './scripts/netwatch-host-not-pinned';
import { netwatchIntervalTimeout } from './scripts/netwatch-interval-timeout';
import { netwatchMissingScript } from './scripts/netwatch-missing-script';
import { netwatchScriptPolicy } from './scripts/netwatch-script-policy';
import { schedulerMissingScript } from './scripts/scheduler-missing-script';
import { schedulerNoInterval } from './scripts/scheduler-no-interval';
import { schedulerPolicyExcess } from './scripts/scheduler-policy-excess';
import { schedulerPolicyMismatch } from './scripts/scheduler-policy-mismatch';
import { serverlbFailoverIncomplete } from './server-balancing/serverlb-failover-incomplete';
import { serverlbLastResortOrder } from './server-balancing/serverlb-last-resort-order';
import { serverlbNoDrain } from './server-balancing/serverlb-no-drain';
import { serverlbPartition } from './server-balancing/serverlb-partition';
import { serverlbStickiness } from './server-balancing/serverlb-stickiness';
import { routerosV6EndOfLife } from './system/routeros-v6-end-of-life';
import { sshStrongCrypto } from './system/ssh-strong-crypto';
import { userDefaultAdmin } from './system/user-default-admin';
import { userNoAddress } from './system/user-no-address';

/** Every rule, in the order of the documentation. */
export const ALL_RULES: readonly LintRule[] = [
  dnsOpenResolver,
  dropBeforeAcceptLockout,
  dstnatBlockedByForward,
  dstnatNoDestinationLimit,
  dstnatPortNeedsProtocol,
  fasttrackHwOffloadV6,
  fasttrackWithIpsec,
  fasttrackWithQueues,
  fasttrackWithoutAccept,
  filterMissingInvalidDrop,
  forwardWanOpen,
  hairpinMissing,
  inputAcceptEstablishedMissing,
  inputNoDefaultDrop,
  inputWanExposed,
  ipv6IcmpBlocked,
  ipv6Unfiltered,
  l2MgmtOnWan,
  masqueradeFailoverLeak,
  masqueradeUnscoped,
  natMissingForWan,
  negatedListOr,
  pppoeCarrierVsPppoeIface,
  rpFilterStrictMultiwan,
  ruleShadowed,
  serviceAddressOnly,
  servicePlaintext,
  singleSourceBruteforceRuleOrder,
  wanInterfaceNotInList,
  abbreviatedCommand,
  addNotIdempotent,
  conditionWithoutParentheses,
  duplicateProperty,
  equalsInAssignment,
  findVarEmpty,
  globalCommandWithoutColon,
  globalInLocalScope,
  globalNotRedeclared,
  hardcodedSecret,
  missingRequiredProperty,
  nameVsDefaultName,
  nilCompare,
  referenceBeforeDefinition,
  removeFindUnfiltered,
  setByNumber,
  setUndeclaredVariable,
  spaceAroundEquals,
  stringVsPrefixCompare,
  trailingComment,
  unbalancedBlock,
  undefinedVariable,
  unexpectedValue,
  unknownCommand,
  unknownProperty,
  unknownValue,
  unquotedSpecial,
  unusedVariable,
  v7WhereEqChanged,
  variableShadowsProperty,
  variableShadowsVariable,
  wrongValueShape,
  ecmpMixedCheckGateway,
  ecmpNoReturnPath,
  ecmpPerPacketHashL4,
  ecmpUnequalDistance,
  ecmpUnintendedDhcp,
  ecmpV6NeedsMultiGateway,
  ecmpV7CommaGateway,
  fasttrackWithPolicyRouting,
  inboundWanNotMarked,
  nthChainArithmetic,
  nthNoStickiness,
  nthPerPacket,
  pccDuplicateRemainder,
  pccIncompletePartition,
  pccMissingDstTypeLocal,
  pccMissingNoMarkGuard,
  pccMixedDenominator,
  pccRemainderOutOfRange,
  pccUnstableField,
  pccWeightsMismatch,
  pccWithHotspot,
  pccWithoutConnectedBypass,
  markConnectionNoPassthrough,
  markNeverProduced,
  markNeverUsed,
  markOrder,
  markRoutingLanReturn,
  markRoutingWrongChain,
  outputMarkingMissing,
  addDefaultsToDisabled,
  checkGatewayMissing,
  checkGatewayOnInterfaceGateway,
  checkGatewayOnlyFirstHop,
  dhcpDefaultConflictsStatic,
  dhcpStaticGatewayLiteral,
  interfaceGatewayOnBroadcast,
  mainTableNoDefault,
  markedTableNoFailover,
  probeHostAsDns,
  recursiveHostRouteMissing,
  recursiveScope,
  recursiveSharedProbeHost,
  routingMarkWithoutRoute,
  routingTableNoFib,
  routingTableUndefined,
  ruleAndMangleMixed,
  v6RoutingTableMenu,
  v7RoutingMarkInRoute,
  backupUnencrypted,
  clockDateFormat,
  commentKeyDuplicate,
  dateInFilenameSlash,
  emailBeforeFileReady,
  emailCleartext,
  emailMenuName,
  emailServerProperty,
  exportSecretsMailed,
  failoverWithoutConnClear,
  findCommentNoMatch,
  netwatchAsymmetricScripts,
  netwatchGlobalVariable,
  netwatchHostNotPinned,
  netwatchIntervalTimeout,
  netwatchMissingScript,
  netwatchScriptPolicy,
  schedulerMissingScript,
  schedulerNoInterval,
  schedulerPolicyExcess,
  schedulerPolicyMismatch,
  serverlbFailoverIncomplete,
  serverlbLastResortOrder,
  serverlbNoDrain,
  serverlbPartition,
  serverlbStickiness,
  routerosV6EndOfLife,
  sshStrongCrypto,
  userDefaultAdmin,
  userNoAddress,
];
