import assert from 'node:assert/strict';
import { diagnosisReport } from '../../client/src/views/diagnosis-report';
import { driftReport, driftSides } from '../../client/src/views/drift-report';
import { fleetReport } from '../../client/src/views/fleet-report';
import { driftOf } from '../../router/src/deploy/drift';

const VERSION = { major: 7, minor: 20 };
const EXPORT = `# 2026-01-05 10:00:00 by RouterOS 7.20
/ip route
add dst-address=0.0.0.0/0 gateway=172.17.0.1
/system identity
set name=office
`;

describe('A report', () => {
  it('of differences tells of each item what the script and what the router says', () => {
    const drift = driftOf(EXPORT.replace('=office', '=branch').replace('172.17.0.1', '172.17.0.9'), EXPORT, VERSION);
    const report = driftReport('Office', 'office.rsc', drift);
    assert.match(report, /^# office\.rsc and Office\n\n3 differences between office\.rsc and Office/);
    assert.match(report, /`name`: script `branch`, router `office`/);
    assert.match(report, /\*\*Only in the script\*\*\n\n- `[^`]*gateway=172\.17\.0\.9`, line 3/);
    assert.match(report, /\*\*Only on the router\*\*\n\n- `[^`]*gateway=172\.17\.0\.1`/);
  });

  it('of a fragment lays only what differs side by side', () => {
    const { file, router } = driftSides(driftOf('/system identity set name=branch', EXPORT, VERSION));
    assert.match(file, /# \/system\/identity\n.*\n {4}name=branch/);
    assert.match(router, /# \/system\/identity\n.*\n {4}name=office/);
    assert.doesNotMatch(router, /gateway/);
  });

  it('of a diagnosis begins with what to do, and takes the words of a router as words', () => {
    const report = diagnosisReport('Office', 'No Internet at all', [
      { title: 'Cables', state: 'ok', why: 'All are in.', whatToDo: '', evidence: [] },
      {
        title: 'DHCP',
        state: 'failed',
        why: 'ether1 <img src=x> has *no* lease.',
        whatToDo: 'Call the provider.',
        evidence: ['status=`searching...`'],
      },
    ]);
    assert.match(report, /^# Office: No Internet at all\n\n- ✗ \*\*DHCP\*\* Call the provider\.\n/);
    assert.match(report, /ether1 \\<img src=x\\> has \\\*no\\\* lease/);
    assert.match(report, /- `` status=`searching\.\.\.` ``/);
  });

  it('of several routers tells what became of each', () => {
    const report = fleetReport('lan.rsc', [
      { name: 'Office', kept: true, message: 'The router answers, and the result is kept.' },
      { name: 'Branch', kept: false, message: 'Not begun: it is as it was.' },
    ]);
    assert.match(report, /- ✓ \*\*Office\*\*: .*kept\.\n- ✗ \*\*Branch\*\*: Not begun/);
  });
});
