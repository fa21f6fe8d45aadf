# SYNTAX TEST "source.routeros" "commands of the script language, with and without a colon"
:put [:len $x]
# <- punctuation.definition.command.routeros
#^^^ support.function.routeros
#    ^ punctuation.section.brackets.begin.routeros
#      ^^^ support.function.routeros
put [len $x]
# <--- support.function.routeros
#    ^^^ support.function.routeros
:tojson-of-tomorrow 1
#^^^^^^^^^^^^^^^^^^ support.function.routeros
[:resolve example.com]; $f 1 key=2
# ^^^^^^^ support.function.routeros
#                        ^ entity.name.function.routeros
#                            ^^^ variable.parameter.property.routeros
:execute { :put 1 }
#        ^ punctuation.section.block.begin.routeros
#           ^^^ meta.block.routeros support.function.routeros
