"""HTML and SVG written so that text can never become markup: whatever is not markup already is escaped."""

from html import escape

_VOID = frozenset({"meta", "input"})


class Markup(str):
    """Text that is markup; only ``tag``, ``joined`` and this module's constants make it."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | int) -> Markup:
    """An element. ``class_`` is written ``class``; an underscore in an attribute's name is a hyphen."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items()
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{joined(*children)}</{name}>")


def joined(*children: str) -> Markup:
    """Children one after the other; those that are not markup are escaped."""
    return Markup(
        "".join(child if isinstance(child, Markup) else escape(child, quote=False) for child in children)
    )
