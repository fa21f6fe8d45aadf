# routeros: 7.20
# A network of its own for each kind of guest, made by a loop: a VLAN, an address, a pool, a DHCP server, and a rule that
# keeps guests away from each other. Run again, it leaves what is there.

/interface bridge
add name=guests comment="all guests"

:local number 0
:foreach name,vlan in={"cafe"=30; "hotel"=40; "meeting"=50} do={
  :set number ($number + 1)
  :local subnet "10.30.$number"
  :if ([:len [/interface vlan find name="guests-$name"]] = 0) do={
    /interface vlan add name="guests-$name" interface=guests vlan-id=$vlan comment="guests of the $name"
    /ip address add address="$subnet.1/24" interface="guests-$name"
    /ip pool add name="guests-$name" ranges="$subnet.10-$subnet.200"
    /ip dhcp-server network add address="$subnet.0/24" gateway="$subnet.1" dns-server="$subnet.1"
    /ip dhcp-server add name="guests-$name" interface="guests-$name" address-pool="guests-$name" disabled=no
    /ip firewall address-list add list=guests address="$subnet.0/24" comment="$name"
  }
}

/ip firewall filter
add chain=forward src-address-list=guests dst-address-list=guests action=drop comment="guests see no other guests"
