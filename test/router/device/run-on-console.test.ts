import assert from 'node:assert/strict';
import { readRouterInfo } from '../../../router/src/device/router-info';
import { consoleCode, runOnConsole } from '../../../router/src/device/run-on-console';
import { startPractice } from '../../support/practice';

const VERSION = { major: 7, minor: 20 };

/** The part of a script between the marks ⟦ and ⟧. */
function selected(marked: string) {
  const [start, end] = [marked.indexOf('⟦'), marked.indexOf('⟧') - 1];
  return consoleCode(marked.replace(/[⟦⟧]/g, ''), start, end, VERSION);
}

describe('A part of a script on the console', () => {
  it('runs in the menu that the lines before it lead to', () => {
    assert.equal(selected('/ip route\nadd gateway=192.0.2.1\n⟦print⟧\n').menu, '/ip/route');
    assert.equal(selected('/ip route add gateway=192.0.2.1\n⟦print⟧\n').menu, undefined);
    assert.equal(selected('/ip route\n/\n⟦:put 1⟧\n').menu, undefined);
  });

  it('is known to change nothing only where all of it looks', () => {
    for (const text of [
      '/ip address print detail where interface=ether1',
      '/ip address export',
      ':foreach i in=[/ip route find] do={ :put [/ip route get $i gateway] }',
    ])
      assert.equal(selected(`⟦${text}⟧`).onlyReads, true, text);
    for (const text of [
      '/ip address add address=192.0.2.1/24 interface=ether1',
      '/ip address print file=list',
      '/export file=all',
      ':foreach i in=[/ip route find] do={ /ip route remove $i }',
      ':put [/ip route remove 0]',
      '/system reboot',
      ':execute "/system reboot"',
      ':global wan "ether1"',
      'nonsense',
      '$f',
    ])
      assert.equal(selected(`⟦${text}⟧`).onlyReads, false, text);
  });

  it('gives what the router prints, without secrets', async () => {
    const practice = await startPractice('7.20', { configuration: '/system identity set name=office' });
    try {
      const info = await readRouterInfo(practice.connection);
      const run = (text: string) => runOnConsole(practice.connection, info, selected(text));
      assert.match(await run('/system identity\n⟦:put [get name]⟧'), /^office/);
      assert.match(await run('⟦:put "password=hunter2"⟧'), /^password=••••/);
    } finally {
      await practice.stop();
    }
  });

  it('prints no secret of the menus that it reads, however it gets at it', async () => {
    const configuration = `/ppp secret add name=first password="canary one"
/ppp secret add name=second password=abc
/snmp community add name=canary-community
/interface wireguard add name=wg private-key="canary-key="
/interface wireguard peers add interface=wg public-key=AAAA preshared-key=canary-peer allowed-address=0.0.0.0/0`;
    const practice = await startPractice('7.20', { configuration });
    try {
      const info = await readRouterInfo(practice.connection);
      const run = (text: string) => runOnConsole(practice.connection, info, selected(text));
      const rows = [
        [':put [/ppp secret get 0 password]', '••••'],
        [
          ':foreach i in=[/ppp secret find] do={ :local x [/ppp secret get $i password]; :put "<$x>" }',
          '<••••>\n<••••>',
        ],
        ['/ppp secret\n:put "abcdef: $[get second password]"', 'abcdef: ••••'],
        [':put [/interface wireguard get wg private-key]', '••••'],
        [':put [/interface wireguard peers get 0]', /preshared-key=••••/],
        [':put [/snmp community get [find] name]', '••••'],
        [':put [/ppp secret get first password]; /ppp secret remove first', '••••'],
        ['/ppp secret add name=third password=canary-new; :put [/ppp secret get third password]', '••••'],
        ['/export show-sensitive', /add name=second password=••••/],
      ] as const;
      for (const [text, expected] of rows) {
        const printed = await run(`⟦${text}⟧`);
        assert.doesNotMatch(printed, /canary|: abc$/, text);
        if (typeof expected === 'string') assert.equal(printed.trim(), expected, text);
        else assert.match(printed, expected, text);
      }
    } finally {
      await practice.stop();
    }
  });

  it('tells before where secrets may be printed all the same', () => {
    const menus = (text: string) => [...selected(`⟦${text}⟧`).secrets.keys()];
    assert.deepEqual(menus(':put [:pick [/ppp secret get 0 password] 0 3]'), ['/ppp/secret']);
    assert.deepEqual(menus('/ip route print\n/export'), []);
    assert.ok(menus('/export show-sensitive').length > 20);
    for (const text of ['$f', ':execute "x"', '[:parse "x"]', '/system script run x', '/import x.rsc'])
      assert.equal(selected(`⟦${text}⟧`).runsOthers, true, text);
    assert.equal(selected('⟦/ip route print⟧').runsOthers, false);
  });

  it('says that an old router does not hand out what it prints', async () => {
    const practice = await startPractice('6.49');
    try {
      const info = await readRouterInfo(practice.connection);
      await assert.rejects(runOnConsole(practice.connection, info, selected('⟦:put 1⟧')), /7\.9 and later do/);
    } finally {
      await practice.stop();
    }
  });
});
