import assert from 'node:assert/strict';
import { findingsIn } from '../support/findings';
import { hasShared, readShared } from '../support/shared-files';

/** The RouterOS code of the first guide: its blocks in order, without the indentation of the list that holds them. */
function guideBlocks(): string[] {
  const guide = readShared('seeds/000_0f5c48df8ab6f108.txt');
  return [...guide.matchAll(/^([ \t]*)```routeros\n([\s\S]*?)^[ \t]*```/gm)].map(([, indent = '', code = '']) =>
    code.replace(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

/** What is linted: one block, the whole document, or a block after the author's next step. */
type Part = 1 | 2 | 3 | 4 | 5 | 'document' | keyof typeof LATER;

/** Blocks as the facts speak of them where the guide itself does not write them out. */
const LATER = {
  /** Block 2 with the rule that its author meant, in a router that forwards a port. */
  'meant rule': (blocks: readonly string[]) =>
    `${blocks[0]}/ip firewall nat add chain=dstnat action=dst-nat in-interface=WAN1 protocol=tcp dst-port=443 to-addresses=192.168.88.10\n${blocks[1]?.replace(
      'connection-in-interface-list=WAN connection-out-interface-list=!WAN',
      'in-interface-list=WAN',
    )}`,
  /** Block 5 with the command for the date that there is. */
  'clock date': (blocks: readonly string[]) =>
    blocks[4]?.replace(/\[:system date [^\]]*\]/, '[/system clock get date]') ?? '',
  /** Block 5 with its optional mail. */
  mailed: (blocks: readonly string[]) => blocks[4]?.replace('# /tool e-mail', '/tool e-mail') ?? '',
};

interface Row {
  /** The row of part A of the rule facts; several where one line of the table is about one cause. */
  readonly row: string;
  readonly part: Part;
  readonly rule: string;
  /** Where it is found: words of the line, each of which stands in one line only. None: it must not be found. */
  readonly at: readonly string[];
  /** Undefined where that version has no such fault. */
  readonly v6?: string;
  readonly v7?: string;
}

const both = (severity: string) => ({ v6: severity, v7: severity });
const found = (
  row: string,
  part: Part,
  rule: string,
  at: readonly string[],
  by: { v6?: string; v7?: string },
): Row => ({
  ...{ row, part, rule, at },
  ...by,
});
const silent = (row: string, part: Part, rule: string): Row => ({ row, part, rule, at: [] });

const TABLE: readonly Row[] = [
  // Block 1. A2's second half hangs on A1: one cause, one finding.
  found('A1, A2, A3', 1, 'trailing-comment', ['name=ether3', 'bridge=bridge1', 'servers=8.8.8.8'], both('error')),
  silent('A2 (cascade)', 1, 'unknown-value'),
  found('A4', 1, 'name-vs-default-name', ['name=ether1', 'name=ether2', 'name=ether3'], both('hint')),
  silent('A5', 1, 'wan-interface-not-in-list'),
  // Part D makes it a warning. Of the clients among themselves (6) a file that says "for ECMP" has asked for it.
  found(
    'A6',
    1,
    'dhcp-default-conflicts-static',
    ['add interface=WAN1 disabled', 'add interface=WAN2 disabled'],
    both('warning'),
  ),
  silent('A6', 1, 'ecmp-unintended-dhcp'),
  found('A8', 1, 'interface-gateway-on-broadcast', ['gateway=WAN1', 'gateway=WAN2'], both('error')),
  found('A9', 1, 'check-gateway-on-interface-gateway', ['gateway=WAN1', 'gateway=WAN2'], both('error')),
  // Part D makes it a warning.
  found('A10', 1, 'ecmp-v6-needs-multi-gateway', ['gateway=WAN2'], { v6: 'warning' }),
  silent('A10', 1, 'ecmp-v7-comma-gateway'),
  found('A12', 1, 'reference-before-definition', ['out-interface-list=WAN'], both('error')),
  // What a new router has from the start is not known; 117 is for what the file itself runs again and again.
  silent('A13', 1, 'add-not-idempotent'),
  // The file is complete in itself only: one severity lower. Where there are no input rules 71 speaks, and 72 has no chain.
  found('A14', 1, 'dns-open-resolver', ['allow-remote-requests'], both('warning')),
  found('A15', 1, 'input-wan-exposed', ['add interface=WAN1 list'], both('warning')),
  silent('A15', 1, 'input-no-default-drop'),
  found('A15', 1, 'forward-wan-open', ['add interface=WAN1 list'], both('warning')),
  // RouterOS 6 uses one of the equal routes, so that the other uplink is answered wrongly; RouterOS 7 shares the replies.
  found('A16', 1, 'inbound-wan-not-marked', ['add interface=WAN1 list'], { v6: 'info' }),
  found('A16', 1, 'ecmp-no-return-path', ['add interface=WAN1 list'], { v7: 'hint' }),
  silent('A18', 1, 'unknown-property'),

  // Block 2.
  found('A-B1', 2, 'unknown-property', ['connection-in-interface-list', 'connection-in-interface-list'], both('error')),
  found('A-B2', 'meant rule', 'dstnat-blocked-by-forward', ['dst-port=443'], both('info')),
  // Part E: 72 is satisfied where "new" is dropped. A lone block proves nothing; with block 1 it is a whole router.
  silent('A-B3', 2, 'filter-missing-invalid-drop'),
  found(
    'A-B3',
    'document',
    'filter-missing-invalid-drop',
    ['Accept established and related connections', 'Accept established/related forward'],
    both('hint'),
  ),
  silent('A-B3', 'document', 'input-no-default-drop'),
  silent('A-B5', 2, 'drop-before-accept-lockout'),
  silent('A-B5', 2, 'rule-shadowed'),
  silent('A-B6', 2, 'syntax-error'),
  silent('A-B7', 2, 'unknown-value'),
  silent('A-B7', 'document', 'wan-interface-not-in-list'),
  silent('A-B8', 'document', 'ipv6-unfiltered'),

  // Block 3.
  found('A-C1', 3, 'fasttrack-hw-offload-v6', ['fasttrack-connection'], { v6: 'error' }),
  silent('A-C2', 3, 'rule-shadowed'),
  found('A-C2', 'document', 'rule-shadowed', ['fasttrack-connection'], both('warning')),
  silent('A-C4', 'document', 'fasttrack-with-policy-routing'),

  // Block 4.
  found('block 4', 4, 'abbreviated-command', ['/import'], both('hint')),

  // Block 5.
  found('A-E1', 5, 'unknown-command', [':system date'], both('error')),
  found('A-E2, A-E3', 5, 'scheduler-missing-script', ['on-event'], both('warning')),
  found('A-E2, A-E3', 'document', 'scheduler-missing-script', ['on-event'], both('warning')),
  silent('A-E4', 5, 'export-secrets-mailed'),
  found('A-E4', 'mailed', 'export-secrets-mailed', ['/export'], { v6: 'warning' }),
  silent('A-E5', 5, 'syntax-error'),
  found('A-E6', 5, 'scheduler-policy-excess', ['on-event'], both('info')),
  silent('A-E6', 5, 'unknown-value'),
  silent('A-E7', 5, 'trailing-comment'),
  silent('A-E8', 5, 'date-in-filename-slash'),
  found('A-E8', 'clock date', 'date-in-filename-slash', ['/export'], { v6: 'error' }),
  silent('A-E9', 5, 'email-before-file-ready'),
  found('A-E9', 'mailed', 'email-before-file-ready', ['/tool e-mail'], both('info')),
  silent('A-E10', 'mailed', 'email-menu-name'),
];

describe('the first guide, row by row', () => {
  before(function () {
    if (!hasShared('seeds')) {
      console.log('      (the guides are not beside the project: skipped)');
      this.skip();
    }
  });

  const textOf = (part: Part): string => {
    const blocks = guideBlocks();
    if (part === 'document') return blocks.slice(0, 5).join('\n');
    return typeof part === 'number' ? (blocks[part - 1] ?? '') : LATER[part](blocks);
  };
  /** `severity rule: line` of the findings, with the text of the line. */
  const findings = (text: string, routeros: string) =>
    findingsIn(text, routeros).map(({ rule, severity, range }) => {
      const start = text.lastIndexOf('\n', range.start - 1) + 1;
      return { rule, severity, line: text.slice(start, `${text}\n`.indexOf('\n', range.start)) };
    });

  for (const [routeros, key] of [
    ['6.49', 'v6'],
    ['7.20', 'v7'],
  ] as const) {
    for (const row of TABLE) {
      const severity = row.at.length > 0 ? row[key] : undefined;
      const where = typeof row.part === 'number' ? `block ${row.part}` : row.part;
      it(`${row.row}, ${where}, RouterOS ${routeros}: ${severity ?? 'no'} ${row.rule}`, () => {
        const own = findings(textOf(row.part), routeros).filter(({ rule }) => rule === row.rule);
        const relevant = row.part === 'document' && severity ? own.filter((each) => each.severity === severity) : own;
        assert.equal(relevant.length, severity ? row.at.length : 0, JSON.stringify(own));
        relevant.forEach((each, index) => {
          assert.equal(each.severity, severity);
          assert.ok(each.line.includes(row.at[index] ?? ''), `${each.line} has ${row.at[index]}`);
        });
      });
    }

    for (const part of [1, 2, 3, 4, 5] as const) {
      it(`block ${part} has no other findings, RouterOS ${routeros}`, () => {
        const expected = TABLE.filter((row) => row.part === part && row[key] && row.at.length > 0).map(
          ({ rule }) => rule,
        );
        assert.deepEqual(
          [...new Set(findings(textOf(part), routeros).map(({ rule }) => rule))].sort(),
          [...new Set(expected)].sort(),
        );
      });
    }
  }
});
