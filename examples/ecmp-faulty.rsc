# routeros: 6.49
# Two uplinks, meant to share the load. Nearly every line has a fault that Rscope finds.

/interface ethernet
set [ find name=ether1 ] name=WAN1 comment="first provider"
set [ find name=ether2 ] name=WAN2 comment="second provider"
set [ find name=ether3 ] name=LAN comment="office" # the port to the switch

/interface bridge
add name=bridge1

/interface bridge port
add bridge=bridge1 interface=LAN # the office goes into the bridge

/ip address
add address=192.168.77.1/24 interface=bridge1 network=192.168.77.0 comment="office network"

/ip dhcp-client
add interface=WAN1 disabled=no comment="lease of the first provider"
add interface=WAN2 disabled=no comment="lease of the second provider"

/ip route
add distance=1 gateway=WAN1 check-gateway=ping comment="by the first provider"
add distance=1 gateway=WAN2 check-gateway=ping comment="by the second provider"

/ip firewall nat
add chain=srcnat action=masquerade out-interface-list=WAN comment="everybody shares the public addresses"

/interface list
add name=WAN comment="both uplinks"

/interface list member
add list=WAN interface=WAN1
add list=WAN interface=WAN2

/ip dns
set allow-remote-requests=yes servers=192.0.2.53,198.51.100.53 # the resolvers
