"""A made-up population whose names are spread as names are, and the spellings and slips in which they are asked for.

No name here is anybody's: given names and surnames are put together of parts, by a seed.
"""

from __future__ import annotations

import csv
import random
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

SYSTEMS = ("icao", "bgn", "iso9", "kazakh_2021", "kazakh_2018", "french", "german")
"""The tables of tests/transliterations.csv: of these a name is spelt by one."""


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


FIRST = _listed(
    "Нұр Жан Ер Бай Қан Ай Сар Темір Құл Дос Мұрат Аман Әлі Сұлтан Есен Бек Қара Тоқ Өтеп Шын Жұма Рахым Ғабит Сейіт"
    " Ораз Мырза Қуан Берік Абай Тұр Мәм Ыбыр Оспан Сәкен Дәу Қой Жақсы Әб Ис Ағы Тілеу Құрман Наурыз Шәк Бол Сағын"
)
SECOND = _listed(
    "бек бай жан сұлтан ғали хан тай мұрат лан әлі қазы таң келді болат дәулет берген сейіт қожа ғазы шат ат ар ас"
    " ымқұл әділ ыр ила ғұл ахмет рахман мұхамед дос иман"
)
STEMS = _listed(
    "Иван Петр Сидор Кузнец Смирн Волк Соловь Мороз Щерб Цвет Чер Шувал Жук Хохл Юд Яковл Фёдор Тих Ершов Зайц Бел Гор"
    " Дья Ерём Каз Лаз Мих Ник Орл Пав Род Сав Тар Ус Фил Хар Цар Чум Шум Щук Эр Юр Ящ Бобр Вол Гнед Дуб Ежик Жил"
)
MIDDLES = ("", "", "", "ан", "ер", "ик", "ов", "ущ", "енк", "ач", "юх", "ял", "ём", "иш", "ыл")
TAILS = ("ов", "ев", "ин", "ский", "енко", "ук", "цев", "ьев", "кин", "чук")
MEN = _listed(
    "Александр Сергей Дмитрий Алексей Андрей Юрий Евгений Николай Михаил Виктор Яков Фёдор Хасан Шамиль Жандос Бауыржан"
    " Нұрлан Ерлан Қайрат Марат Айдын Әділ Ғалым Қуаныш Думан Өмір Үсен Руслан Тимур Ильяс Рустам Бахыт Азамат Ыбырай"
)
WOMEN = _listed(
    "Елена Ольга Наталья Ирина Юлия Екатерина Светлана Алия Айгүл Жанна Гүлнар Әсел Қарлығаш Мәншүк Хадиша Шолпан"
    " Зульфия Динара Мадина Сәуле Ұлжан Өркен Меруерт Ақмарал"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up: the words of a name in Cyrillic, surname first, and a date of birth."""

    words: tuple[str, ...]
    born: date


@cache
def transliterations() -> dict[str, dict[str, str]]:
    """Return each table: letter by letter, how it is spelt."""
    with (Path(__file__).parent / "transliterations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {system: {row["letter"]: row[system] for row in rows} for system in SYSTEMS}


def spelt(word: str, system: str) -> str:
    """Return a word in Latin letters by one table."""
    table = transliterations()[system]
    return "".join(table.get(sign, sign) for sign in word.upper())


def population(size: int, seed: int) -> list[Person]:
    """Return so many persons; a few names are frequent and most are rare, as names are."""
    chance = random.Random(seed)
    surnames, given = _surnames(), (*MEN, *WOMEN, *(a + b for a in FIRST for b in SECOND))
    of_surname, of_given = _spread(len(surnames), 0.75), _spread(len(given), 0.9)
    return [
        Person(
            _words(chance, surnames, given, of_surname, of_given),
            date(1940, 1, 1) + timedelta(chance.randrange(25_000)),
        )
        for _ in range(size)
    ]


def _words(
    chance: random.Random,
    surnames: Sequence[str],
    given: Sequence[str],
    of_surname: Sequence[float],
    of_given: Sequence[float],
) -> tuple[str, ...]:
    surname, name = _drawn(chance, surnames, of_surname), _drawn(chance, given, of_given)
    if chance.random() < 0.5:
        return surname, name
    return surname, name, _drawn(chance, given, of_given) + chance.choice(("ович", "ұлы", "евна", "қызы"))


@cache
def _surnames() -> tuple[str, ...]:
    kazakh = [a + b + tail for a in FIRST for b in SECOND for tail in ("ов", "ев", "", "ұлы", "ова", "ева")]
    slavic = [a + b + c for a in STEMS for b in MIDDLES for c in TAILS]
    slavic += [a.capitalize() + b + c for a in MIDDLES if a for b in MIDDLES for c in TAILS]
    both = list(dict.fromkeys([*kazakh, *slavic, *(a + b + c for a in FIRST for b in MIDDLES if b for c in TAILS)]))
    both += [f"{a}{b}{c}ов" for a in STEMS for b in SECOND for c in MIDDLES if c][:20_000]
    random.Random(7).shuffle(both)
    return tuple(dict.fromkeys(both))


def _spread(size: int, power: float) -> list[float]:
    return list(accumulate(1 / (n + 1) ** power for n in range(size)))


def _drawn(chance: random.Random, of: Sequence[str], spread: Sequence[float]) -> str:
    return of[bisect(spread, chance.random() * spread[-1])]


def slipped(word: str, chance: random.Random) -> str:
    """Return a word with one typing error: a letter left out, added, mistyped or exchanged with the next."""
    letters, at = sorted(set(word)), chance.randrange(len(word))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if word.isascii() else "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЫЮЯ"
    other = chance.choice([one for one in alphabet if one != word[at]] or letters)
    match chance.randrange(4):
        case 0 if len(word) > 3:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + other + word[at:]
        case 2 if at + 1 < len(word) and word[at] != word[at + 1]:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + other + word[at + 1 :]
