"""YAML front matter as Joplin writes it: the few forms that note programs use, and no more of YAML."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

Value = str | list[str] | dict[str, str]
"""A string, a list of strings, or strings by key."""

_BEGIN: Final = re.compile(r"---[ \t]*\n")
_END: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
# Possessive quantifiers, so that a string without an end takes linear time.
_DOUBLE: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"')
_SINGLE: Final = re.compile(r"'[^']*+(?:''[^']*+)*+'")
_BLOCK: Final = re.compile(r"[|>][+-]?\d?[+-]?$")
_FOLD: Final = re.compile(r"(?<=\S)\n(?=\S)")
_COMMENT: Final = re.compile(r"(?<=\s)#")
_ESCAPES: Final = {
    "n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v",
    "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip


def parted(text: str) -> tuple[dict[str, Value] | None, str]:
    """Return the front matter of a note (None if there is none, or it is unreadable) and the text below it."""
    begin = _BEGIN.match(text)
    end = _END.search(text, begin.end()) if begin else None
    if not begin or not end:
        return None, text
    values = _values(text[begin.end() : end.start()])
    if values is None:
        return None, text
    return values, text[end.end() :].removeprefix("\n")


def _values(block: str) -> dict[str, Value] | None:
    found: dict[str, Value] = {}
    lines = block.split("\n")
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if _is_empty(line):
            continue
        pair = _pair(line)
        if not pair:
            return None
        below = []
        while place < len(lines) and (not lines[place] or lines[place][0].isspace() or lines[place][:2] == "- "):
            below.append(lines[place])
            place += 1
        found[_scalar(pair[0])] = _value(pair[1], below)
    return found


def _is_empty(line: str) -> bool:
    """Return True if a line is blank or a comment."""
    return not line.strip() or line.lstrip().startswith("#")


def _pair(line: str) -> tuple[str, str] | None:
    """Return a key, with its quotation marks, and the text after its colon; None if the line has no key."""
    if line.startswith('"'):
        quoted_key = _DOUBLE.match(line)
        if not quoted_key:
            return None
        key, rest = quoted_key[0], line[quoted_key.end() :].lstrip()
    else:
        if not line or line[0].isspace() or line[0] in ":#-'":
            return None
        key = line.partition(":")[0]
        rest = line[len(key) :]
    if not rest.startswith(":") or not (rest[1:2].isspace() or rest == ":"):
        return None
    return key.strip(), rest[1:].strip()


def _value(here: str, below: list[str]) -> Value:
    if _BLOCK.match(here) and below:
        return _block(below, folded=here[0] == ">")
    below = [line for line in below if not _is_empty(line)]
    if here:
        if here.startswith("[") and here.endswith("]"):
            return [_scalar(part) for part in _flow(here[1:-1])]
        # A long value continues on the next lines.
        return _scalar(" ".join((here, *(line.strip() for line in below))))
    items = [line.strip() for line in below]
    if items and all(item.startswith("-") for item in items):
        return [_scalar(item[1:].strip()) for item in items]
    pairs = [_pair(item) for item in items]
    if pairs and all(pairs):
        return {_scalar(pair[0]): _scalar(pair[1]) for pair in pairs if pair}
    return " ".join(items)


def _block(lines: list[str], *, folded: bool) -> str:
    """Return the text of a block, without the indentation of its first line."""
    first = next((line for line in lines if line.strip()), "")
    indentation = first[: len(first) - len(first.lstrip())]
    texts = [line.removeprefix(indentation) if line.startswith(indentation) else line.lstrip() for line in lines]
    text = "\n".join(texts)
    if folded:
        text = _FOLD.sub(" ", text)
    return text.strip("\n").rstrip()


def _flow(text: str) -> Iterator[str]:
    """Yield the items of a list in brackets, separated by commas outside of quotation marks."""
    place = 0
    while place < len(text):
        end = _quoted_end(text, place)
        if end is None:
            comma = text.find(",", place)
            end = len(text) if comma < 0 else comma
        if item := text[place:end].strip():
            yield item
        place = end + 1


def _quoted_end(text: str, place: int) -> int | None:
    """Return the end of a quoted item, with the spaces after it; None if the item is not quoted."""
    while text[place : place + 1].isspace():
        place += 1
    pattern = {'"': _DOUBLE, "'": _SINGLE}.get(text[place : place + 1])
    found = pattern.match(text, place) if pattern else None
    if not found:
        return None
    end = found.end()
    while text[end : end + 1].isspace():
        end += 1
    return end if end == len(text) or text[end] == "," else None


def _scalar(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        value = re.sub(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", _unescaped, text[1:-1])
        # Two surrogates become the character that they mean together; no file can hold a single one.
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    comment = _COMMENT.search(text)
    return text[: comment.start()].rstrip() if comment else text


def _unescaped(found: re.Match[str]) -> str:
    character = found[1]
    if len(character) > 1:
        number = int(character[1:], 16)
        return chr(number) if number < 0x110000 else found[0]
    return _ESCAPES.get(character, character)


def written(values: Mapping[str, Value]) -> str:
    """Return front matter between its `---` lines, ending with a line end."""
    lines = ["---"]
    for name, value in values.items():
        if isinstance(value, str):
            lines.append(f"{name}: {value}")
        elif isinstance(value, list):
            lines += [f"{name}:", *(f"  - {quoted(item)}" for item in value)]
        else:
            lines += [f"{name}:", *(f"  {_key(key)}: {quoted(item)}" for key, item in value.items())]
    return "\n".join((*lines, "---")) + "\n"


_PLAIN_KEY: Final = re.compile(r"[A-Za-z_]\w*")


def _key(name: str) -> str:
    return name if _PLAIN_KEY.fullmatch(name) else quoted(name)


def quoted(text: str) -> str:
    """Return a quoted string on one line, with backslashes, quotation marks and unprintable characters escaped."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text if text.isprintable() else "".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
