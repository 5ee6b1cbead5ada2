"""Reading the official text: each damage of the extraction has its own small sample, in our own words."""

from __future__ import annotations

import argparse
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ortaq.rules.import_text import Clause, UnreadableText, read, run, split
from ortaq.rules.text_repair import gaps_closed, joined, letters_joined, link_from_end, repaired_lines

ORDER = """
Приказ о дежурствах

      Сноска. Заменены слова:
      слово "пост" заменено словом "застава".
      В целях порядка приказываем:
      1. Утвердить прилагаемую Инструкцию.
      2. Командирам в месячный срок составить планы.

Командир   Начальник
                     Утверждена
                       приказом

  Инструкция
о порядке дежурств

                                1. Общие положения

      Настоящая Инструкция определяет порядок.
      1. Целями являются:
      1) порядок;
      2) взаимопомощь.
      2. Дежурный докладывает:
      1) срочно (по телефону):
      о задержаниях;
      об отказах. О мерах;
      2) по смене.

 2. Порядок смены

      3. Смена принимается по описи.
      Опись хранится год.
"""


def numbers(text: str) -> list[str]:
    return [clause.number for clause in split(text)]


def text_of(number: str, text: str) -> str:
    return {clause.number: clause.text for clause in split(text)}[number]


def mended(line: str) -> str:
    lines, _ = repaired_lines(line)
    return lines[0].text


def kinds(text: str) -> list[str]:
    return [repair.kind for repair in read(text).repairs]


# -- numbers -----------------------------------------------------------------------------------------------


def test_it_numbers_the_points_of_the_order_and_of_the_instruction() -> None:
    assert " ".join(numbers(ORDER)) == "O0 O1 O2 C0 C1 C1.1 C1.2 C2 C2.1 C2.1.a C2.1.b C2.2 C3"


def test_a_heading_with_the_number_of_a_clause_is_no_clause() -> None:
    assert text_of("C1", ORDER) == "Целями являются:"
    assert "left out: heading" in kinds(ORDER)


def test_a_signature_does_not_join_the_last_point_of_the_order() -> None:
    assert text_of("O2", ORDER) == "Командирам в месячный срок составить планы."


def test_a_footnote_and_its_continuation_stay_out_of_the_preamble() -> None:
    assert text_of("O0", ORDER) == "В целях порядка приказываем:"


def test_a_second_paragraph_of_a_clause_stays_in_it() -> None:
    assert text_of("C3", ORDER) == "Смена принимается по описи.\nОпись хранится год."


def test_a_second_sentence_of_an_item_stays_in_it() -> None:
    assert text_of("C2.1.b", ORDER) == "об отказах. О мерах;"


def test_what_carries_no_number_is_named_in_the_report() -> None:
    left_out = [repair for repair in read(ORDER).repairs if repair.kind.startswith("left out")]
    assert {repair.kind for repair in left_out} == {
        "left out: title",
        "left out: footnote",
        "left out: signature",
        "left out: heading",
    }


def test_a_number_that_does_not_follow_is_no_point() -> None:
    assert numbers("      1. Срок.\n      24. января.\n      2. Далее.") == ["C1", "C2"]


def test_an_instruction_without_an_order_is_read_too() -> None:
    assert numbers("      1. Первый.\n      2. Второй:\n      1) раз;\n      2) два.") == [
        "C1",
        "C2",
        "C2.1",
        "C2.2",
    ]


def test_points_are_found_without_indents() -> None:
    flat = "\n".join(line.strip() for line in ORDER.splitlines())
    assert [n for n in numbers(flat) if n not in ("O0", "C0")] == [n for n in numbers(ORDER) if n not in ("O0", "C0")]


def test_a_kazakh_order_is_read_by_its_own_words() -> None:
    order = "Бұйрық\n\n      Тәртіп үшін бұйырамыз:\n      1. Нұсқаулық бекітілсін.\n"
    text = order + "\nНұсқаулық\n\n      1. Мақсаты."
    assert numbers(text) == ["O0", "O1", "C1"]


def test_an_annex_after_the_instruction_gives_no_points() -> None:
    text = ORDER + "\n\n  Правила\nзаполнения журнала\n\n      1. Заполняется чернилами.\n"
    assert numbers(text) == numbers(ORDER)


# -- letter-spacing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ('      П о с т а в ы " ) ;', 'Поставы");'),
        ("о т  3  м а я  1 9 9 9  г .  N  7 ,", "от 3 мая 1999 г. N 7,"),
        ("4 )  с корый  подход  з аставы ;", "4) скорый подход заставы;"),
        ("5 )  п о л н о е  и  т о ч н о е .", "5) полное и точное."),
        ("о п е р а т и в н о - б о е в ы е  у ч е н и я ;", "оперативно-боевые учения;"),
        ("п о с т а  -  з а с т а в ы", "поста - заставы"),
        ("г о д", "год"),
        ("дозор   на  заставе ;", "дозор на заставе;"),
        ("заставе и  в  дозоре  у  реки ;", "заставе и в дозоре у реки;"),
    ],
)
def test_it_joins_letter_spaced_words(damaged: str, whole: str) -> None:
    assert mended(damaged) == whole


@pytest.mark.parametrize(
    "line",
    [
        "с 07.00 до 09.00 ч. местного времени",
        "в г. А и в г. Б",
        "и о том, в чем и с кем он был",
        "план N 5 и акт N 6",
        "дозор  с постом и  с заставой",
    ],
)
def test_it_leaves_words_of_one_letter_alone(line: str) -> None:
    assert letters_joined(line) == line


WORD = st.text(alphabet="абвгдежзийклмнопрстуфхцчшщыьэюяәғқңөұүһі", min_size=1, max_size=12)
LONG_WORD = st.text(alphabet="абвгдежзийклмнопрстуфхцчшщыьэюя", min_size=4, max_size=12)


@given(st.lists(WORD, max_size=7), LONG_WORD, st.sampled_from(["", " ;", " .", " ) ;", " :"]))
def test_spacing_letters_out_and_repairing_returns_the_words(words: list[str], word: str, end: str) -> None:
    spaced = "  ".join(" ".join(each) for each in [*words, word]) + end
    assert mended(spaced) == " ".join([*words, word]) + end.replace(" ", "")


@given(st.text())
def test_any_text_is_read_or_refused_but_never_crashes(text: str) -> None:
    try:
        clauses = split(text)
    except UnreadableText:
        return
    assert len({clause.number for clause in clauses}) == len(clauses)


# -- link words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        (
            'кодексу,  Республики от 3 мая 1999 года "ОЗаконом',
            'кодексу, Законом Республики от 3 мая 1999 года "О',
        ),
        ('о дорогах", Республики Законом', 'о дорогах", Законом Республики'),
        (' Республики от 3 мая 1999 года "Об Законом', 'Законом Республики от 3 мая 1999 года "Об'),
        (" Штаба и Управления дорог приказом", "приказом Штаба и Управления дорог"),
        (
            " Министра дорог от 7 мая N 11, совместным приказом",
            "совместным приказом Министра дорог от 7 мая N 11,",
        ),
        ("от 03.05.1999 , Штаба № 66 и Начальника № 19", "от 03.05.1999 № 19, Штаба № 66 и Начальника"),
        ("подпадает под   Кодекса", "подпадает под Кодекса"),
    ],
)
def test_it_puts_a_displaced_link_word_back(damaged: str, whole: str) -> None:
    assert mended(damaged) == whole


@pytest.mark.parametrize("line", ["в соответствии с приказом", "утвержден Законом", "и приказом Штаба", "акт N 6"])
def test_a_link_word_in_its_place_stays(line: str) -> None:
    assert link_from_end(line) is None


def test_a_link_word_that_opens_the_next_line_goes_back_into_the_hole() -> None:
    text = "      1. В согласии с совместным\n Штаба и дорог\nприказом от 3 мая 1999 года."
    assert text_of("C1", text) == "В согласии с совместным приказом Штаба и дорог от 3 мая 1999 года."


def test_a_sentence_with_a_hole_becomes_whole() -> None:
    text = "      1. В согласии с совместным\n\n Штаба и дорог приказом\nот 3 мая 1999 года."
    assert text_of("C1", text) == "В согласии с совместным приказом Штаба и дорог от 3 мая 1999 года."
    assert kinds(text) == ["link word", "broken line"]


# -- breaks, hyphens, notes, gaps --------------------------------------------------------------------------


def test_a_page_break_inside_a_sentence_is_closed() -> None:
    assert text_of("C1", "      1. Дозор идет\n\n\n\nвдоль реки.") == "Дозор идет вдоль реки."
    assert kinds("      1. Дозор идет\n\n\n\nвдоль реки.") == ["page break"]


def test_a_form_feed_and_a_page_number_are_no_text() -> None:
    assert text_of("C1", "      1. Дозор идет\n\n3\n\n\fвдоль реки.") == "Дозор идет вдоль реки."


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("план оперативно-", "розыскной работы", "план оперативно-розыскной работы"),
        ("взаимо-", "действие постов", "взаимодействие постов"),
        ("служба -", "застава", "служба - застава"),
        ("пункт пропуска", ", застава", "пункт пропуска, застава"),
        ("управление (", "отдел)", "управление (отдел)"),
        ("взаимо\u00ad", "действие", "взаимодействие"),
    ],
)
def test_lines_are_joined_by_the_rule_of_hyphens_and_punctuation(first: str, second: str, whole: str) -> None:
    assert joined(first, second, frozenset()) == whole


def test_the_document_itself_says_whether_a_hyphen_stays() -> None:
    assert joined("контрольно-", "пропускной", frozenset({"контрольнопропускной"})) == "контрольнопропускной"
    assert joined("казахско-", "русский", frozenset({"казахско-русский"})) == "казахско-русский"


def test_a_margin_note_is_taken_out_of_the_sentence() -> None:
    text = "      1. Далее - Штаб.  см.K100296 См. Z1100000477"
    assert text_of("C1", text) == "Далее - Штаб."
    assert kinds(text) == ["margin note"]


@pytest.mark.parametrize(
    ("gap", "closed"),
    [("дозор  на посту ;", "дозор на посту;"), ("( застава )", "(застава)"), ("с .5 до", "с .5 до")],
)
def test_gaps_are_closed(gap: str, closed: str) -> None:
    assert gaps_closed(gap) == closed


def test_windows_line_ends_and_hard_spaces_are_read() -> None:
    assert split("      1.\u00a0Первый.\r\n      2. Второй.\r\n") == [
        Clause("C1", "Первый."),
        Clause("C2", "Второй."),
    ]


# -- the command -------------------------------------------------------------------------------------------


def args(path: Path, *, as_json: bool = True) -> argparse.Namespace:
    return argparse.Namespace(file=str(path), json=as_json, store=False)


def test_the_command_prints_json_and_reports_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("      1. П о с т .\n")
    assert run(args(tmp_path / "a.txt")) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == [{"number": "C1", "text": "Пост."}]
    assert "line 1: letter-spacing: «1. П о с т .» → «1. Пост.»" in err


def test_without_json_it_prints_the_points_to_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("      1. Пост.\n")
    assert run(args(tmp_path / "a.txt", as_json=False)) == 0
    assert capsys.readouterr().out == "C1\n    Пост.\n\n"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "UTF-8"),
        (b"abc\x00def", "binary"),
        ("просто слова".encode("cp1251"), "UTF-8"),
        ("просто слова".encode(), "no numbered point"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_file_that_is_no_instruction_is_refused_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, why: str
) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert run(args(tmp_path / "a.txt")) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert why in err


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(args(tmp_path / "none.txt")) == 1
    assert run(args(tmp_path)) == 1
    assert "none.txt" in capsys.readouterr().err


def test_utf_16_with_its_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("      1. Пост.".encode("utf-16"))
    assert run(args(tmp_path / "a.txt")) == 0


# -- the real text, where this machine holds it ------------------------------------------------------------

EXPECTED = [
    *("O0", "O1", "O2", "O3", "O4", "C0"),
    *("C1", *(f"C1.{n}" for n in range(1, 5)), "C2", "C3", *(f"C3.{n}" for n in range(1, 5))),
    *("C4", *(f"C4.{n}" for n in range(1, 6)), "C5"),
    *("C5.1", *(f"C5.1.{letter}" for letter in "abcdef"), "C5.2", "C5.2.a"),
    *("C5.3", *(f"C5.3.{letter}" for letter in "abcde"), "C5.4", *(f"C5.4.{letter}" for letter in "abc")),
    *("C5.5", "C5.5.a", "C6", "C7", *(f"C7.{n}" for n in range(1, 11))),
    *("C8", *(f"C8.{n}" for n in range(1, 6)), "C9", *(f"C9.{n}" for n in range(1, 8))),
    *("C10", *(f"C10.{n}" for n in range(1, 5))),
]
WHOLE = {
    "C0": 'от 13 января 1993 года "О государственной границе Республики',
    "C2": "с совместным приказом Комитета национальной безопасности и Министерства",
    "C4.1": "строгое соблюдение законности;",
    "C5.1": "подтверждается письменно):",
    "C5.1.c": "незаконными мигрантами на границе;",
    "C5.1.d": "пункт пропуска, одиночное перемещение",
    "C5.4.c": "под действия Кодекса Республики Казахстан об административных правонарушениях",
    "C7.9": "на границе и в пунктах пропуска через нее;",
    "C8.2": "Главное управление (Управление) внутренних дел области",
    "C8.3": "Департамент таможенного контроля (таможня);",
    "C9.6": "а также товары и транспортные средства, не подлежащие пропуску",
    "C10.2": "оперативно-служебные совещания;",
}


def real_text() -> str:
    """Return the official text: named by ORTAQ_INSTRUCTION_TEXT, or in the folder beside the repository."""
    beside = Path(__file__).parents[3].joinpath("shared", "instruction", "instruction.ru.txt")
    path = Path(os.environ.get("ORTAQ_INSTRUCTION_TEXT", beside))
    if not path.is_file():
        pytest.skip("the official text is not on this machine; name it in ORTAQ_INSTRUCTION_TEXT")
    return path.read_text(encoding="utf-8")


def test_the_real_text_holds_every_point_exactly_once_and_in_order() -> None:
    assert numbers(real_text()) == EXPECTED


def test_no_letter_spaced_word_gap_or_note_is_left_in_the_real_text() -> None:
    for clause in split(real_text()):
        assert not re.search(r"(?:(?<!\S)[^\W\d_] ){3}|  | [,;:)]|\( |см\.", clause.text), clause


@pytest.mark.parametrize("number", WHOLE)
def test_a_sentence_of_the_real_text_is_whole(number: str) -> None:
    assert WHOLE[number] in text_of(number, real_text())


def test_the_four_laws_of_the_preamble_have_their_nouns_back() -> None:
    assert text_of("C0", real_text()).count("Законом Республики Казахстан от ") == 4
