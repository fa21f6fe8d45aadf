import type { LintRule } from '../lint-rule';
import { dnsOpenResolver } from './firewall/dns-open-resolver';
import { inputWanExposed } from './firewall/input-wan-exposed';
import { natMissingForWan } from './firewall/nat-missing-for-wan';
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
import { ecmpUnequalDistance } from './load-balancing/ecmp-unequal-distance';
import { ecmpV6NeedsMultiGateway } from './load-balancing/ecmp-v6-needs-multi-gateway';
import { fasttrackWithPolicyRouting } from './load-balancing/fasttrack-with-policy-routing';
import { pccIncompletePartition } from './load-balancing/pcc-incomplete-partition';
import { pccRemainderOutOfRange } from './load-balancing/pcc-remainder-out-of-range';
import { checkGatewayOnInterfaceGateway } from './routing/check-gateway-on-interface-gateway';
import { dhcpDefaultConflictsStatic } from './routing/dhcp-default-conflicts-static';
import { interfaceGatewayOnBroadcast } from './routing/interface-gateway-on-broadcast';
import { routingTableUndefined } from './routing/routing-table-undefined';
import { netwatchMissingScript } from './scripts/netwatch-missing-script';
import { schedulerMissingScript } from './scripts/scheduler-missing-script';

/** Every rule, in the order of the documentation. */
export const ALL_RULES: readonly LintRule[] = [
  dnsOpenResolver,
  inputWanExposed,
  natMissingForWan,
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
  ecmpUnequalDistance,
  ecmpV6NeedsMultiGateway,
  fasttrackWithPolicyRouting,
  pccIncompletePartition,
  pccRemainderOutOfRange,
  checkGatewayOnInterfaceGateway,
  dhcpDefaultConflictsStatic,
  interfaceGatewayOnBroadcast,
  routingTableUndefined,
  netwatchMissingScript,
  schedulerMissingScript,
];
