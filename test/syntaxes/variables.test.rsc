# SYNTAX TEST "source.routeros" "variables and their declaration"
:local name "x"; :global "my-name" 1
#^^^^^ storage.type.variable.routeros
#      ^^^^ variable.other.readwrite.routeros
#                 ^^^^^^ storage.type.variable.routeros
#                        ^^^^^^^^^ variable.other.readwrite.routeros
:global f do={ :return $1 }
#       ^ entity.name.function.routeros
#         ^^ keyword.control.routeros
#                       ^ variable.other.readwrite.routeros
:set name 5; set name 5; set winbox disabled=yes
#^^^ support.function.routeros
#    ^^^^ variable.other.readwrite.routeros
#                ^^^^ variable.other.readwrite.routeros
#                            ^^^^^^ support.constant.property-value.routeros
#                                   ^^^^^^^^ variable.parameter.property.routeros
:put $name; :put $"my-name"; :put ($a->"key"->0)
#    ^ punctuation.definition.variable.routeros
#     ^^^^ variable.other.readwrite.routeros
#                 ^^^^^^^^^ variable.other.readwrite.routeros
#                                    ^^ keyword.operator.accessor.routeros
#                                      ^^^^^ string.quoted.double.routeros
/ip route add gateway=$gw disabled=no
#                      ^^ variable.other.readwrite.routeros
#                         ^^^^^^^^ variable.parameter.property.routeros
