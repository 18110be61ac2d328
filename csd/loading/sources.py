"""A CSV file: a first pass over its bytes (digest, NUL, encoding), then its rows as csd.loading.lines reads them."""

from __future__ import annotations

import codecs
import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_noop as _

from csd.loading.issues import FILE, ROW, Bad
from csd.loading.lines import LINE_MAX, LONG_LINE, Batch, Problem, read_csv

Stamp = tuple[int, int, int, int]
CHUNK = 1 << 20
# no character takes more: a line of more bytes is too long, and gigabytes of it need not be looked at
LINE_BYTES_MAX = 4 * LINE_MAX
# a UTF-8 file damaged after this many bytes beyond ASCII is not taken for GB18030, in which nearly everything has a meaning
SURELY_UTF8 = 6

NUL = _("contains a NUL byte: this is not a text file, or it is damaged")
UTF16 = _("is written in UTF-16; save it as CSV UTF-8")
NEITHER = _("is written neither in UTF-8 nor in GB18030: the bytes %(bytes)s of this line mean nothing there")
DAMAGED = _("begins as UTF-8, but the bytes %(bytes)s of this line are damaged")
CHANGED = _("was changed while it was read")
UNREADABLE = _("cannot be read: %(reason)s")


class CsvSource:
    """A CSV file: `examine` first, then `batches` as often as wanted. `unfinished` tells whether the last line has no end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sha256 = ""
        self.encoding = ""
        self.unfinished = False
        self._stamp: Stamp | None = None
        self._bad: tuple[int, str, Bad] | None = None

    def examine(self, problem: Problem) -> bool:
        """Digest and encoding; False after a problem that leaves nothing to read. The bytes are read the first time only."""
        if self._stamp is None:
            self._bad = self._first_pass()
        if self._bad:
            problem(*self._bad)
        return self._bad is None

    def _first_pass(self) -> tuple[int, str, Bad] | None:
        try:
            with self.path.open("rb") as file:
                self._stamp = _stamp(file)
                look = _FirstPass(file)
        except OSError as error:
            return 1, FILE, unreadable(error)
        self.sha256, self.encoding, self.unfinished = look.sha256, look.encoding, look.unfinished
        if not look.bad:
            return None
        return look.bad_line, ROW if look.bad.sentence == LONG_LINE else FILE, look.bad

    def batches(self, problem: Problem) -> Iterator[Batch]:
        """The rows that have cells, the header first; rows that are not CSV are reported and left out."""
        try:
            with self.path.open("rb") as binary:
                if _stamp(binary) != self._stamp:
                    problem(1, FILE, Bad(CHANGED))
                    return
                with io.TextIOWrapper(binary, encoding=self.encoding, newline="") as text:
                    yield from read_csv(text, problem)
                    if _stamp(binary) != self._stamp:
                        problem(1, FILE, Bad(CHANGED))
        except UnicodeDecodeError:
            # the first pass has decoded every byte
            problem(1, FILE, Bad(CHANGED))
        except OSError as error:
            problem(1, FILE, unreadable(error))


class _FirstPass:
    """What the bytes of a file tell."""

    def __init__(self, file: BinaryIO) -> None:
        self.bad: Bad | None = None
        self.bad_line = 1
        self.encoding = "utf-8"
        self.sha256 = ""
        self.unfinished = False
        self._digest = hashlib.sha256()
        self._lines, self._of_line = 1, 0
        start = file.read(3)
        file.seek(0)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self.bad = Bad(UTF16)
            return
        bom = start.startswith(codecs.BOM_UTF8)
        if not self._decodes(file, "utf-8", sure=bom) and self.bad and self.bad.sentence == NEITHER:
            file.seek(0)
            self._digest, self._lines, self._of_line, self.encoding = hashlib.sha256(), 1, 0, "gb18030"
            utf8_bad, utf8_line, self.bad = self.bad, self.bad_line, None
            if not self._decodes(file, "gb18030", sure=False) and self.bad and utf8_line > self.bad_line:
                self.bad, self.bad_line = utf8_bad, utf8_line
        if bom:
            self.encoding = "utf-8-sig"
        self.sha256 = self._digest.hexdigest()

    def _decodes(self, file: BinaryIO, encoding: str, sure: bool) -> bool:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        beyond_ascii, chunk = 0, b" "
        while chunk and not self.bad:
            chunk = file.read(CHUNK)
            self._digest.update(chunk)
            nul = chunk.find(0)
            if nul >= 0:
                self._stop(Bad(NUL), chunk[:nul])
                break
            pending = decoder.getstate()[0]
            try:
                beyond_ascii += len(pending + chunk) - len(decoder.decode(chunk, final=not chunk))
            except UnicodeDecodeError as error:
                # in the very chunk that fails, what stands before the fault counts too
                good = error.object[: error.start]
                beyond_ascii += len(good) - len(good.decode(encoding, "ignore"))
                sentence = DAMAGED if encoding == "utf-8" and (sure or beyond_ascii >= SURELY_UTF8) else NEITHER
                self._stop(Bad(sentence, bytes=bytes(error.object[error.start : error.start + 4]).hex(" ")), good)
                break
            self._lines += chunk.count(b"\n")
            line_end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            self._of_line = len(chunk) - line_end - 1 if line_end >= 0 else self._of_line + len(chunk)
            if self._of_line > LINE_BYTES_MAX:
                self._stop(Bad(LONG_LINE, limit=LINE_MAX), b"")
            self.unfinished = not chunk.endswith((b"\n", b"\r")) if chunk else self.unfinished
        return self.bad is None

    def _stop(self, bad: Bad, before: bytes) -> None:
        self.bad, self.bad_line = bad, self._lines + before.count(b"\n")


def unreadable(error: OSError) -> Bad:
    """What the operating system says of a file."""
    return Bad(UNREADABLE, reason=error.strerror or str(error))


def _stamp(file: BinaryIO) -> Stamp:
    """A stamp that differs for another file of the same name, and for one that was written to."""
    state = os.fstat(file.fileno())
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns
