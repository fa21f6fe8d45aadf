import { checkDefinitions, checkReferences } from '../support/occurrences';

describe('definition', () => {
  it('goes from a variable to the line that declares it', () => {
    checkDefinitions(':local ‹|gateway|› 192.0.2.1\n:if (true) do={ :put $gate<|>way }');
    checkDefinitions(':foreach ‹|i|› in={1;2} do={ :put $<|>i }');
    checkDefinitions(':local ‹|f|› do={ :put $1 }\n$<|>f 1');
  });

  it('goes to the inner one of two of the same name', () => {
    checkDefinitions(':local x 1\n:if (true) do={ :local ‹|x|› 2; :put $<|>x }');
  });

  it('goes to the line that gives a global its value, not to those that fetch it', () => {
    checkDefinitions(':global ‹|notify|› do={ :put $1 }\n:local f do={ :global notify; $noti<|>fy "text" }');
  });

  it('goes from a name to the item that it names', () => {
    checkDefinitions('/interface list add name=‹|WAN|›\n/ip firewall nat add out-interface-list=!W<|>AN');
    checkDefinitions('/routing table add name="‹|to_WAN1|›" fib\n/ip route add routing-table=to_W<|>AN1');
    checkDefinitions('/system script add name=‹|check|› source={}\n/tool netwatch add down-script=ch<|>eck');
    checkDefinitions('/ip firewall mangle\nadd new-connection-mark=‹|viaA|›\nadd connection-mark=vi<|>aA');
    checkDefinitions('/interface bridge\nadd name=‹|br|›\nset [find name=b<|>r] disabled=no');
    checkDefinitions(
      '/interface ethernet set [find default-name=ether1] name=‹|WAN1|›\n/ip route add gateway=192.0.2.1%WA<|>N1',
    );
  });
});

describe('references', () => {
  it('finds every place of a variable, in texts and nested blocks too', () => {
    checkReferences(
      ':local ‹|na<|>me|› 1\n:if ($‹|name|› = 1) do={\n  :set ‹|name|› ($‹|name|› + ‹|name|›)\n  :put "it is $‹|name|›"\n}\n:local f do={ :put $name }',
    );
  });

  it('finds the places of a parameter in its function', () => {
    checkReferences(':local f do={ :put $‹|to|›; :log info "$‹|t<|>o|›" }\n$f ‹|to|›="a"\n:put $to');
  });

  it('finds every place of a name, and tells kinds apart', () => {
    checkReferences(
      '/interface list\nadd name=‹|WAN|›\nadd name=ALL include=LAN,‹|WAN|›\nmember add list=‹|W<|>AN|› interface=ether1\n/ip firewall address-list add list=WAN address=192.0.2.0/24\n/ip firewall filter add in-interface-list=!‹|WAN|› src-address-list=WAN chain=input',
    );
  });

  it('keeps the chains of two tables apart', () => {
    checkReferences(
      '/ip firewall filter\nadd chain=‹|own|› action=drop\nadd chain=input action=jump jump-target=‹|o<|>wn|›\n/ip firewall nat\nadd chain=own action=accept',
    );
  });

  it('finds nothing where nothing has a name', () => {
    for (const script of ['/ip ro<|>ute', '# $na<|>me', '/ip route add gateway=192.0.<|>2.1', ':put "te<|>xt"'])
      checkReferences(script);
  });
});
