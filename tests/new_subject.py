"""Begins a subject: `python -m tests.new_subject payroll/gifts [room ...]` makes the package with its rooms, its README and a first test.

The rooms are those of CONTRIBUTING.md; each begins with what belongs there and what does not.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("csd", "duty", "attendance", "payroll", "hazmat")
ROOMS = {
    "models": "Tables of {subject}: fields, constraints, triggers; no workflows.",
    "rules": "The rules of {subject}: pure functions of plain values, each with its rule id.",
    "services": "Every write of {subject}: one function for each thing that happens, in one transaction, through acting().",
    "selectors": "Every read of {subject}, scoped to who asks.",
    "lists": "The lists of {subject}.",
    "inbox": "What of {subject} waits for somebody to decide.",
    "tiles": "Tiles of the home page about {subject}.",
    "steps": "Steps of a close that {subject} adds.",
    "loading": "Files of a company folder about {subject}.",
    "tasks": "What Celery delivers about {subject}: load by id, call one service.",
    "words": "The sentences of {subject}.",
    "forms": "Forms of {subject}.",
    "views": "The pages of {subject}: parse, call one service or selector, render.",
}
USUAL = ("models", "services", "selectors", "forms", "views")
README = """# {title}

What it is, in one sentence.

- what must always hold
- where it is tested: `tests/{app}/{subject}/`
"""
TEST = '''"""{title}: what it does, in one sentence."""

from __future__ import annotations

import pytest


def test_a_sentence_that_says_what_holds() -> None:
    pytest.fail("write the first test of {subject}")
'''


def make(app: str, subject: str, rooms: tuple[str, ...], root: Path = ROOT) -> list[Path]:
    """The files of a new subject; ValueError where one of that name exists, or there is no such app or room."""
    if app not in APPS:
        raise ValueError(f"{app} is no app: {', '.join(APPS)}")
    if not subject.isidentifier():
        raise ValueError(f"{subject} cannot be the name of a package")
    if strange := [room for room in rooms if room not in ROOMS]:
        raise ValueError(f"{', '.join(strange)}: no room of a subject; there are {', '.join(ROOMS)}")
    package, tests = root / app / subject, root / "tests" / app / subject
    if package.exists():
        raise ValueError(f"{app}/{subject} is there already")
    title = subject.replace("_", " ").capitalize()
    texts = {
        package / "__init__.py": f'"""{title}."""\n',
        package / "README.md": README.format(title=title, app=app, subject=subject),
        **{package / f"{room}.py": f'"""{ROOMS[room].format(subject=subject.replace("_", " "))}"""\n' for room in rooms},
        tests / f"test_{subject}.py": TEST.format(title=title, subject=subject.replace("_", " ")),
    }
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(texts)


def main(words: list[str]) -> int:
    """Makes it and says what to do next; 1 with the reason where that cannot be."""
    if not words or words[0].count("/") != 1:
        print("usage: make new-subject S=app/subject [ROOMS='models services']", file=sys.stderr)
        return 1
    app, subject = words[0].split("/")
    try:
        made = make(app, subject, tuple(words[1:]) or USUAL)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for path in made:
        print(path.relative_to(ROOT))
    print("Next: name its tables in", f"{app}/models.py, its registrations in {app}/registrations.py, its addresses in {app}/urls.py.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
