# SYNTAX TEST "source.routeros" "menus and commands in either spelling"
/ip firewall nat add chain=srcnat
# <- punctuation.separator.path.routeros
#^^ entity.name.namespace.routeros
#   ^^^^^^^^ entity.name.namespace.routeros
#            ^^^ entity.name.namespace.routeros
#                ^^^ support.function.routeros
/ip/firewall/nat/add chain=srcnat
#^^ entity.name.namespace.routeros
#  ^ punctuation.separator.path.routeros
#   ^^^^^^^^ entity.name.namespace.routeros
#            ^^^ entity.name.namespace.routeros
#                ^^^ support.function.routeros
/ip/firewall address-list add list=x
#   ^^^^^^^^ entity.name.namespace.routeros
#            ^^^^^^^^^^^^ entity.name.namespace.routeros
#                         ^^^ support.function.routeros
:ip route print
#^^ entity.name.namespace.routeros
#   ^^^^^ entity.name.namespace.routeros
#         ^^^^^ support.function.routeros
../route/print
# <-- entity.name.namespace.parent.routeros
#  ^^^^^ entity.name.namespace.routeros
#        ^^^^^ support.function.routeros
firewall filter remove 0
# <-------- entity.name.namespace.routeros
#               ^^^^^^ support.function.routeros
#                      ^ constant.numeric.decimal.routeros
/interface wireless registration-table
#                   ^^^^^^^^^^^^^^^^^^ entity.name.namespace.routeros
/tool some-new-command address=192.0.2.1
#     ^^^^^^^^^^^^^^^^ support.function.routeros
/interface 6to4 add name=x
#          ^^^^ entity.name.namespace.routeros
#               ^^^ support.function.routeros
/ip ssh set strong-crypto=yes
#   ^^^ entity.name.namespace.routeros
#       ^^^ support.function.routeros
/system ssh 192.0.2.1 user=x
#       ^^^ support.function.routeros
/log info "x"
#^^^ entity.name.namespace.routeros
#    ^^^^ support.function.routeros
/ip route {
#   ^^^^^ entity.name.namespace.routeros
#         ^ punctuation.section.block.begin.routeros
    add gateway=192.0.2.1
#   ^^^ meta.block.routeros support.function.routeros
}
# <- punctuation.section.block.end.routeros
set ether1 name=add
#   ^^^^^^ support.constant.property-value.routeros
#               ^^^ support.constant.property-value.routeros - support.function.routeros
