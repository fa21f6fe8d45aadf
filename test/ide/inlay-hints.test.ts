import assert from 'node:assert/strict';
import { inlayHints } from '../../server/src/ide/inlay-hints';
import { analyse, hintsOf } from '../support/insights';

const PCC = 'add chain=prerouting action=mark-connection connection-mark=no-mark in-interface=lan';
const NTH = `${PCC} connection-state=new`;
const NAT = `/ip firewall nat
add chain=dstnat action=dst-nat to-addresses=192.168.88.2 in-interface=wan protocol=tcp dst-port=80 comment=web
add chain=dstnat action=dst-nat to-addresses=192.168.88.2 in-interface=wan protocol=tcp dst-port=443 comment=web
`;

/** The hints of a complete configuration with these mangle rules, without their lines. */
function behind(...rules: string[]): string[] {
  return hintsOf(['/ip firewall mangle', ...rules].join('\n'), true).map((hint) => hint.replace(/^\d+: /, ''));
}

describe('inlay hints', () => {
  it('say behind a PCC rule what share goes where, at the end of its last line', () => {
    const script = `/ip firewall mangle\n${PCC} per-connection-classifier=src-address:3/0 new-connection-mark=a
${PCC} \\\n    per-connection-classifier=src-address:3/1 new-connection-mark=b
${PCC} per-connection-classifier=src-address:3/2 new-connection-mark=b\n`;
    assert.deepEqual(hintsOf(script, true), ['2: 33 % → a', '4: 33 % → b', '5: 33 % → b']);
    const [, second] = inlayHints(analyse(script, true));
    assert.match(second?.tooltip ?? '', /remainder 1 of 3 by src-address, 67 % with the other rules for b/);
  });

  it('name the server that a share of NAT goes to', () => {
    const rule = 'add chain=dstnat action=dst-nat in-interface=wan protocol=tcp dst-port=80';
    const script = `/ip firewall nat\n${rule} per-connection-classifier=src-address:2/0 to-addresses=192.168.88.2\n${rule} to-addresses=192.168.88.3\n`;
    assert.deepEqual(hintsOf(script, true), ['2: 50 % → 192.168.88.2']);
  });

  it('are silent where two rules take one remainder, where there is none such, and behind a rule that takes all', () => {
    const share = (value: string, mark: string) =>
      `${PCC} per-connection-classifier=src-address:${value} new-connection-mark=${mark}`;
    assert.deepEqual(behind(share('2/0', 'a'), share('2/0', 'b'), share('2/1', 'c')), ['50 % → c']);
    assert.deepEqual(behind(share('2/0', 'a'), share('2/2', 'b')), ['50 % → a']);
    assert.deepEqual(behind('add chain=prerouting action=accept', share('2/0', 'a'), share('2/1', 'b')), []);
  });

  it('are silent about nth behind a rule that takes all', () => {
    assert.deepEqual(
      behind(
        'add chain=prerouting action=accept',
        `${NTH} nth=2,1 new-connection-mark=a`,
        `${NTH} nth=2,1 new-connection-mark=b`,
      ),
      [],
    );
  });

  it('count for nth what the rules before it leave', () => {
    assert.deepEqual(
      behind(
        `${NTH} nth=3,1 new-connection-mark=a`,
        `${NTH} nth=2,1 new-connection-mark=b`,
        `${NTH} nth=2,1 new-connection-mark=c`,
      ),
      ['33 % → a', '33 % → b', '17 % → c'],
    );
    const all = 'add chain=prerouting action=mark-connection connection-state=new';
    assert.deepEqual(behind(`${all} nth=2,1 new-connection-mark=a`, `${all} nth=2,2 new-connection-mark=b`), [
      '50 % → a',
      '50 % → b',
    ]);
    assert.deepEqual(behind(`${NTH} nth=2,3 new-connection-mark=a`, `${NTH} nth=2,1 new-connection-mark=b`), []);
  });

  it('say behind a netwatch entry what its scripts switch, called ones too', () => {
    const script = `${NAT}/system script add name=web-down source={ /ip firewall nat disable [find comment=web]; :log info "down" }
/tool netwatch add host=192.168.88.2 down-script="/system script run web-down" up-script="/ip firewall nat enable [find comment=web]"\n`;
    assert.deepEqual(hintsOf(script, true), ['5: down: disables 2 NAT rules; up: enables 2 NAT rules']);
  });

  it('are silent about scripts that may or may not switch, or switch what the file does not have', () => {
    const watch = (code: string) =>
      hintsOf(`${NAT}/tool netwatch add host=192.168.88.2 down-script={ ${code} }\n`, true);
    assert.deepEqual(watch('/ip firewall nat disable [find comment=web]'), ['4: down: disables 2 NAT rules']);
    assert.deepEqual(watch(':if ([:len $x] > 0) do={ /ip firewall nat disable [find comment=web] }'), []);
    assert.deepEqual(watch('/ip firewall nat disable [find comment=mail]'), []);
    assert.deepEqual(watch('/ip firewall nat disable [find comment=$x]'), []);
    assert.deepEqual(watch(':do { :log info x } on-error={ }; /ip firewall nat disable [find comment=web]'), [
      '4: down: disables 2 NAT rules',
    ]);
  });

  it('say nothing of a fragment', () => {
    assert.deepEqual(
      hintsOf(`/ip firewall mangle\n${PCC} per-connection-classifier=src-address:2/0 new-connection-mark=a\n`),
      [],
    );
    assert.deepEqual(
      hintsOf(`${NAT}/tool netwatch add host=192.168.88.2 down-script="/ip firewall nat disable [find comment=web]"\n`),
      [],
    );
  });
});
