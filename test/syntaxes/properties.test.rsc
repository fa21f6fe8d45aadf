# SYNTAX TEST "source.routeros" "properties and flags"
add chain=input !dst-port .mode=x security.passphrase="y"
#   ^^^^^ variable.parameter.property.routeros
#        ^ keyword.operator.assignment.routeros
#         ^^^^^ support.constant.property-value.routeros
#               ^ keyword.operator.logical.routeros
#                ^^^^^^^^ variable.parameter.property.routeros
#                         ^ punctuation.accessor.routeros
#                          ^^^^ variable.parameter.property.routeros
#                                 ^^^^^^^^^^^^^^^^^^^ variable.parameter.property.routeros
#                                                     ^^^ string.quoted.double.routeros
set 0 comment= in-interface=!wan url=https://example.com/?a=b
#     ^^^^^^^ variable.parameter.property.routeros
#              ^^^^^^^^^^^^ variable.parameter.property.routeros
#                           ^ keyword.operator.logical.routeros
#                            ^^^ support.constant.property-value.routeros
#                                ^^^ variable.parameter.property.routeros
#                                    ^^^^^^^^^^^^^^^^^^^^^^^^ support.constant.property-value.routeros
set 0 gateway=$gw mark=("a" . $b) list=[/ip pool get 0 name]
#              ^^ variable.other.readwrite.routeros
#                           ^ keyword.operator.concatenation.routeros
#                                           ^^^^ entity.name.namespace.routeros
print detail as-value where !disabled
#     ^^^^^^ variable.parameter.flag.routeros
#            ^^^^^^^^ variable.parameter.flag.routeros
#                     ^^^^^ keyword.other.where.routeros
add name=up on-event={ :put 1 } source={ /ip address }
#           ^^^^^^^^ variable.parameter.property.routeros
#                       ^^^ meta.block.routeros support.function.routeros
#                                            ^^^^^^^ meta.block.routeros entity.name.namespace.routeros
add on-event="/ip address add address=192.0.2.1"
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double.routeros - entity.name.namespace.routeros
