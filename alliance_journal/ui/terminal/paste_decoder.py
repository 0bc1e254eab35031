"""A decoder of what the terminal sends that keeps a paste in one piece.

Textual ends a bracketed paste at the first escape character in it: the rest would arrive as keys, before the
beginning, and run commands.
"""

from typing import Final, Protocol

START: Final = "\x1b[200~"
END: Final = "\x1b[201~"


class Decoder(Protocol):
    """An incremental decoder, as `codecs` makes it."""

    def decode(self, data: bytes, final: bool = False) -> str:
        """Decode the bytes that are whole characters, together with those left over before."""
        ...


class PasteDecoder:
    """Decodes bytes, and drops escape characters between the two marks of a paste."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._is_pasting = False
        self._before = ""
        """Outside a paste, the last characters that were passed on: the mark may come in parts."""
        self._held = ""
        """In a paste, the beginning of what may be the mark of its end."""

    def decode(self, data: bytes, final: bool = False) -> str:
        """Decode the next bytes."""
        text, passed = self._decoder.decode(data, final), []
        while text:
            part, text = self._in_paste(text) if self._is_pasting else self._outside(text)
            passed.append(part)
        return "".join(passed)

    def _outside(self, text: str) -> tuple[str, str]:
        """Pass on everything up to the mark that begins a paste, and return what follows."""
        seen = self._before + text
        at = seen.find(START)
        if at < 0:
            self._before = seen[1 - len(START) :]
            return text, ""
        end = at + len(START) - len(self._before)
        self._before, self._is_pasting = "", True
        return text[:end], text[end:]

    def _in_paste(self, text: str) -> tuple[str, str]:
        """Pass on everything up to the next escape character, and return what follows it."""
        text, self._held = self._held + text, ""
        part, escape, _ = text.partition("\x1b")
        rest = text[len(part) :]
        if rest.startswith(END):
            self._is_pasting = False
            return part + END, rest[len(END) :]
        if escape and END.startswith(rest):
            self._held = rest
            return part, ""
        return part, rest[1:]
