# SYNTAX TEST "source.routeros" "strings and their escapes"
:put "plain"
#    ^ punctuation.definition.string.begin.routeros
#     ^^^^^ string.quoted.double.routeros
#          ^ punctuation.definition.string.end.routeros
:put "\" \\ \n \r \t \_ \$ \? \4A" x
#     ^^ string.quoted.double.routeros constant.character.escape.routeros
#        ^^ string.quoted.double.routeros constant.character.escape.routeros
#           ^^ string.quoted.double.routeros constant.character.escape.routeros
#              ^^ string.quoted.double.routeros constant.character.escape.routeros
#                 ^^ string.quoted.double.routeros constant.character.escape.routeros
#                    ^^ string.quoted.double.routeros constant.character.escape.routeros
#                       ^^ string.quoted.double.routeros constant.character.escape.routeros
#                          ^^ string.quoted.double.routeros constant.character.escape.routeros
#                             ^^^ string.quoted.double.routeros constant.character.escape.routeros
#                                  ^ - string.quoted.double.routeros
:put "\q \4a" x
#     ^^ string.quoted.double.routeros invalid.illegal.unknown-escape.routeros
#        ^^ invalid.illegal.unknown-escape.routeros
#             ^ - string.quoted.double.routeros
:put "over
#     ^^^^ string.quoted.double.routeros
lines" x
#     ^^ - string.quoted.double.routeros
:put 'no string'
#    ^^^ - string.quoted.double.routeros
:put "^ether[0-9]\$" . "x$" ; :put next
#                 ^^ string.quoted.double.routeros
#                         ^ punctuation.definition.string.end.routeros
#                                  ^^^^ - string.quoted.double.routeros
