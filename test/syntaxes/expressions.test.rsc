# SYNTAX TEST "source.routeros" "operators, arrays, blocks as values"
:put (1 + 2 * -3 . "x" . $a)
#       ^ keyword.operator.arithmetic.routeros
#           ^ keyword.operator.arithmetic.routeros
#             ^ keyword.operator.arithmetic.routeros
#              ^ constant.numeric.decimal.routeros
#                ^ keyword.operator.concatenation.routeros
:put ($a and any $b or 1 in $c)
#        ^^^ keyword.operator.wordlike.logical.routeros
#            ^^^ keyword.operator.wordlike.logical.routeros
#                   ^^ keyword.operator.wordlike.logical.routeros
#                        ^^ keyword.operator.wordlike.logical.routeros
:put (($a << 2) | ($b ^ 1) & 0xFF != word)
#         ^^ keyword.operator.bitwise.routeros
#               ^ keyword.operator.bitwise.routeros
#                     ^ keyword.operator.bitwise.routeros
#                          ^ keyword.operator.bitwise.routeros
#                            ^^^^ constant.numeric.hex.routeros
#                                 ^^ keyword.operator.comparison.routeros
#                                    ^^^^ variable.other.readwrite.routeros
:local a {1; "k"=$x; key=yes; {2}; (1,2)}
#        ^ punctuation.section.array.begin.routeros
#          ^ punctuation.separator.array.routeros
#            ^^^ string.quoted.double.routeros
#                    ^^^ variable.parameter.property.routeros
#                        ^^^ constant.language.boolean.routeros
#                             ^ meta.array.routeros meta.array.routeros punctuation.section.array.begin.routeros
#                                    ^ keyword.operator.separator.routeros
#                                       ^ punctuation.section.array.end.routeros
:local list {
#           ^ punctuation.section.array.begin.routeros
# at column 0 this is a comment, which the arrays of real scripts contain
# <------------------------------------------------------------------------- meta.array.routeros comment.line.number-sign.routeros
    "a"; # this is not
#        ^^^^^^^^^^^^^ meta.array.routeros invalid.illegal.hash-in-statement.routeros - comment.line.number-sign.routeros
}
# <- punctuation.section.array.end.routeros
:put (>{ :put 1 }); :put (>[:put 2])
#     ^ keyword.operator.quote.routeros
#      ^ punctuation.section.block.begin.routeros
#         ^^^ meta.block.routeros support.function.routeros
#                            ^^^ meta.substitution.routeros support.function.routeros
:put ($f <%% {1})
#        ^^^ keyword.operator.apply.routeros
