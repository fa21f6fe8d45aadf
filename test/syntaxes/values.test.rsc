# SYNTAX TEST "source.routeros" "numbers, times, addresses, booleans"
add a=192.168.88.1/24 b=10.0.0.1-10.0.0.9 c=!192.0.2.1
#     ^^^^^^^^^^^^^^^ constant.numeric.ip-address.routeros
#                       ^^^^^^^^^^^^^^^^^ constant.numeric.ip-address.routeros
#                                            ^^^^^^^^^ constant.numeric.ip-address.routeros
add a=2001:db8::1/64 b=::1 c=fe80::1%ether1 d=02:00:5E:10:00:01
#     ^^^^^^^^^^^^^^ constant.numeric.ipv6-address.routeros
#                      ^^^ constant.numeric.ipv6-address.routeros
#                                             ^^^^^^^^^^^^^^^^^ constant.numeric.mac-address.routeros
add a=1d2h3m b=00:00:10 c=1d10:00:00 d=500ms
#     ^^^^^^ constant.numeric.time.routeros
#              ^^^^^^^^ constant.numeric.time.routeros
#                         ^^^^^^^^^^ constant.numeric.time.routeros
#                                      ^^^^^ constant.numeric.time.routeros
add a=1 b=-5 c=0x1F d=10M/512k e=80,443,8000-8080
#     ^ constant.numeric.decimal.routeros
#         ^^ constant.numeric.decimal.routeros
#              ^^^^ constant.numeric.hex.routeros
#                     ^^^ constant.numeric.decimal.routeros
#                         ^^^^ constant.numeric.decimal.routeros
#                                ^^ constant.numeric.decimal.routeros
#                                  ^ punctuation.separator.comma.routeros
#                                   ^^^ constant.numeric.decimal.routeros
#                                       ^^^^ constant.numeric.decimal.routeros
#                                            ^^^^ constant.numeric.decimal.routeros
set *1A a=yes b=no c=true d=false e=nothing
#   ^^^ constant.numeric.id.routeros
#         ^^^ constant.language.boolean.routeros
#               ^^ constant.language.boolean.routeros
#                    ^^^^ constant.language.boolean.routeros
#                           ^^^^^ constant.language.boolean.routeros
#                                   ^^^^^^^ support.constant.property-value.routeros
add a=ether1 b=6to4 c=pcc-2wan d=yes-man e=both-addresses:2/0
#     ^^^^^^ support.constant.property-value.routeros
#              ^^^^ support.constant.property-value.routeros
#                     ^^^^^^^^ support.constant.property-value.routeros
#                                ^^^^^^^ support.constant.property-value.routeros
#                                          ^^^^^^^^^^^^^^^^^^ support.constant.property-value.routeros
:put (192.168.0.0/16 . 1d . 10:00:00 . 2001:db8::1 . true . 7)
#     ^^^^^^^^^^^^^^ constant.numeric.ip-address.routeros
#                      ^^ constant.numeric.time.routeros
#                           ^^^^^^^^ constant.numeric.time.routeros
#                                      ^^^^^^^^^^^ constant.numeric.ipv6-address.routeros
#                                                    ^^^^ constant.language.boolean.routeros
#                                                           ^ constant.numeric.decimal.routeros
