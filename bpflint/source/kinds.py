"""The numbers libclang gives to cursor kinds and operators (clang-c/Index.h), as far as lowering tells them apart."""

from __future__ import annotations

from typing import Final

STRUCT_DECL: Final = 2
UNION_DECL: Final = 3
ENUM_DECL: Final = 5
FIELD_DECL: Final = 6
ENUM_CONSTANT_DECL: Final = 7
FUNCTION_DECL: Final = 8
VAR_DECL: Final = 9
PARM_DECL: Final = 10
TYPEDEF_DECL: Final = 20

TYPE_REF: Final = 43
MEMBER_REF: Final = 47
LABEL_REF: Final = 48

UNEXPOSED_EXPR: Final = 100
DECL_REF_EXPR: Final = 101
MEMBER_REF_EXPR: Final = 102
CALL_EXPR: Final = 103
INTEGER_LITERAL: Final = 106
FLOATING_LITERAL: Final = 107
STRING_LITERAL: Final = 109
CHARACTER_LITERAL: Final = 110
PAREN_EXPR: Final = 111
UNARY_OPERATOR: Final = 112
ARRAY_SUBSCRIPT_EXPR: Final = 113
BINARY_OPERATOR: Final = 114
COMPOUND_ASSIGNMENT: Final = 115
CONDITIONAL_OPERATOR: Final = 116
CAST_EXPR: Final = 117
COMPOUND_LITERAL_EXPR: Final = 118
INIT_LIST_EXPR: Final = 119
ADDR_LABEL_EXPR: Final = 120
STATEMENT_EXPR: Final = 121
GENERIC_SELECTION_EXPR: Final = 122
GNU_NULL_EXPR: Final = 123
BOOL_LITERAL: Final = 130
SIZEOF_EXPR: Final = 136

LABEL_STMT: Final = 201
COMPOUND_STMT: Final = 202
CASE_STMT: Final = 203
DEFAULT_STMT: Final = 204
IF_STMT: Final = 205
SWITCH_STMT: Final = 206
WHILE_STMT: Final = 207
DO_STMT: Final = 208
FOR_STMT: Final = 209
GOTO_STMT: Final = 210
INDIRECT_GOTO_STMT: Final = 211
CONTINUE_STMT: Final = 212
BREAK_STMT: Final = 213
RETURN_STMT: Final = 214
ASM_STMT: Final = 215
NULL_STMT: Final = 230
DECL_STMT: Final = 231

UNEXPOSED_STMT: Final = 200

FIRST_ATTRIBUTE: Final = 400

ASSIGN: Final = 22
LOGICAL_AND: Final = 20
LOGICAL_OR: Final = 21
COMMA: Final = 33

BINARY_SPELLINGS: Final[dict[int, str]] = {
    3: "*",
    4: "/",
    5: "%",
    6: "+",
    7: "-",
    8: "<<",
    9: ">>",
    11: "<",
    12: ">",
    13: "<=",
    14: ">=",
    15: "==",
    16: "!=",
    17: "&",
    18: "^",
    19: "|",
    23: "*",
    24: "/",
    25: "%",
    26: "+",
    27: "-",
    28: "<<",
    29: ">>",
    30: "&",
    31: "^",
    32: "|",
}
"""Of CXBinaryOperatorKind, the compound assignments under the operator they apply."""

POST_INCREMENT: Final = 1
POST_DECREMENT: Final = 2
PRE_INCREMENT: Final = 3
PRE_DECREMENT: Final = 4
ADDRESS_OF: Final = 5
DEREFERENCE: Final = 6
PLUS: Final = 7
MINUS: Final = 8
BITWISE_NOT: Final = 9
LOGICAL_NOT: Final = 10
EXTENSION: Final = 13

LINKAGE_INTERNAL: Final = 2

STORAGE_EXTERN: Final = 2
STORAGE_STATIC: Final = 3
STORAGE_PRIVATE_EXTERN: Final = 4
