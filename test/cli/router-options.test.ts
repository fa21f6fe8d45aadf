import assert from 'node:assert/strict';
import { type RouterValues, readHostAndPort, readRouterAccess } from '../../cli/src/router-options';
import { UsageError } from '../../cli/src/usage';

const SHA = `${'AB:'.repeat(31)}AB`;
const access = (values: RouterValues) => readRouterAccess('pull', values);

/** The words that the call is refused with. */
async function refusal(values: RouterValues): Promise<string> {
  try {
    await access(values);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error.message;
  }
  return assert.fail('it was not refused');
}

describe('The options that name a router', () => {
  it('read hosts and ports, IPv6 included', () => {
    assert.deepEqual(readHostAndPort('192.0.2.1'), { host: '192.0.2.1', port: undefined });
    assert.deepEqual(readHostAndPort('edge.example.com:8729'), { host: 'edge.example.com', port: 8729 });
    assert.deepEqual(readHostAndPort('[2001:db8::1]:8729'), { host: '2001:db8::1', port: 8729 });
    assert.deepEqual(readHostAndPort('2001:db8::1'), { host: '2001:db8::1', port: undefined });
    for (const wrong of ['', 'a b', 'host:', 'host:0', 'host:99999', 'me@host', 'https://host', '[::1'])
      assert.throws(() => readHostAndPort(wrong), UsageError, wrong);
  });

  it('mean the plain API unless something speaks of TLS', async () => {
    const plain = await access({ router: '10.0.0.1' });
    assert.deepEqual(plain.address, {
      ...{ name: '10.0.0.1', host: '10.0.0.1', protocol: 'api', port: 8728, tls: false, user: 'admin' },
    });
    assert.equal(plain.trust, undefined);
    for (const values of [{ tls: true }, { fingerprint: SHA }, { router: '10.0.0.1:8729' }]) {
      const { address } = await access({ router: '10.0.0.1', user: 'ops', ...values });
      assert.deepEqual([address.tls, address.port, address.user], [true, 8729, 'ops']);
    }
  });

  it('trust a fingerprint, with or without colons, or ask', async () => {
    assert.deepEqual((await access({ router: 'r', fingerprint: SHA })).trust, { kind: 'fingerprint', sha256: SHA });
    const bare = SHA.replaceAll(':', '').toLowerCase();
    assert.deepEqual((await access({ router: 'r', fingerprint: bare })).trust, { kind: 'fingerprint', sha256: bare });
    assert.equal((await access({ router: 'r', tls: true })).trust, 'ask');
    assert.match(await refusal({ router: 'r', fingerprint: 'AB:CD' }), /64 hexadecimal digits/);
    assert.match(await refusal({ router: 'r', fingerprint: SHA, ca: 'ca.pem' }), /exclude each other/);
  });

  it('take the password from anywhere but an argument, whose value is not repeated', async () => {
    assert.deepEqual((await access({ router: 'r' })).password, { kind: 'prompt' });
    assert.deepEqual((await access({ router: 'r', 'password-env': 'PW' })).password, {
      ...{ kind: 'environment', variable: 'PW' },
    });
    assert.deepEqual((await access({ router: 'r', 'password-fd': '3' })).password, {
      kind: 'descriptor',
      descriptor: 3,
    });
    const words = await refusal({ router: 'r', password: 'canary' });
    assert.match(words, /there is no --password.*--password-env/);
    assert.doesNotMatch(words, /canary/);
    assert.match(
      await refusal({ router: 'r', 'password-fd': 'canary' }),
      /^(?!.*canary)--password-fd takes the number/,
    );
    assert.match(await refusal({ router: 'r', 'password-fd': '3', 'password-env': 'PW' }), /exclude/);
  });

  it('are missed where there is no router', async () => {
    assert.match(await refusal({}), /pull needs --router HOST/);
  });
});
