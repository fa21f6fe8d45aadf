# SYNTAX TEST "source.routeros" "control flow"
:if ($a = 1 && !$b) do={ :return true } else={ :error "no" }
#^^ keyword.control.routeros
#   ^ punctuation.section.parens.begin.routeros
#       ^ keyword.operator.comparison.routeros
#           ^^ keyword.operator.logical.routeros
#              ^ keyword.operator.logical.routeros
#                   ^^ keyword.control.routeros
#                     ^ keyword.operator.assignment.routeros
#                      ^ punctuation.section.block.begin.routeros
#                         ^^^^^^ keyword.control.flow.routeros
#                                ^^^^ constant.language.boolean.routeros
#                                       ^^^^ keyword.control.routeros
#                                               ^^^^^ keyword.control.flow.routeros
:for i from=1 to=10 step=2 do={ :put $i }
#^^^ keyword.control.loop.routeros
#    ^ variable.other.readwrite.routeros
#      ^^^^ keyword.control.loop.routeros
#           ^ constant.numeric.decimal.routeros
#             ^^ keyword.control.loop.routeros
#                   ^^^^ keyword.control.loop.routeros
:foreach key,value in={1;2} do={ }
#        ^^^ variable.other.readwrite.routeros
#            ^^^^^ variable.other.readwrite.routeros
#                  ^^ keyword.control.routeros
#                     ^ punctuation.section.array.begin.routeros
#                           ^^ keyword.control.routeros
:while ($i < 3) do={ }
#^^^^^ keyword.control.routeros
#          ^ keyword.operator.comparison.routeros
:do { } while=($i < 3) on-error={ }
#^^ keyword.control.routeros
#       ^^^^^ keyword.control.routeros
#                      ^^^^^^^^ keyword.control.routeros
:onerror e in={ # code
#^^^^^^^ keyword.control.exception.routeros
#        ^ variable.other.readwrite.routeros
#             ^ punctuation.section.block.begin.routeros
#               ^^^^^^ comment.line.number-sign.routeros
} do={ :put $e }
# ^^ keyword.control.routeros
#       ^^^ support.function.routeros
:retry command={ :put 1 } delay=1s max=3 on-error={ }
#^^^^^ keyword.control.routeros
#                 ^^^ meta.block.routeros support.function.routeros
#                         ^^^^^ variable.parameter.property.routeros
#                               ^^ constant.numeric.time.routeros
#                                        ^^^^^^^^ keyword.control.routeros
if ($x) do={ } else { }
# <-- keyword.control.routeros
#              ^^^^ keyword.control.routeros
#                   ^ punctuation.section.block.begin.routeros
/tool e-mail send to=a@example.com from=b@example.com
#                 ^^ variable.parameter.property.routeros
#                                  ^^^^ variable.parameter.property.routeros
