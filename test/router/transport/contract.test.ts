import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { connectRouter } from '../../../router/src/transport/connect';
import { CONTRACTS, runContract } from './contracts';

/** Whether node-routeros alone keeps a contract. */
function bareKeeps(index: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--require', 'tsx/cjs', join(__dirname, 'bare-contract.ts'), String(index)],
      { stdio: 'ignore' },
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), 12_000);
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}

describe('the transport', () => {
  for (const contract of CONTRACTS) {
    it(contract.name, () =>
      runContract(
        contract,
        (port, password = '') => connectRouter({ host: '127.0.0.1', port, user: 'admin', password }) as never,
      ),
    );
  }

  it('is needed: node-routeros alone breaks what the layer keeps', async function () {
    this.timeout(120_000);
    const kept: boolean[] = [];
    const queue = CONTRACTS.map((_, index) => index);
    const worker = async () => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift()) kept[index] = await bareKeeps(index);
    };
    await Promise.all([worker(), worker(), worker()]);
    console.log('      contract                                                              alone   hardened');
    for (const [index, { name }] of CONTRACTS.entries())
      console.log(`      ${name.padEnd(68)}  ${kept[index] ? 'keeps ' : 'BREAKS'}  keeps`);
    assert.deepEqual(
      CONTRACTS.filter((contract, index) => contract.bareBreaks === kept[index]).map(({ name }) => name),
      [],
      'the table of what the bare package breaks',
    );
  });
});
