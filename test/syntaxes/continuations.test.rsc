# SYNTAX TEST "source.routeros" "a backslash at the end of a line"
add chain=input \
#               ^ constant.character.escape.line-continuation.routeros
    action=drop comment=\
#   ^^^^^^ variable.parameter.property.routeros
#                       ^ constant.character.escape.line-continuation.routeros
    "the value of comment" disabled=no
#   ^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double.routeros
#                          ^^^^^^^^ variable.parameter.property.routeros
add chain=input comment="x"\
    action=accept
#   ^^^^^^ variable.parameter.property.routeros
/ip firewall \
    nat \
#   ^^^ entity.name.namespace.routeros

    add chain=srcnat \
#   ^^^ support.function.routeros
#       ^^^^^ variable.parameter.property.routeros
# a comment at column 0 does not end the statement
# <-------------------------------------------------- comment.line.number-sign.routeros
    # indented it is content, and refused
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ invalid.illegal.hash-in-statement.routeros - comment.line.number-sign.routeros
add chain=output
# <--- support.function.routeros
# here a backslash goes nowhere \
# <--------------------------------- comment.line.number-sign.routeros
:put 1
#^^^ support.function.routeros
:put "in a string \
#                 ^ string.quoted.double.routeros constant.character.escape.line-continuation.routeros
    \_it goes on"
#   ^^ string.quoted.double.routeros constant.character.escape.routeros
#     ^^^^^^^^^^ string.quoted.double.routeros
