"""Lowers one function definition: which transform each kind of node gets, and the blocks that come of it."""

from __future__ import annotations

from typing import Final

from bpflint.source import kinds as k
from bpflint.source.control_flow import Block
from bpflint.source.libclang import CXCursor
from bpflint.source.lowering import (
    assembly,
    calls,
    conditions,
    expressions,
    initializers,
    lvalues,
    operators,
    scopes,
    statements,
)
from bpflint.source.lowering.builder import FunctionBuilder, Transforms
from bpflint.source.lowering.pointers import resolve_pointers
from bpflint.source.lowering.variables import Variables
from bpflint.source.model import Local

_TRANSFORMS: Final = Transforms(
    values={
        k.UNEXPOSED_EXPR: expressions.transform_unexposed,
        k.INTEGER_LITERAL: expressions.transform_constant,
        k.CHARACTER_LITERAL: expressions.transform_constant,
        k.BOOL_LITERAL: expressions.transform_constant,
        k.SIZEOF_EXPR: expressions.transform_constant,
        k.DECL_REF_EXPR: expressions.transform_reference,
        k.MEMBER_REF_EXPR: expressions.transform_lvalue,
        k.ARRAY_SUBSCRIPT_EXPR: expressions.transform_lvalue,
        k.STRING_LITERAL: expressions.transform_lvalue,
        k.COMPOUND_LITERAL_EXPR: expressions.transform_lvalue,
        k.CALL_EXPR: calls.transform_call,
        k.PAREN_EXPR: expressions.transform_parentheses,
        k.UNARY_OPERATOR: operators.transform_unary,
        k.BINARY_OPERATOR: operators.transform_binary,
        k.COMPOUND_ASSIGNMENT: operators.transform_compound_assignment,
        k.CONDITIONAL_OPERATOR: operators.transform_conditional,
        k.CAST_EXPR: expressions.transform_cast,
        k.STATEMENT_EXPR: statements.transform_statement_expression,
        k.GENERIC_SELECTION_EXPR: expressions.transform_generic_selection,
        k.ADDR_LABEL_EXPR: scopes.transform_label_address,
        k.GNU_NULL_EXPR: expressions.transform_null,
        k.INIT_LIST_EXPR: expressions.transform_scalar_in_braces,
    },
    effects={
        k.PAREN_EXPR: conditions.effect_of_parentheses,
        k.CAST_EXPR: conditions.effect_of_cast,
        k.BINARY_OPERATOR: conditions.effect_of_binary,
        k.CONDITIONAL_OPERATOR: conditions.effect_of_conditional,
    },
    conditions={
        k.PAREN_EXPR: conditions.branch_on_parentheses,
        k.UNARY_OPERATOR: conditions.branch_on_unary,
        k.BINARY_OPERATOR: conditions.branch_on_binary,
        k.CONDITIONAL_OPERATOR: conditions.branch_on_conditional,
        k.UNEXPOSED_EXPR: conditions.branch_on_unexposed,
        k.CALL_EXPR: conditions.branch_on_call,
        k.STATEMENT_EXPR: statements.branch_on_statement_expression,
    },
    places={
        k.PAREN_EXPR: lvalues.parenthesized_place,
        k.DECL_REF_EXPR: lvalues.variable_place,
        k.MEMBER_REF_EXPR: lvalues.member_place,
        k.ARRAY_SUBSCRIPT_EXPR: lvalues.element_place,
        k.UNARY_OPERATOR: lvalues.dereferenced_place,
        k.STRING_LITERAL: lvalues.string_place,
        k.COMPOUND_LITERAL_EXPR: initializers.compound_literal_place,
        k.GENERIC_SELECTION_EXPR: lvalues.selected_place,
        k.UNEXPOSED_EXPR: lvalues.unexposed_place,
    },
    statements={
        k.COMPOUND_STMT: statements.transform_compound,
        k.DECL_STMT: statements.transform_declarations,
        k.IF_STMT: statements.transform_if,
        k.WHILE_STMT: statements.transform_while,
        k.DO_STMT: statements.transform_while,
        k.FOR_STMT: statements.transform_for,
        k.SWITCH_STMT: statements.transform_switch,
        k.CASE_STMT: statements.transform_case,
        k.DEFAULT_STMT: statements.transform_case,
        k.BREAK_STMT: statements.transform_break,
        k.CONTINUE_STMT: statements.transform_break,
        k.RETURN_STMT: statements.transform_return,
        k.GOTO_STMT: statements.transform_goto,
        k.INDIRECT_GOTO_STMT: statements.transform_indirect_goto,
        k.LABEL_STMT: statements.transform_label,
        k.ASM_STMT: assembly.transform_asm,
        k.NULL_STMT: lambda _builder, _node: None,
        k.UNEXPOSED_STMT: statements.transform_children,
    },
    any_condition=conditions.branch_on_value,
    any_place=lvalues.materialise,
)


def lower_function(unit: Variables, definition: CXCursor, parameters: list[tuple[CXCursor, Local]]) -> list[Block]:
    """The blocks of a function, entry first. `parameters` are clang's declarations with their locals."""
    builder = FunctionBuilder(unit, definition, _TRANSFORMS)
    for cursor, local in parameters:
        builder.locals[cursor.decl] = local
    tree = builder.clang.tree(
        definition,
        looked_for=scopes.NOTED,
        found=lambda node, around: scopes.number_statement(builder, node, around),
    )
    body = tree.children[-1] if tree.children else None
    end = builder.span(tree)
    if body is not None and body.kind == k.COMPOUND_STMT:
        statements.transform_compound(builder, body)
    blocks = builder.build(scopes.last_of(end))
    resolve_pointers(blocks)
    return blocks
