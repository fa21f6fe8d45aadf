import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PracticeDevice } from '../../../router/src/practice/device';
import { checkSyntax } from '../../../router/src/practice/syntax-check';
import { formatRouterOsVersion } from '../../../server/src/base/routeros-version';
import { scriptVersion } from '../../../server/src/resolve/script-version';
import { parse } from '../../../server/src/syntax/syntax-tree';
import { sharedScripts } from '../../support/shared-files';

/** A router that a script was run on. */
function router(routeros: string, script: string): PracticeDevice {
  const device = new PracticeDevice(routeros);
  device.runScript(script);
  return device;
}
const exported = (device: PracticeDevice, command: string): string => {
  device.output = [];
  device.runScript(command);
  return device.output.join('\n');
};

describe('exports of the practice router', () => {
  const SECRET = '/ppp secret add name=u password=hunter2 service=pppoe';

  it('7 leaves secrets out unless they are asked for', () => {
    const device = router('7.20.8', SECRET);
    assert.doesNotMatch(exported(device, '/export'), /hunter2/);
    assert.match(exported(device, '/export show-sensitive'), /password=hunter2/);
  });
  it('6 has them unless they are to be hidden', () => {
    const device = router('6.49', SECRET);
    assert.match(exported(device, '/export'), /password=hunter2/);
    assert.doesNotMatch(exported(device, '/export hide-sensitive'), /hunter2/);
  });
  it('of one menu, and with the menu in every line', () => {
    const device = router(
      '7.20.8',
      `${SECRET}\n/ip firewall filter add chain=input comment="${'long '.repeat(20)}" action=drop`,
    );
    assert.match(exported(device, '/ip firewall export'), /by RouterOS 7\.20\.8\n.*\n\/ip firewall filter\nadd [^/]*$/);
    const terse = exported(device, '/export terse').split('\n').slice(2);
    assert.ok(terse.length === 2 && terse.every((line) => /^\/[a-z ]+ add .*[^\\]$/.test(line)), terse.join('\n'));
  });
  it('has the date as its version writes it', () => {
    const first = (routeros: string) => exported(router(routeros, ''), '/export').split('\n')[0];
    assert.equal(first('6.49'), '# nov/24/2026 10:00:00 by RouterOS 6.49');
    assert.equal(first('7.9'), '# nov/24/2026 10:00:00 by RouterOS 7.9');
    assert.equal(first('7.10'), '# 2026-11-24 10:00:00 by RouterOS 7.10');
  });
});

describe('whole set-ups on the practice router', () => {
  const examples = join(__dirname, '../../../examples');
  const scripts = [
    ...readdirSync(examples)
      .filter((name) => name.endsWith('.rsc'))
      .map((name) => join(examples, name)),
    ...sharedScripts('facts/configs'),
  ];
  /** The version that a script is for: what it says, the last 6 and a late 7 where it only says that. */
  const versionOf = (text: string): string => {
    const version = scriptVersion(parse(text)).version ?? { major: 7 };
    if (version.minor !== undefined) return formatRouterOsVersion(version);
    return version.major === 6 ? '6.49' : '7.20.8';
  };
  for (const file of scripts)
    it(`${basename(file)}: is taken as it is, and its export makes the same router again`, function () {
      const text = readFileSync(file, 'utf8');
      const routeros = versionOf(text);
      const device = new PracticeDevice(routeros);
      // Some examples are faulty on purpose.
      if (checkSyntax(text, device.store.catalogue)) this.skip();
      device.runScript(text);
      const copy = router(routeros, exported(device, device.version.major < 7 ? '/export' : '/export show-sensitive'));
      assert.deepEqual(copy.snapshot(), device.snapshot());
      assert.ok(device.snapshot().length > new PracticeDevice(routeros).snapshot().length);
    });
});
