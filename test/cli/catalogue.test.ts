import assert from 'node:assert/strict';
import { run } from '../../cli/src/program';

/** Runs `rscope catalogue` in this process and gives what it printed. */
async function catalogue(...args: string[]): Promise<string> {
  const written: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    assert.equal(await run(['catalogue', ...args]), 0);
  } finally {
    process.stdout.write = write;
  }
  return written.join('');
}

describe('rscope catalogue', () => {
  it('tells what a command takes, one line a property', async () => {
    const text = await catalogue('/ip/firewall/mangle', 'add', '--routeros', '7.22.1');
    assert.match(text, /^\/ip\/firewall\/mangle \(RouterOS 7\.22\.1\): items in order\n/);
    assert.match(text, /\n {2}dscp +a number from 0 to 63 \[! negates\]\n/);
    assert.match(text, /\n {2}tos .*; since 7\.21\]\n/);
    assert.match(text, /\n {2}in-interface-list .*\[names \/interface\/list; ! negates\]\n/);
    assert.doesNotMatch(text, / print\n/);
  });
  it('takes a menu with blanks, and tells all versions where none is named', async () => {
    const text = await catalogue('/ip route', 'add');
    assert.equal(await catalogue('/ip', 'route', 'add'), text);
    assert.equal(await catalogue('/ip/route/add'), text);
    assert.match(text, /^\/ip\/route \(any version\)/);
    assert.match(text, /\n {2}routing-mark /);
    assert.doesNotMatch(await catalogue('/ip route', 'add', '--routeros', '7.20'), /\n {2}routing-mark /);
  });
  it('tells what is required, the default, and what a property is called since', async () => {
    assert.match(await catalogue('/ip/address', 'add'), /\n {2}interface .*required/);
    assert.match(
      await catalogue('/ip/dhcp-client', 'add', '--routeros', '7.20'),
      /check-gateway .*default none; since 7\.19/,
    );
    assert.match(await catalogue('/tool/e-mail', 'set'), /\n {2}address .*until 7\.11\.3; now server/);
  });
  it('prints the same as JSON', async () => {
    const report = JSON.parse(await catalogue('/ip/dhcp-client', 'add', '--routeros', '7.20', '--format', 'json'));
    assert.deepEqual([report.path, report.holds, report.commands.length], ['/ip/dhcp-client', 'items', 1]);
    const check = report.commands[0].properties.find(({ name }: { name: string }) => name === 'check-gateway');
    assert.deepEqual(check, {
      name: 'check-gateway',
      type: 'enum',
      expected: 'none, arp, ping or bfd',
      values: ['none', 'arp', 'ping', 'bfd'],
      default: 'none',
      since: '7.19',
      routeros6: false,
    });
  });
  it('tells what came and what went between two versions', async () => {
    const changes = (await catalogue('--diff', '7.11.3', '7.12.2')).split('\n');
    assert.ok(changes.includes('- /tool/e-mail set address (now server)'));
    assert.ok(changes.includes('+ /tool/e-mail set server'));
    assert.equal(await catalogue('--diff', '7.20', '7.20'), '');
    // The hole of one release in the data is no change: 7.20 lacks what 7.19.6 and 7.20.1 have.
    assert.doesNotMatch(await catalogue('--diff', '7.19.6', '7.20'), /output\.network-blackhole/);
    // A virtual router hides from 7.21 on what its hardware lacks.
    assert.doesNotMatch(await catalogue('--diff', '7.20', '7.22'), /hw-offload/);
  });
  it('does not tell what is in a menu that came', async () => {
    const changes: { menu: string }[] = JSON.parse(await catalogue('--diff', '7.17', '7.20', '--format', 'json'));
    assert.ok(changes.some(({ menu }) => menu === '/certificate/builtin'));
    assert.ok(!changes.some(({ menu }) => menu.startsWith('/certificate/builtin/')));
  });
});
