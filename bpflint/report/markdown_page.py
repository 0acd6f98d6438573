"""Markdown on a terminal, in colours that can be read on dark and light backgrounds."""

from __future__ import annotations

from typing import IO, ClassVar, Final, Literal

from bpflint.base.safe_text import clean_block
from bpflint.report.text import wants_colour

MARKDOWN_STYLES: Final = {
    "markdown.block_quote": "none",
    "markdown.code": "bold cyan",
    "markdown.code_block": "none",
    "markdown.h2": "bold underline",
    "markdown.h3": "bold",
    "markdown.h4": "italic",
    "markdown.h6": "none",
    "markdown.h7": "none",
    "markdown.hr": "none",
    "markdown.item.number": "none",
    "markdown.link": "none",
    "markdown.link_url": "underline",
    "markdown.list": "none",
    "markdown.table.border": "none",
    "markdown.table.header": "bold",
}
"""Where rich's own are dim, blue or magenta, which few palettes keep readable."""
CODE_STYLES: Final = {
    "Comment": "green",
    "Comment.Preproc": "cyan",
    "Error": "bright_red",
    "Generic": "none",
    "Keyword": "bold",
    "Keyword.Type": "cyan",
    "Literal.String": "yellow",
    "Literal.Number": "cyan",
}
"""Kinds of tokens, as Pygments names them; what is not here is as other text."""
_MOST_COLUMNS: Final = 100


def write_markdown(text: str, stream: IO[str], colour: str) -> None:
    """Print Markdown: laid out on a terminal, as it is elsewhere."""
    coloured = wants_colour(stream, colour)
    if not coloured and not stream.isatty():
        stream.write(clean_block(text) + "\n")
        return
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.markdown import CodeBlock, Markdown
    from rich.style import Style
    from rich.syntax import ANSISyntaxTheme, Syntax
    from rich.theme import Theme

    theme = ANSISyntaxTheme({tuple(name.split(".")): Style.parse(each) for name, each in CODE_STYLES.items()})

    class Code(CodeBlock):
        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            yield Syntax(str(self.text).rstrip(), self.lexer_name, theme=theme, word_wrap=True, padding=1)

    class Page(Markdown):
        elements: ClassVar = {**Markdown.elements, "fence": Code, "code_block": Code}

    system: Literal["auto"] | None = "auto" if coloured else None
    console = Console(
        file=stream, force_terminal=True, no_color=not coloured, color_system=system, theme=Theme(MARKDOWN_STYLES)
    )
    console.print(Page(clean_block(text)), width=min(console.width, _MOST_COLUMNS))
