# SYNTAX TEST "source.routeros" "mistakes do not colour what follows"
:do { :put [:len "a" }
#                    ^ punctuation.section.block.end.routeros
# next
# <------ comment.line.number-sign.routeros - meta.block.routeros
:put ($a + 1; :put 2
#              ^^^ - meta.parens.routeros
:put "x" )
#        ^ invalid.illegal.stray-bracket.routeros
add name=x }
#          ^ invalid.illegal.stray-bracket.routeros
:put \a
#    ^^ invalid.illegal.unexpected-backslash.routeros
Flags: X - disabled
# <------ - entity.name.namespace.routeros support.function.routeros
[admin@router] > /ip address print
# <- punctuation.section.brackets.begin.routeros
# next
# <------ comment.line.number-sign.routeros - meta.substitution.routeros
:put 1
#^^^ support.function.routeros - meta.block.routeros meta.parens.routeros meta.substitution.routeros
