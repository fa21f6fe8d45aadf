# SYNTAX TEST "source.routeros" "numbers, times, addresses"
add address=192.168.88.1/24 gateway=10.0.0.1-10.0.0.9
#           ^^^^^^^^^^^^^^^ constant.numeric.ip-address.routeros
#                                   ^^^^^^^^^^^^^^^^^ constant.numeric.ip-address.routeros
add interval=1d2h start-time=03:00:00 distance=1 disabled=no
#            ^^^^ constant.numeric.time.routeros
#                            ^^^^^^^^ constant.numeric.time.routeros
#                                              ^ constant.numeric.decimal.routeros
#                                                         ^^ constant.language.boolean.routeros
add mac-address=02:00:5E:10:00:01 address=2001:db8::1/64
#               ^^^^^^^^^^^^^^^^^ constant.numeric.mac-address.routeros
#                                         ^^^^^^^^^^^^^^ constant.numeric.ipv6-address.routeros
set *1A mark=0x1F
#   ^^^ constant.other.id.routeros
#            ^^^^ constant.numeric.hex.routeros
