import assert from 'node:assert/strict';
import { type Practice, startPractice } from '../../support/practice';

describe('files and scripts on the practice router', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startPractice('7.20.8');
  });
  afterEach(() => practice.stop());
  const talk = (...words: string[]) => practice.connection.talk(words);
  const write = (contents: string) => talk('/file/add', '=name=x.rsc', `=contents=${contents}`);
  const pool = (name: string) => `/ip pool add name=${name} ranges=10.0.0.1-10.0.0.9\n`;
  const FAULTY = `${pool('a')}${pool('b')}/ip pool add nmae=x\n${pool('c')}`;

  it('an import with a syntax error has done what stands before it', async () => {
    await write(FAULTY);
    await assert.rejects(
      talk('/import', '=file-name=x.rsc'),
      /Script Error: .*\(line 3 column \d+\) \(:import; line 1\)/,
    );
    assert.deepEqual(await practice.names('/ip/pool'), ['a', 'b']);
  });
  it('a dry run tells line and column, and changes nothing', async () => {
    await write(FAULTY);
    await assert.rejects(talk('/import', '=file-name=x.rsc', '=dry-run=', '=verbose=yes'), /line 3 column \d+/);
    assert.deepEqual(await practice.names('/ip/pool'), []);
    await talk('/file/set', '=.id=x.rsc', `=contents=${pool('a')}`);
    await talk('/import', '=file-name=x.rsc', '=dry-run=', '=verbose=yes');
    assert.deepEqual(await practice.names('/ip/pool'), []);
  });
  it('a stored script with a syntax error does nothing', async () => {
    await talk('/system/script/add', '=name=s', `=source=${FAULTY}`);
    await assert.rejects(talk('/system/script/run', '=number=s'), /line 3 column \d+/);
    assert.deepEqual(await practice.names('/ip/pool'), []);
  });
  it('/execute as-string gives what the console says, errors too; without it the number of a job', async () => {
    const execute = async (script: string, ...words: string[]) =>
      (await talk('/execute', `=script=${script}`, ...words)).done['ret'];
    assert.equal(await execute(':put 1; :put 2', '=as-string='), '1\n2');
    assert.match((await execute(':put [:parse ":put ("]', '=as-string=')) ?? '', /\(line 1 column \d+\)/);
    assert.match((await execute(':put [:parse ":put 1"]', '=as-string=')) ?? '', /^\(code\)$/);
    assert.equal(await execute(':error x'), '*1');
  });
  it('RouterOS 6 makes files by printing into one, and takes 4 KB', async () => {
    const old = await startPractice('6.49');
    await old.connection.talk(['/file/print', '=file=x']);
    await old.connection.talk(['/file/set', '=.id=x.txt', `=contents=${pool('a')}`]);
    await old.connection.talk(['/import', '=file-name=x.txt']);
    assert.deepEqual(await old.names('/ip/pool'), ['a']);
    await assert.rejects(old.connection.talk(['/file/set', '=.id=x.txt', `=contents=${'#'.repeat(4097)}`]), /too long/);
    await old.stop();
  });
});
