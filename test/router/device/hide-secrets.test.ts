import assert from 'node:assert/strict';
import { hideSecrets } from '../../../router/src/device/hide-secrets';

describe('hiding what looks like a secret', () => {
  for (const [what, text, shown] of [
    ['values of properties', 'add user=x password=canary comment=y', 'add user=x password=•••• comment=y'],
    ['between quotes', 'pre-shared-key="canary a\\"canary" x=1', 'pre-shared-key=•••• x=1'],
    ['in JSON', '{"token": "canary", "id": 1}', '{"token": ••••, "id": 1}'],
    ['in a text within a text', '\\"password\\": \\"canary \\\\\\"canary\\", x', '\\"password\\": ••••, x'],
    ['variables', ':local password "canary"; :put 1', ':local password ••••; :put 1'],
    [
      'variables named otherwise',
      ':global wifiPass canary\n:set "psk" "canary"',
      ':global wifiPass ••••\n:set "psk" ••••',
    ],
    ['variables of stored code', ':local adminPW \\"canary\\"\\r\\n:put 1', ':local adminPW ••••\\r\\n:put 1'],
    ['in a block', 'do={ :local key canary}', 'do={ :local key ••••}'],
    ['where it is cut off', ':local secret "canary and no e', ':local secret ••••'],
    ['what lets one into a web page', 'url="https://bob:canary@x.example/a"', 'url="https://bob:••••@x.example/a"'],
    [
      'and its header',
      'http-header-field="Authorization: Bearer canary"',
      'http-header-field="Authorization: Bearer ••••"',
    ],
  ] as const)
    it(what, () => {
      assert.equal(hideSecrets(text), shown);
    });

  it('leaves all else', () => {
    for (const text of [
      'public-key="abc" host-key-type=rsa',
      'bypass=yes compass=1 monkey=2 pinned=3 keyword=x',
      ':local password [/ppp secret get $i password]',
      ':local password $other',
      ':set key ($key + 1)',
      'add address=10.0.0.1/24 interface=ether1 comment="the password is elsewhere"',
      'mac 02:00:00:00:00:01, http://example.com:8080/x',
    ])
      assert.equal(hideSecrets(text), text);
  });
});
