"""The text of a page of a document, by the map that each font carries from its glyphs to letters; blanks are left out."""

from __future__ import annotations

import re

import pikepdf


def text_of(page: pikepdf.Page) -> str:
    """What a reader could copy from a page, without blanks."""
    fonts = {str(name): _letters(font) for name, font in page.Resources.Font.items()}
    shown, letters = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            pieces = operands[0] if str(operator) == "TJ" else operands
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    raw = bytes(piece)
                    shown += [letters.get(raw[i : i + 2], "�") for i in range(0, len(raw), 2)]
    return "".join("".join(shown).split())


def _letters(font: pikepdf.Object) -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    text = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        for code, letter in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[bytes.fromhex(code)] = bytes.fromhex(letter).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        for low, high, letter in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            first = int.from_bytes(bytes.fromhex(letter), "big")
            for n, code in enumerate(range(int(low, 16), int(high, 16) + 1)):
                found[code.to_bytes(2, "big")] = chr(first + n)
    return found
