# SYNTAX TEST "source.routeros" "strings, escapes, and code in strings"
:put "a \"b\" \n \4A \q"
#    ^ punctuation.definition.string.begin.routeros
#       ^^ constant.character.escape.routeros
#             ^^ constant.character.escape.routeros
#                ^^^ constant.character.escape.routeros
#                    ^^ invalid.illegal.unknown-escape.routeros
:put "is $name and $[/system identity get name] and $($a + 1)"
#        ^ punctuation.definition.variable.routeros
#         ^^^^ variable.other.readwrite.routeros
#                     ^^^^^^ entity.name.namespace.routeros
#                                     ^^^ support.function.routeros
#                                                        ^ keyword.operator.routeros
#                                                            ^ string.quoted.double.routeros
:put "^x$"
#       ^ string.quoted.double.routeros
:put after
#    ^^^^^ - string.quoted
