"""The keys: what each does, for the bindings, the line at the bottom and the help."""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """Keys as textual names them, how people call them, the action, and what it does; short is "" where the bottom line leaves it out."""

    keys: str
    shown: str
    action: str
    about: str
    short: str = ""


KEYS = (
    Key("space", "space", "go_or_pause", "go on, or pause", "go"),
    Key("full_stop", ".", "move(1)", "one tick on", "step"),
    Key("comma", ",", "move(-1)", "one tick back", "back"),
    Key("greater_than_sign", ">", "move(10)", "ten ticks on"),
    Key("less_than_sign", "<", "move(-10)", "ten ticks back"),
    Key("left_square_bracket", "[", "previous_stop", "back to the snapshot before", "snapshot"),
    Key("right_square_bracket", "]", "next_stop", "on to the next snapshot"),
    Key("home", "Home", "beginning", "back to the beginning"),
    Key("plus,equals_sign", "+", "faster", "faster; no limit at last", "faster"),
    Key("minus", "-", "slower", "slower", "slower"),
    Key("tab,n", "n", "select_next(1)", "the next one (Tab)", "next"),
    Key("shift+tab,p", "p", "select_next(-1)", "the one before (Shift-Tab)"),
    Key("slash,g", "/", "ask", "one by number: 12, wolf 3", "find"),
    Key("escape", "Esc", "unselect", "no one"),
    Key("pagedown", "PgDn", "scroll_inside(1)", "more of the inside; PgUp back"),
    Key("pageup", "PgUp", "scroll_inside(-1)", ""),
    Key("z", "z", "zoom(1)", "closer", "zoom"),
    Key("x", "x", "zoom(-1)", "farther"),
    Key("f", "f", "fit", "all of the world in view"),
    Key("left,h", "arrows", "pan(-1,0)", "move the map; also h j k l"),
    Key("right,l", "l", "pan(1,0)", ""),
    Key("up,k", "k", "pan(0,1)", ""),
    Key("down,j", "j", "pan(0,-1)", ""),
    Key("c", "c", "letters", "letters for colours, or back"),
    Key("question_mark", "?", "help", "this help", "help"),
    Key("q", "q", "quit", "quit", "quit"),
)


def bottom_line(width: int) -> list[tuple[str, str]]:
    """Return (key, word) of as many keys as fit into a line, help and quit always among them."""
    chosen = [key for key in KEYS if key.short]
    while len(chosen) > 1 and sum(len(key.shown) + len(key.short) + 3 for key in chosen) - 2 > width:
        del chosen[-3 if len(chosen) > 2 else 0]
    return [(key.shown, key.short) for key in chosen]
