# routeros: 7.20
# Two uplinks that share the connections of an office, half and half. Each connection stays on its uplink.

/interface list
add name=WAN comment="both uplinks"
add name=LAN comment="the office"
/interface list member
add list=WAN interface=ether1
add list=WAN interface=ether2
add list=LAN interface=ether3

/ip address
add address=198.51.100.2/29 interface=ether1 comment="first provider"
add address=203.0.113.2/29 interface=ether2 comment="second provider"
add address=192.168.77.1/24 interface=ether3 comment="office network"

/routing table
add name=to_WAN1 fib
add name=to_WAN2 fib

/ip firewall mangle
add chain=prerouting action=mark-connection connection-state=new connection-mark=no-mark \
    in-interface=ether1 new-connection-mark=WAN1_conn
add chain=prerouting action=mark-connection connection-state=new connection-mark=no-mark \
    in-interface=ether2 new-connection-mark=WAN2_conn
add chain=prerouting action=mark-connection connection-state=new connection-mark=no-mark \
    in-interface-list=LAN dst-address-type=!local \
    per-connection-classifier=both-addresses:2/0 new-connection-mark=WAN1_conn
add chain=prerouting action=mark-connection connection-state=new connection-mark=no-mark \
    in-interface-list=LAN dst-address-type=!local \
    per-connection-classifier=both-addresses:2/1 new-connection-mark=WAN2_conn
add chain=prerouting action=mark-routing connection-mark=WAN1_conn \
    in-interface-list=LAN new-routing-mark=to_WAN1 passthrough=no
add chain=prerouting action=mark-routing connection-mark=WAN2_conn \
    in-interface-list=LAN new-routing-mark=to_WAN2 passthrough=no
add chain=output action=mark-routing connection-mark=WAN1_conn new-routing-mark=to_WAN1 passthrough=no
add chain=output action=mark-routing connection-mark=WAN2_conn new-routing-mark=to_WAN2 passthrough=no

/ip firewall nat
add chain=srcnat action=masquerade out-interface-list=WAN

/ip route
add dst-address=0.0.0.0/0 gateway=198.51.100.1 routing-table=to_WAN1 check-gateway=ping
add dst-address=0.0.0.0/0 gateway=203.0.113.1 routing-table=to_WAN2 check-gateway=ping
add dst-address=0.0.0.0/0 gateway=198.51.100.1 distance=1 check-gateway=ping
add dst-address=0.0.0.0/0 gateway=203.0.113.1 distance=2 check-gateway=ping

/ip firewall filter
add chain=input action=accept connection-state=established,related,untracked
add chain=input action=accept protocol=icmp
add chain=input action=drop in-interface-list=!LAN
add chain=forward action=accept connection-state=established,related,untracked
add chain=forward action=drop connection-state=new \
    connection-nat-state=!dstnat in-interface-list=WAN

# Which uplinks answer?
:foreach gateway in={198.51.100.1; 203.0.113.1} do={
    :local answers [/ping $gateway count=3]
    :if ($answers = 0) do={
        :log warning "$gateway is silent"
    } else={
        :log info "$gateway gave $answers of 3 answers"
    }
}
