/** What reading the lines told about errors and warnings that a rule reports in the collection of real scripts. */
export interface CorpusJudgement {
  readonly rule: string;
  /** Which files of the collection. */
  readonly path: string | RegExp;
  /** The same for readers. */
  readonly where: string;
  /** How many were read. */
  readonly count: number;
  /** `depends`: whether it is a fault hangs on a file that is not in the collection, or on the author's intent. */
  readonly verdict: 'true' | 'false' | 'depends';
  readonly why: string;
}

export const JUDGEMENTS: readonly CorpusJudgement[] = [
  {
    rule: 'check-gateway-on-interface-gateway',
    path: /^dalejos\+.*router pcc dinamico\.rsc$/,
    where: 'dalejos, router pcc dinamico.rsc',
    count: 4,
    verdict: 'depends',
    why: 'the gateways stand for addresses that a DHCP script of another file puts in their place later',
  },
  {
    rule: 'interface-gateway-on-broadcast',
    path: /^dalejos\+.*router pcc dinamico\.rsc$/,
    where: 'dalejos, router pcc dinamico.rsc',
    count: 8,
    verdict: 'depends',
    why: 'the same gateways; until that script has run nothing is routed',
  },
  {
    rule: 'scheduler-missing-script',
    path: /^jaydio\+.*010-installIpamGlobalAddressList\.rsc$/,
    where: 'jaydio, 010-installIpamGlobalAddressList.rsc',
    count: 1,
    verdict: 'true',
    why: 'the script that the scheduler calls was made under another name (ipamGlobalAddressList)',
  },
  {
    rule: 'syntax-error',
    path: /^BlackVS\+.*func_getlastbackup_byid\.rsc$/,
    where: 'BlackVS, func_getlastbackup_byid.rsc',
    count: 1,
    verdict: 'true',
    why: 'the string ends one line too early, its last line is left over',
  },
  {
    rule: 'syntax-error',
    path: /^Disassembler0\+.*firewall-input\.rsc$/,
    where: 'Disassembler0, firewall-input.rsc',
    count: 1,
    verdict: 'true',
    why: 'a quote too many: comment="Jump to IN-LAN" rules"',
  },
  {
    rule: 'syntax-error',
    path: /^eworm-de\+.*\.template\.rsc$/,
    where: 'eworm-de, *.template.rsc',
    count: 6,
    verdict: 'true',
    why: 'a template from which scripts are made: it holds the lines of two alternatives at once, no router takes it',
  },
  {
    rule: 'unbalanced-block',
    path: /^eworm-de\+.*\.template\.rsc$/,
    where: 'eworm-de, *.template.rsc',
    count: 9,
    verdict: 'true',
    why: 'the same templates: of each pair of opening lines only one remains',
  },
  {
    rule: 'syntax-error',
    path: /^jaydio\+.*\/addresslists\/ros\/\d+-install\w+\.rsc$/,
    where: 'jaydio, addresslists/ros/*.rsc',
    count: 8,
    verdict: 'true',
    why: 'a command without brackets in a condition: (:typeof[…] = "nil") for ([:typeof …] = "nil")',
  },
  {
    rule: 'syntax-error',
    path: /^merlinthemagic\+/,
    where: 'merlinthemagic, Factories/**',
    count: 24,
    verdict: 'true',
    why: 'placeholders such as $|MTMS| that a loader replaces before the text is run; as a script no router takes it',
  },
  {
    rule: 'dns-open-resolver',
    path: /^dalejos\+.*router pcc dinamico\.rsc$/,
    where: 'dalejos, router pcc dinamico.rsc',
    count: 1,
    verdict: 'depends',
    why: 'the file has uplinks, a resolver and no input filter; another file of the project may bring one',
  },
  {
    rule: 'input-wan-exposed',
    path: /^dalejos\+.*router pcc dinamico\.rsc$/,
    where: 'dalejos, router pcc dinamico.rsc',
    count: 1,
    verdict: 'depends',
    why: 'the same',
  },
  {
    rule: 'forward-wan-open',
    path: /^dalejos\+.*router pcc dinamico\.rsc$/,
    where: 'dalejos, router pcc dinamico.rsc',
    count: 1,
    verdict: 'depends',
    why: 'the same',
  },
  {
    rule: 'global-not-redeclared',
    path: /^eworm-de\+.*global-functions\.rsc$/,
    where: 'eworm-de, global-functions.rsc',
    count: 1,
    verdict: 'true',
    why: '$RmDir is called in MkTmpfs, which declares only LogPrint and WaitForFile: the call does nothing',
  },
  {
    rule: 'undefined-variable',
    path: /^dalejos\+.*install-container\.rsc$/,
    where: 'dalejos, install-container.rsc',
    count: 1,
    verdict: 'true',
    why: '$bridge is local to a function, and read outside of it',
  },
  {
    rule: 'undefined-variable',
    path: /^timmciglobal\+/,
    where: 'timmciglobal, failoverscript.rsc',
    count: 1,
    verdict: 'true',
    why: '$FailOverInterface for $FailoverInterface: the mail lacks the name',
  },
  {
    rule: 'variable-shadows-variable',
    path: /^dalejos\+.*module-container\.rsc$/,
    where: 'dalejos, module-container.rsc',
    count: 1,
    verdict: 'true',
    why: 'the :local diskId in the branch is lost at its end, and the outer one is read behind it',
  },
  {
    rule: 'backup-unencrypted',
    path: /^Disassembler0\+.*backup\.rsc$/,
    where: 'Disassembler0, backup.rsc',
    count: 1,
    verdict: 'true',
    why: 'the backup is saved without a password and mailed',
  },
  {
    rule: 'clock-date-format',
    path: /^jansobczak\+.*AutoBackUp\.rsc$/,
    where: 'jansobczak, AutoBackUp.rsc',
    count: 1,
    verdict: 'true',
    why: 'it looks the first three letters of the date up in a list of months: on 7.10 and newer every backup gets a nonsense name',
  },
  {
    rule: 'masquerade-unscoped',
    path: /^safrinnetwork\+.*config\.rsc$/,
    where: 'safrinnetwork, config.rsc',
    count: 1,
    verdict: 'true',
    why: 'the rule has no limit at all; a server that dials users in then sees every one of them as the router',
  },
];
