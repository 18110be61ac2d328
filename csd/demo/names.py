"""Names, identity numbers, telephones and bank accounts that look real and belong to nobody."""

from __future__ import annotations

from datetime import date, timedelta

from csd.demo.dice import Dice

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
WOMEN = "芳娜敏静丽艳娟霞秀英华玉兰云萍雪琳婷慧莹洁佳颖倩瑶"
MEN = "伟强磊军洋勇杰涛明超平刚建国飞鹏斌浩宇轩志文博峰凯"
# a name with a dot, one outside GBK, one with a double surname: each has broken a payroll or a bank file before
RARE_NAMES = ("阿依古丽·买买提", "李㛃", "欧阳云飞", "令狐·A·伟")
PRODUCTS = ("保温杯", "收纳箱", "蓝牙耳机", "台灯", "雨伞", "背包", "运动鞋", "被套", "电饭煲", "茶叶礼盒", "充电宝", "儿童水杯")
QUOTED_PRODUCT = '"毛巾, 三条装 ""加厚"""'  # as it stands in a CSV file: a separator and quotes in the cell
BANKS = (("中国工商银行", "622202"), ("中国建设银行", "621700"), ("中国农业银行", "622848"), ("招商银行", "621483"), ("中国银行", "621661"))
AREAS = ("310101", "310115", "320102", "330106", "340104", "410105", "420106", "500103", "510104", "610113")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_BIRTHS = 12_000  # days from the end of 1967 to 2000: of age at any hire date
_FIRST_BIRTH = date(1967, 12, 31)


def full_name(dice: Dice, woman: bool, rare: bool) -> str:
    """A Chinese name of two or three characters, now and then a rare one."""
    if rare:
        return dice.pick(RARE_NAMES)
    given = WOMEN if woman else MEN
    return dice.pick(SURNAMES) + "".join(dice.pick(given) for _ in range(dice.pick((1, 2, 2))))


def birth_date(number: int, salt: int) -> date:
    """A date of birth; 7919 has no factor in common with the span, so that numbers nearby never share a birthday."""
    return _FIRST_BIRTH + timedelta(days=(number * 7919 + salt) % _BIRTHS)


def id_number(number: int, born: date, woman: bool) -> str:
    """An identity number of 18 characters with its check character (GB 11643); its last digit but one tells men (odd)."""
    serial = (number // _BIRTHS * 2 + (0 if woman else 1)) % 1000
    digits = f"{AREAS[number % len(AREAS)]}{born:%Y%m%d}{serial:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return digits + "10X98765432"[total % 11]


def bank(number: int, salt: int) -> tuple[str, str]:
    """A bank and a card number of 19 digits that passes the Luhn check."""
    name, prefix = BANKS[(number + salt) % len(BANKS)]
    body = f"{prefix}{salt % 10000:04d}{number:08d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return name, f"{body}{-total % 10}"


def phone(dice: Dice) -> str:
    """A mobile number."""
    return f"{dice.pick(('130', '136', '138', '151', '177', '186'))}{dice.upto(10**8):08d}"
