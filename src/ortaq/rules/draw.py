"""Draw the life tables as a page of diagrams: `python -m ortaq.rules.draw > docs/reference/lives.md`.

The page is a copy for reading; the tables in `life` are what holds, and a test compares the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ortaq.rules import life
from ortaq.rules.life import Life

HEAD = """\
# The lives

Drawn from the tables in `src/ortaq/rules/life.py` by `python -m ortaq.rules.draw`; a test compares this page with them.
A state is a noun or an adjective, a verb leads from one to the next, and what is not drawn cannot happen."""


def page() -> str:
    """Return the whole page in Markdown: what each life means, its diagram, its states that have no way out."""
    return "\n\n".join([HEAD, *map(section, life.LIVES)]) + "\n"


def section(one: Life) -> str:
    """Return one life: heading, the paragraph of the module's docstring that tells of it, diagram, ends."""
    ends = ", ".join(f"*{state}*" for state in one.states if state in one.ended)
    parts = (
        f"## {one.name.replace('_', '-').capitalize()}",
        told(one.name),
        diagram(one),
        f"No way leads out of {ends}.",
    )
    return "\n\n".join(parts)


def told(name: str) -> str:
    """Return the paragraph of `life` that begins with this life's name."""
    begins = tuple(f"**{article} {name.replace('_', '-')}**" for article in ("A", "An"))
    found = [text.strip() for text in (life.__doc__ or "").split("\n\n") if text.startswith(begins)]
    if not found:
        raise LookupError(name)  # a StopIteration would end the page here, without a word
    return found[0]


def diagram(one: Life) -> str:
    """Return the life as a mermaid state diagram; several verbs between the same two states share an arrow."""
    arrows = "\n".join(f"    {before} --> {after}: {verbs}" for before, after, verbs in _arrows(one))
    return f"```mermaid\nstateDiagram-v2\n    [*] --> {one.start}\n{arrows}\n```"


def _arrows(one: Life) -> Iterator[tuple[str, str, str]]:
    for state, moves in one.moves.items():
        verbs = defaultdict(list)
        for verb, target in moves.items():
            verbs[target].append(verb)
        yield from ((state, target, ", ".join(names)) for target, names in verbs.items())


if __name__ == "__main__":
    print(page(), end="")
