"""The language server: what bpflint knows, in the editor, while you type. Needs the extra `bpflint[lsp]`."""
