import assert from 'node:assert/strict';
import { checkFindings, findingsIn } from '../support/findings';

describe('silencing a rule', () => {
  it('for the next statement, its continuation lines included', () =>
    checkFindings(`/ip route
# rscope-disable-next-line interface-gateway-on-broadcast -- the provider answers for everybody
add \\
    gateway=ether1
add gateway=ether2
#   ^^^^^^^^^^^^^^ error[interface-gateway-on-broadcast]
`));
  it('for the whole file', () =>
    checkFindings('# rscope-disable-file interface-gateway-on-broadcast\n/ip route add gateway=ether1\n'));
  it('several rules at once', () =>
    checkFindings(
      '# rscope-disable-next-line interface-gateway-on-broadcast, check-gateway-on-interface-gateway -- known\n/ip route add gateway=ether1 check-gateway=ping\n',
    ));
  it('silences nothing else', () => {
    const text = '# rscope-disable-file trailing-comment\n/ip route add gateway=ether1\n';
    assert.equal(findingsIn(text).length, 1);
  });
});
