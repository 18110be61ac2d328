"""The Chinese that people read: set as Chinese is set, with every value of the English in it."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from django.test import Client

from csd.installation.translations import PLACEHOLDER, ROOT, catalogue_path

CHINESE = r"[\u4e00-\u9fff]"
VALUE = r"(?:%\(\w+\)[sd]|\{\w+\})"
HALF_WIDTH = re.compile(rf"(?:{CHINESE}|[”）]|{VALUE})[,;:?!]|[,;:?!](?:{CHINESE}|“)|{CHINESE}\(|\){CHINESE}")
BLANK_BESIDE_A_MARK = re.compile(r" [，。；：？！、）”]|[，。；：？！、（“] ")
CROWDED = re.compile(rf"{VALUE}{CHINESE}|{CHINESE}{VALUE}")
YEAR_AND_MONTH = "%(year)d年%(month)s"


def faults(text: str) -> list[str]:
    """What a typesetter would mark in a Chinese text."""
    if not re.search(CHINESE, text) or text == YEAR_AND_MONTH:
        return []
    marks = {"half-width": HALF_WIDTH, "blank": BLANK_BESIDE_A_MARK, "crowded": CROWDED}
    return [name for name, pattern in marks.items() if pattern.search(text)]


def translations() -> Iterator[tuple[str, str]]:
    """Each English text (the plural where it has one) with its Chinese."""
    with catalogue_path(ROOT / "locale", "zh_Hans").open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    for message in catalogue:
        if message.id:
            english, chinese = (message.id, message.string) if isinstance(message.id, str) else (message.id[-1], message.string[0])
            yield english, str(chinese)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("没有导入任何数据,请重试。", "half-width"),
        ("财务(可批准)", "half-width"),
        ("没有导入， 请重试。", "blank"),
        ("另有%(count)s 处错误", "crowded"),
    ],
)
def test_text_that_is_set_badly_is_marked(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_every_chinese_text_is_set_as_chinese_is() -> None:
    assert [(chinese, faults(chinese)) for _english, chinese in translations() if faults(chinese)] == []


def test_every_value_of_the_english_is_in_the_chinese() -> None:
    lost = {english: sorted(set(PLACEHOLDER.findall(english)) - set(PLACEHOLDER.findall(chinese))) for english, chinese in translations()}
    assert {english: values for english, values in lost.items() if values} == {}


@pytest.mark.parametrize(("asked", "title"), [("zh-CN", "登录"), ("en", "Sign in")])
def test_a_browser_is_answered_in_its_language(asked: str, title: str, db: None) -> None:
    page = Client(headers={"accept-language": asked}).get("/sign-in/")
    assert f"<h1>{title}</h1>" in page.content.decode()
