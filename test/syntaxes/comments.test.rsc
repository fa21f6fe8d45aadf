# SYNTAX TEST "source.routeros" "a comment begins only where a statement may start"
# first thing in a line
# <----------------------- comment.line.number-sign.routeros
    # behind blanks
#   ^^^^^^^^^^^^^^^ comment.line.number-sign.routeros
:put 1; # behind a semicolon
#^^^ - comment.line.number-sign.routeros
#       ^^^^^^^^^^^^^^^^^^^^ comment.line.number-sign.routeros
:do { # behind the brace of a block
#   ^ meta.block.routeros
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ meta.block.routeros comment.line.number-sign.routeros
    # in a block
#   ^^^^^^^^^^^^ meta.block.routeros comment.line.number-sign.routeros
}
# <- meta.block.routeros
:put [ # behind a bracket: the ] here is part of it
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ meta.substitution.routeros comment.line.number-sign.routeros
    :len "a"]
#    ^^^ meta.substitution.routeros
#           ^ meta.substitution.routeros punctuation.section.brackets.end.routeros
/ip address add address=192.0.2.1/24 # refused
#                                    ^^^^^^^^^ invalid.illegal.hash-in-statement.routeros - comment.line.number-sign.routeros
add comment=#tag
#           ^^^^ support.constant.property-value.routeros - comment.line.number-sign.routeros
add comment="# text"
#            ^^^^^^ string.quoted.double.routeros - comment.line.number-sign.routeros
:do { :put 1 # refused, but the brace still closes }
#            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid.illegal.hash-in-statement.routeros - comment.line.number-sign.routeros
#                                                  ^ punctuation.section.block.end.routeros
} # nor behind a closing brace
# <- - comment.line.number-sign.routeros
:put "next" # and the quote in "this does not open a string
#           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid.illegal.hash-in-statement.routeros - string.quoted.double.routeros
:put done
#    ^^^^ support.constant.property-value.routeros - string.quoted.double.routeros comment.line.number-sign.routeros
