# routeros: 7.20
# Two uplinks, the second for when the first is dead: the first is watched by a host far behind its gateway, so that a
# provider whose line is up and whose Internet is down counts as dead as well.

/interface list
add name=WAN comment="both uplinks"
add name=LAN comment="the office"
/interface list member
add list=WAN interface=ether1
add list=WAN interface=ether2
add list=LAN interface=ether3

/ip address
add address=203.0.113.2/30 interface=ether1 comment="first provider"
add address=198.51.100.2/30 interface=ether2 comment="second provider"
add address=192.168.10.1/24 interface=ether3 comment="office"

/ip route
add dst-address=9.9.9.9/32 gateway=203.0.113.1 scope=10 comment="the watched host, by the first provider only"
add dst-address=0.0.0.0/0 gateway=9.9.9.9 target-scope=11 distance=1 check-gateway=ping comment="first provider"
add dst-address=0.0.0.0/0 gateway=198.51.100.1 distance=2 check-gateway=ping comment="second provider"

/ip firewall nat
add chain=srcnat out-interface-list=WAN action=masquerade comment="the office goes out with the router's address"

/ip firewall filter
add chain=input connection-state=established,related,untracked action=accept
add chain=input connection-state=invalid action=drop
add chain=input protocol=icmp action=accept
add chain=input in-interface-list=WAN action=drop comment="nothing else from the Internet"
add chain=forward connection-state=established,related,untracked action=accept
add chain=forward connection-state=invalid action=drop
add chain=forward in-interface-list=WAN connection-nat-state=!dstnat connection-state=new action=drop
