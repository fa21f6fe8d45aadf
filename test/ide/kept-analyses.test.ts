import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Analysis } from '../../server/src/ide/analysis';
import { eventScripts } from '../../server/src/lint/event-scripts';
import { askFailover } from '../../server/src/network/questions/failover/failover';
import { failoverEvents } from '../../server/src/network/questions/failover/failover-event';

const script = (comment: number) => `/ip address add address=198.51.100.2/29 interface=ether1 comment=${comment}
/ip route add gateway=198.51.100.1
/ip firewall nat add chain=srcnat action=masquerade out-interface=ether1
/tool netwatch add host=198.51.100.1 down-script="/ip route disable [find]"
`;

/** The memory of what nobody holds is free after this. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

describe('the analyses of a text that is edited', () => {
  it('are let go, whatever was asked of them: at most one before the last is kept', async () => {
    const before: WeakRef<Analysis>[] = [];
    let analysis: Analysis | undefined;
    for (let edit = 0; edit < 6; edit++) {
      analysis = new Analysis('a.rsc', script(edit), {}, analysis);
      assert.ok(analysis.findings);
      const { network } = analysis;
      const run = eventScripts(analysis);
      for (const event of failoverEvents(network)) assert.ok(askFailover(network, event, run).before);
      before.push(new WeakRef(analysis));
      // A weak reference holds until the turn is over in which it was made.
      await new Promise((resolve) => setImmediate(resolve));
    }
    collectGarbage();
    const kept = before.filter((reference) => reference.deref() !== undefined).length;
    assert.ok(kept <= 2, `${kept} are kept`);
    assert.ok(analysis);
  });
});
