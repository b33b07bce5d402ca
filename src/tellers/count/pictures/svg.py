"""What all pictures share: the frame with its title and description, and text that fits.

A picture carries no style of its own, only classes; coordinates are whole numbers.
Source: spec/counting/shown.md, section 5.
"""

from tellers.count.pictures.markup import Markup, tag


def picture(key: str, title: str, description: str, width: int, height: int, *shapes: str) -> Markup:
    """An image with the words that stand for it; ``key`` is unique on the page."""
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", description, id=f"{key}-desc"),
        *shapes,
        role="img",
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
    )


def text(x: int, y: int, words: str, class_: str) -> Markup:
    """A line of text that begins, or by its class ends, at a point."""
    return tag("text", words, x=x, y=y, class_=class_)


def rectangle(x: int, y: int, width: int, height: int, class_: str) -> Markup:
    """A bar or a part of one; a hair's breadth is the least that is drawn of something."""
    return tag("rect", x=x, y=y, width=max(width, 1), height=max(height, 1), class_=class_)


def cut(name: str, length: int) -> str:
    """A name as far as there is room for it."""
    return name if len(name) <= length else f"{name[: length - 1].rstrip()}…"
