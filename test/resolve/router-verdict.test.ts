import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseRouterOsVersion } from '../../server/src/base/routeros-version';
import { catalogueFor } from '../../server/src/catalogue/catalogue';
import { resolveScript } from '../../server/src/resolve/resolve-script';
import { refusalOf } from '../../server/src/resolve/router-verdict';
import { parse } from '../../server/src/syntax/syntax-tree';
import { sharedScripts } from '../support/shared-files';

function refusalIn(text: string, routeros = '7.22.1') {
  const catalogue = catalogueFor(parseRouterOsVersion(routeros), 'none');
  const tree = parse(text);
  return refusalOf(tree, resolveScript(tree, catalogue), catalogue);
}

/** Checks that a router refuses a script at the place marked `<|>`, or accepts it where there is no mark. */
function checkVerdict(marked: string, routeros?: string): void {
  const at = marked.indexOf('<|>');
  const refusal = refusalIn(marked.replace('<|>', ''), routeros);
  assert.equal(refusal?.offset ?? -1, at, refusal?.message);
}

describe('what a router says to a script', () => {
  it('a property that add does not have: refused at its name', () =>
    checkVerdict('/ip route add dst-address=0.0.0.0/0 <|>gatway=192.0.2.1'));
  it('one that set does not have: refused at the =, it could have been an item', () =>
    checkVerdict('/ip route set gatway<|>=192.0.2.1'));
  it('routing-mark in a route: RouterOS 7 refuses it', () =>
    checkVerdict('/ip route add gateway=192.0.2.1 <|>routing-mark=x', '7.20.8'));
  it('… and RouterOS 6 accepts it', () => checkVerdict('/ip route add gateway=192.0.2.1 routing-mark=x', '6.49'));
  it('find without a menu takes no condition', () => checkVerdict(':put [find name<|>="x"]'));
  it('find in the menu around it does', () => checkVerdict('/interface\n:put [find name="x"]'));
  it('an unknown command is no syntax error, what is glued to it is', () => {
    checkVerdict('nosuchcommand a b');
    checkVerdict('nosuchcommand<|>/b');
  });
  it('a menu of a package that is not there', () => checkVerdict('/container<|>/print'));
  it(':set of a name that nothing declares', () => checkVerdict(':set <|>x 1'));
  it(':set of one that the block around declares', () => checkVerdict(':local x; { :set x 1 }'));
  it('a function does not see the names around it', () => checkVerdict(':local x; :local f do={ :set <|>x 1 }'));

  const scripts = sharedScripts('oracle/parse');
  it(`agrees with a real router on at least 97 % of ${scripts.length} scripts`, function () {
    if (scripts.length === 0) return this.skip();
    let agree = 0;
    for (const file of scripts) {
      const truth = readFileSync(file.replace(/\.rsc$/, '.parse-7.22.1.txt'), 'utf8');
      const refused = /^[^()]*? \(line \d+ column \d+\)\s*$/.test(truth);
      if ((refusalIn(readFileSync(file, 'utf8')) !== undefined) === refused) agree++;
    }
    assert.ok(agree / scripts.length >= 0.97, `${agree} of ${scripts.length}`);
  });
});
