# SYNTAX TEST "source.routeros" "the script language"
:local name "x"
#<- punctuation.definition.command.routeros
#^^^^^ storage.type.variable.routeros
#      ^^^^ variable.other.readwrite.routeros
:if ($a = 1 && $b) do={ :return true } else={ :error "no" }
#^^ keyword.control.routeros
#    ^ punctuation.definition.variable.routeros
#     ^ variable.other.readwrite.routeros
#           ^^ keyword.operator.logical.routeros
#                  ^^ keyword.control.routeros
#                        ^^^^^^ keyword.control.routeros
#                               ^^^^ constant.language.boolean.routeros
#                                      ^^^^ keyword.control.routeros
:foreach i in=[/ip route find] do={ :put $i }
#^^^^^^^ keyword.control.loop.routeros
#        ^ variable.other.readwrite.routeros
#          ^^ keyword.control.routeros
#                                    ^^^ support.function.routeros
