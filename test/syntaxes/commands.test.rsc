# SYNTAX TEST "source.routeros" "menus, commands, properties"
/ip firewall nat add chain=srcnat
#^^ entity.name.namespace.routeros
#   ^^^^^^^^ entity.name.namespace.routeros
#                ^^^ support.function.routeros
#                    ^^^^^ variable.parameter.property.routeros
#                         ^ keyword.operator.assignment.routeros
#                          ^^^^^^ string.unquoted.routeros
/ip/firewall/nat/add chain=srcnat
#^^ entity.name.namespace.routeros
#  ^ punctuation.separator.path.routeros
#   ^^^^^^^^ entity.name.namespace.routeros
#                ^^^ support.function.routeros
set [ find default-name=ether1 ] name=WAN1
#^^ support.function.routeros
#   ^ punctuation.section.brackets.begin.routeros
#     ^^^^ support.function.routeros
#          ^^^^^^^^^^^^ variable.parameter.property.routeros
#                                ^^^^ variable.parameter.property.routeros
print where disabled=no and !dynamic
#     ^^^^^ keyword.other.where.routeros
#                       ^^^ keyword.operator.logical.routeros
add chain=input \
#               ^ constant.character.escape.line-continuation.routeros
    action=drop
#   ^^^^^^ variable.parameter.property.routeros
