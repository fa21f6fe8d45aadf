/** Whoever deploys comes by ether5, and the router's firewall decides whether that goes on. */
export const MANAGEMENT = { inInterface: 'ether5', source: '192.168.88.10', destination: '192.168.88.1' };
/** A router of an office with one provider, and a firewall. */
export const OFFICE = `/interface list add name=WAN comment="the uplinks"
/interface list member add list=WAN interface=ether1
/ip address add address=192.168.88.1/24 interface=ether5 comment="office"
/ip address add address=198.51.100.2/29 interface=ether1 comment="provider"
/ip route add dst-address=0.0.0.0/0 gateway=198.51.100.1 comment="provider"
/ip dns set servers=198.51.100.53
/ip firewall filter add chain=input action=accept connection-state=established,related comment="replies to the router"
/ip firewall filter add chain=input action=drop connection-state=invalid
/ip firewall filter add chain=input action=accept src-address=192.168.88.0/24 comment="the office"
/ip firewall filter add chain=input action=drop in-interface-list=WAN comment="nobody else"
/ip firewall filter add chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN comment="nothing uninvited"
`;
