# routeros: 7.20
# A shop on three servers behind one uplink: visitors are shared out by mark, netwatch takes a dead server out.
# Nearly every part has a fault that Rscope finds.

/interface bridge
add name=office comment="office"
add name=servers comment="the shop's servers"

/interface list
add name=WAN comment="uplink"
add name=LAN comment="trusted side"

/interface bridge port
add bridge=servers interface=ether2
add bridge=servers interface=ether3
add bridge=servers interface=ether4
add bridge=office interface=ether5

/interface list member
add list=WAN interface=ether1
add list=LAN interface=office

/ip address
add address=198.51.100.2/29 interface=ether1 comment="uplink"
add address=192.168.77.1/24 interface=office comment="office"
add address=192.168.10.1/24 interface=servers comment="servers"

/ip route
add dst-address=0.0.0.0/0 gateway=198.51.100.1 check-gateway=ping comment="to the provider"

/ip firewall mangle
add chain=prerouting action=mark-connection in-interface=ether1 protocol=tcp dst-port=80,443 dst-address-type=local connection-state=new connection-mark=no-mark per-connection-classifier=src-address-and-port:3/0 new-connection-mark=web1 passthrough=yes comment="share of web1"
add chain=prerouting action=mark-connection in-interface=ether1 protocol=tcp dst-port=80,443 dst-address-type=local connection-state=new connection-mark=no-mark per-connection-classifier=src-address-and-port:3/1 new-connection-mark=web2 passthrough=yes comment="share of web2"
add chain=prerouting action=mark-connection in-interface=ether1 protocol=tcp dst-port=80,443 dst-address-type=local connection-state=new connection-mark=no-mark per-connection-classifier=src-address-and-port:3/2 new-connection-mark=web3 passthrough=yes comment="share of web3"

/ip firewall nat
add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80,443 dst-address-type=local to-addresses=192.168.10.11 comment="last resort web1"
add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80,443 dst-address-type=local connection-mark=web1 to-addresses=192.168.10.11 comment="to web1"
add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80,443 dst-address-type=local connection-mark=web2 to-addresses=192.168.10.12 comment="to web2"
add chain=dstnat action=dst-nat in-interface=ether1 protocol=tcp dst-port=80,443 dst-address-type=local to-addresses=192.168.10.12 comment="last resort web2"
add chain=srcnat action=masquerade out-interface-list=WAN comment="the office and the servers go out"

/ip firewall filter
add chain=input action=accept connection-state=established,related,untracked
add chain=input action=drop connection-state=invalid
add chain=input action=accept protocol=icmp
add chain=input action=drop in-interface-list=!LAN
add chain=forward action=accept connection-state=established,related,untracked
add chain=forward action=drop connection-state=invalid
add chain=forward action=accept connection-nat-state=dstnat in-interface-list=WAN protocol=tcp dst-port=80,443
add chain=forward action=drop in-interface=servers out-interface-list=LAN
add chain=forward action=drop in-interface-list=WAN

/system script
add name=web1-down policy=read,write,test source={
  /ip firewall nat disable [find comment="to web1"]
  /ip firewall connection remove [find where reply-src-address~"^192\\.168\\.10\\.11:"]
  :log warning "web1 is down"
}
add name=web1-up policy=read,write,test source={
  /ip firewall nat enable [find comment="to web1"]
  /ip firewall nat enable [find comment="last resort web1"]
  :log info "web1 is up"
}
add name=web2-down policy=read,write,test source={
  /ip firewall nat disable [find comment="to web2"]
  /ip firewall nat disable [find comment="last resort web2"]
  /ip firewall connection remove [find where reply-src-address~"^192\\.168\\.10\\.12:"]
  :log warning "web2 is down"
}
add name=web2-up policy=read,write,test source={
  /ip firewall nat enable [find comment="to wbe2"]
  /ip firewall nat enable [find comment="last resort web2"]
  :log info "web2 is up"
}

/tool netwatch
add host=192.168.10.11 interval=10s timeout=2s down-script="/system script run web1-down" up-script="/system script run web1-up" comment="health of web1"
add host=192.168.10.12 interval=10s timeout=2s down-script="/system script run web2-down" up-script="/system script run web2-up" comment="health of web2"

/ip service
set telnet disabled=yes
set ftp disabled=yes
set www disabled=yes
set api disabled=yes
set ssh address=192.168.77.0/24
set winbox address=192.168.77.0/24

/tool mac-server
set allowed-interface-list=LAN
/tool mac-server mac-winbox
set allowed-interface-list=LAN
/ip neighbor discovery-settings
set discover-interface-list=LAN
/tool bandwidth-server
set enabled=no
