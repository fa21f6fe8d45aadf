# SYNTAX TEST "source.routeros" "what follows find and where"
print where disabled=no and !dynamic
#     ^^^^^ keyword.other.where.routeros
#           ^^^^^^^^ variable.parameter.property.routeros
#                   ^ keyword.operator.comparison.routeros
#                    ^^ constant.language.boolean.routeros
#                       ^^^ keyword.operator.wordlike.logical.routeros
#                           ^ keyword.operator.logical.routeros
#                            ^^^^^^^ variable.parameter.property.routeros
set [ find default-name=ether1 ] name=wan
#     ^^^^ support.function.routeros
#          ^^^^^^^^^^^^ variable.parameter.property.routeros
#                       ^^^^^^ support.constant.property-value.routeros
#                                ^^^^ variable.parameter.property.routeros
remove [find where comment~"^x" || (list=$l && name!=-)]
#                         ^ keyword.operator.comparison.routeros
#                          ^^^^ string.quoted.double.routeros
#                               ^^ keyword.operator.logical.routeros
#                                   ^^^^ variable.parameter.property.routeros
#                                         ^ variable.other.readwrite.routeros
#                                                  ^^ keyword.operator.comparison.routeros
#                                                    ^ support.constant.property-value.routeros
#                                                     ^ punctuation.section.parens.end.routeros
#                                                      ^ punctuation.section.brackets.end.routeros
print where uptime > 1d and 192.0.2.1 in dst-address
#           ^^^^^^ variable.parameter.property.routeros
#                  ^ keyword.operator.comparison.routeros
#                    ^^ constant.numeric.time.routeros
#                           ^^^^^^^^^ constant.numeric.ip-address.routeros
#                                     ^^ keyword.operator.wordlike.logical.routeros
#                                        ^^^^^^^^^^^ variable.parameter.property.routeros
:put [:find "abc" "b"]
#      ^^^^ support.function.routeros
#           ^^^^^ string.quoted.double.routeros
