# routeros: 6.49
# The same office with the faults corrected: one route with both gateways, and nothing open to the Internet.

/interface ethernet
set [ find default-name=ether1 ] name=WAN1 comment="first provider"
set [ find default-name=ether2 ] name=WAN2 comment="second provider"
# the port to the switch
set [ find default-name=ether3 ] name=office comment="office"

/interface bridge
add name=bridge1

/interface list
add name=WAN comment="both uplinks"
add name=LAN comment="the office"

/interface bridge port
# the office goes into the bridge
add bridge=bridge1 interface=office

/interface list member
add list=WAN interface=WAN1
add list=WAN interface=WAN2
add list=LAN interface=bridge1

/ip address
add address=192.168.77.1/24 interface=bridge1 comment="office network"
add address=198.51.100.2/29 interface=WAN1 comment="first provider"
add address=203.0.113.2/29 interface=WAN2 comment="second provider"

/ip firewall mangle
add chain=prerouting action=mark-connection in-interface=WAN1 connection-state=new connection-mark=no-mark new-connection-mark=WAN1_conn passthrough=no comment="remember where a connection came in"
add chain=prerouting action=mark-connection in-interface=WAN2 connection-state=new connection-mark=no-mark new-connection-mark=WAN2_conn passthrough=no comment="remember where a connection came in"
add chain=output action=mark-routing connection-mark=WAN1_conn new-routing-mark=to_WAN1 passthrough=no comment="replies leave where the request came in"
add chain=output action=mark-routing connection-mark=WAN2_conn new-routing-mark=to_WAN2 passthrough=no comment="replies leave where the request came in"

/ip firewall nat
add chain=srcnat action=masquerade out-interface-list=WAN comment="everybody shares the public addresses"

/ip route
add dst-address=0.0.0.0/0 gateway=198.51.100.1,203.0.113.1 distance=1 check-gateway=ping comment="both providers share the load"
add dst-address=0.0.0.0/0 gateway=198.51.100.1 routing-mark=to_WAN1 distance=1 check-gateway=ping comment="replies of the first provider"
add dst-address=0.0.0.0/0 gateway=203.0.113.1 routing-mark=to_WAN2 distance=1 check-gateway=ping comment="replies of the second provider"

/ip firewall filter
add chain=input action=accept connection-state=established,related,untracked comment="replies to the router"
add chain=input action=drop connection-state=invalid
add chain=input action=accept protocol=icmp comment="ping, and messages about packets that are too big"
add chain=input action=drop in-interface-list=!LAN comment="nobody else reaches the router"
add chain=forward action=accept connection-state=established,related,untracked comment="replies to the office"
add chain=forward action=drop connection-state=invalid
add chain=forward action=drop connection-state=new connection-nat-state=!dstnat in-interface-list=WAN comment="nothing comes in uninvited"

/ip dns
# the resolvers
set allow-remote-requests=yes servers=192.0.2.53,198.51.100.53

/ip service
set telnet disabled=yes
set ftp disabled=yes
set www disabled=yes
set api address=192.168.77.0/24
set ssh address=192.168.77.0/24
set winbox address=192.168.77.0/24

/ip neighbor discovery-settings
set discover-interface-list=LAN
