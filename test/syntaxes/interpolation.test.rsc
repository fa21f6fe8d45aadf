# SYNTAX TEST "source.routeros" "code in strings"
:put "is $name."
#        ^ meta.template.expression.routeros punctuation.definition.variable.routeros
#         ^^^^ variable.other.readwrite.routeros
#             ^ string.quoted.double.routeros - variable.other.readwrite.routeros
:put "$set-dns $1 $"set-dns"x"
#      ^^^ variable.other.readwrite.routeros
#         ^^^^ string.quoted.double.routeros - variable.other.readwrite.routeros
#               ^ variable.other.readwrite.routeros
#                  ^^^^^^^^^ variable.other.readwrite.routeros
#                            ^^ string.quoted.double.routeros - variable.other.readwrite.routeros
:put ("^ether$" . $x)
#            ^ string.quoted.double.routeros - variable.other.readwrite.routeros
#             ^ punctuation.definition.string.end.routeros
#                  ^ variable.other.readwrite.routeros - string.quoted.double.routeros
:put "$[/system identity get name]"
#     ^ punctuation.definition.template-expression.begin.routeros
#      ^ punctuation.section.brackets.begin.routeros
#        ^^^^^^ meta.embedded.line.routeros entity.name.namespace.routeros
#                        ^^^ support.function.routeros
#                                ^ punctuation.section.brackets.end.routeros
:put "$($a + 1) b"
#      ^ punctuation.section.parens.begin.routeros
#        ^ variable.other.readwrite.routeros
#          ^ keyword.operator.arithmetic.routeros
#            ^ constant.numeric.decimal.routeros
#              ^^ string.quoted.double.routeros - meta.embedded.line.routeros
:put "a $[:pick "nested $x" 0 3] b" c
#                ^^^^^^ string.quoted.double.routeros meta.embedded.line.routeros string.quoted.double.routeros
#                        ^ variable.other.readwrite.routeros
#                           ^ constant.numeric.decimal.routeros
#                               ^^ string.quoted.double.routeros - meta.embedded.line.routeros
#                                  ^^ - string.quoted.double.routeros
