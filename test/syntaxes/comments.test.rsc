# SYNTAX TEST "source.routeros" "a comment stands only where a statement may start"
# a comment
# <--- comment.line.number-sign.routeros
    # indented
#   ^^^^^^^^^^ comment.line.number-sign.routeros
/ip address add address=10.0.0.1/24 # not one
#                                   ^^^^^^^^^ invalid.illegal.trailing-comment.routeros
:put 1; # behind a semicolon
#       ^^^^^^^^^^^^^^^^^^^^ comment.line.number-sign.routeros
add comment=#tag
#           ^^^^ - comment
add comment="# text"
#           ^^^^^^^^ string.quoted.double.routeros
#            ^^^^^^ - comment
