"""Two acts as they are printed: a hand-over of a detained person with what was on him, and a plan of six pages.

Everybody and everything in them is invented.
"""

from __future__ import annotations

import uuid
from typing import Any

from ortaq.acts.paper import words
from ortaq.acts.paper.paper import Block, Diagram, Line, Mark, Paper, Paragraph, Step, Table
from ortaq.rules.text import Text

ID = uuid.UUID("0190a3c8-5b1e-7d40-9a2f-3f6c2b7e9d11")
HASH = "9f2c4be1a07d5538c6e2f1b0947a3d5ee81c0f6b72d94a35b8e6c1d07f4a2b93"
HEAD = (
    "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoi." + "eyJhdCI6IjIwMDMtMDUtMTJUMDc6MDA6MDAuMDAwMDAwWiIs" * 5 + "." + "Qm9yZGVy" * 10
)
BORDER = Text("Пограничная служба", "Шекара қызметі", "Border Service")
POLICE = Text("Органы внутренних дел", "Ішкі істер органдары", "Internal affairs bodies")
CUSTOMS = Text("Таможенные органы", "Кеден органдары", "Customs bodies")
GAVE = Text("Передал", "Тапсырдым", "Handed over by")
TOOK = Text("Принял", "Қабылдадым", "Received by")
POST_BORDER = Text(
    "Отделение пограничного контроля «Хоргос»", "«Қорғас» шекаралық бақылау бөлімшесі", "Khorgos border control unit"
)
POST_POLICE = Text(
    "Панфиловский районный отдел внутренних дел",
    "Панфилов аудандық ішкі істер бөлімі",
    "Panfilov district internal affairs department",
)
POST_CUSTOMS = Text("Таможенный пост «Хоргос»", "«Қорғас» кеден бекеті", "Khorgos customs post")
MAJOR = Text("майор", "майор", "Major")
CAPTAIN = Text("капитан полиции", "полиция капитаны", "Police Captain")
COLONEL = Text("полковник", "полковник", "Colonel")
SHIFT_LEAD = Text("Начальник смены", "Ауысым бастығы", "Shift lead")
DUTY_OFFICER = Text("Оперативный дежурный", "Жедел кезекші", "Duty officer")
HEAD_OF = Text("Начальник", "Бастық", "Head")

GIVER = Mark(
    GAVE,
    SHIFT_LEAD,
    MAJOR,
    "А. Ғ. Жұмабеков",
    POST_BORDER,
    at="12.05.2003 16:42 +07:00",
    key="nQ3yX0s1aF4kD9",
    signed=True,
)
TAKER = Mark(
    TOOK,
    DUTY_OFFICER,
    CAPTAIN,
    "А. Қ. Сейітова",
    POST_POLICE,
    at="12.05.2003 16:47 +07:00",
    key="Zt81mWv5eR2uLo",
    signed=True,
)


def line(ru: str, kk: str, en: str, value: str | Text) -> Line:
    return Line(Text(ru, kk, en), value)


PERSON = Block(
    Text("1. Передаваемое лицо", "1. Тапсырылатын адам", "1. Person handed over"),
    (
        line(
            "Фамилия, имя, отчество",
            "Тегі, аты, әкесінің аты",
            "Surname, names",
            "Өтегенов Ғалымжан Һашимұлы (UTEGENOV GALYMZHAN)",
        ),
        line("Дата рождения, пол", "Туған күні, жынысы", "Date of birth, sex", Text.same("29.02.1972, M")),
        line(
            "Гражданство",
            "Азаматтығы",
            "Citizenship",
            Text("без гражданства", "азаматтығы жоқ адам", "stateless person"),
        ),
        line("Документ", "Құжат", "Document", "UTO L898902C36, 12.08.1998"),
        line(
            "Время ограничения свободы",
            "Бас бостандығы шектелген уақыт",
            "Freedom restricted at",
            "12.05.2003 14:05 +07:00",
        ),
        line(
            "Оставшийся срок задержания",
            "Ұстап алудың қалған мерзімі",
            "Term of detention that is left",
            Text("45 ч 18 мин", "45 сағ 18 мин", "45 h 18 min"),
        ),
        line(
            "Жалобы, телесные повреждения",
            "Шағымдар, дене жарақаттары",
            "Complaints, injuries",
            Text("нет, осмотрен фельдшером", "жоқ, фельдшер қарады", "none; seen by a medical assistant"),
        ),
        line(
            "Переводчик",
            "Аудармашы",
            "Interpreter",
            Text("не требуется", "қажет емес", "not required"),
        ),
        Paragraph(
            Text(
                "Права, в том числе право на защитника, на уведомление родственников и консульства, разъяснены на "
                "языке, которым лицо владеет. Ходатайство о предоставлении убежища не заявлено.",
                "Құқықтары, оның ішінде қорғаушыға, туыстары мен консулдықты хабардар етуге құқығы адам білетін тілде "
                "түсіндірілді. Баспана беру туралы өтінішхат мәлімделген жоқ.",
                "The rights, among them those to counsel and to have relatives and the consulate told, were explained "
                "in a language that the person knows. No request for asylum was made.",
            )
        ),
    ),
)
THINGS = (
    (
        Text(
            "Нож складной с рукоятью из пластмассы чёрного цвета",
            "Қара түсті пластмасса сапты бүктемелі пышақ",
            "Folding knife, black plastic handle",
        ),
        "1",
        "K-0217",
        Text("пакет 1, печать № 44", "1-қаптама, № 44 мөр", "bag 1, seal No. 44"),
    ),
    (
        Text("Телефон сотовый Nokia 3310", "Nokia 3310 ұялы телефоны", "Mobile telephone, Nokia 3310"),
        "1",
        "IMEI 350600100000017",
        Text("пакет 1, печать № 44", "1-қаптама, № 44 мөр", "bag 1, seal No. 44"),
    ),
    (
        Text("Деньги: доллары США", "Ақша: АҚШ доллары", "Money: US dollars"),
        "1 240",
        Text("купюры по описи на обороте", "купюралар сырт жағындағы тізімдеме бойынша", "notes as listed overleaf"),
        Text("пакет 2, печать № 45", "2-қаптама, № 45 мөр", "bag 2, seal No. 45"),
    ),
    (
        Text(
            "Автомобиль ВАЗ-21213, цвет белый, с ключами и свидетельством о регистрации",
            "ВАЗ-21213 автомобилі, түсі ақ, кілттері және тіркеу куәлігімен бірге",
            "Car VAZ-21213, white, with keys and registration papers",
        ),
        "1",
        "XTA212130Y1500017XTA212130Y1500017XTA212130Y1500017",
        Text(
            "стоянка поста; скол на лобовом стекле",
            "бекет тұрағы; алдыңғы әйнегінде жарықшақ",
            "post's parking; chip in the windscreen",
        ),
    ),
)
GOODS = Block(
    Text("2. Вещи и товары", "2. Заттар мен тауарлар", "2. Things and goods"),
    (
        Table(
            None,
            (
                Text("№", "№", "No."),
                Text("Наименование", "Атауы", "Description"),
                Text("Кол-во", "Саны", "Qty"),
                Text("Признаки, номер", "Белгілері, нөмірі", "Marks, number"),
                Text("Упаковка, состояние", "Қаптамасы, жай-күйі", "Packing, condition"),
            ),
            tuple((str(n), *row) for n, row in enumerate(THINGS, 1)),
            (0.5, 3.2, 0.9, 2.2, 2.2),
        ),
    ),
)
HOW = Block(
    Text("3. Порядок передачи", "3. Тапсыру тәртібі", "3. How it was handed over"),
    (
        Diagram(
            Text("Технология передачи", "Тапсыру технологиясы", "The process of the hand-over"),
            (
                Step(
                    BORDER,
                    Text("Сообщить о задержании дежурному", "Ұстап алу туралы кезекшіге хабарлау", "Tell of detention"),
                    10,
                ),
                Step(
                    POLICE,
                    Text("Выслать наряд к месту передачи", "Тапсыру орнына жасақ жіберу", "Send a party to the place"),
                    40,
                ),
                Step(
                    CUSTOMS,
                    Text(
                        "Досмотреть вещи, наложить печати", "Заттарды тексеру, мөр басу", "Examine and seal the things"
                    ),
                    30,
                ),
                Step(
                    BORDER,
                    Text(
                        "Предъявить лицо и вещи по описи", "Адам мен заттарды тізімдемемен көрсету", "Present by list"
                    ),
                    15,
                ),
                Step(
                    POLICE,
                    Text("Принять или отказать по пунктам", "Тармақтап қабылдау немесе бас тарту", "Take item by item"),
                    15,
                ),
            ),
        ),
    ),
)


def hand_over(**changed: Any) -> Paper:
    """A detained person and four things, given by the Border Service to the police."""
    usual: dict[str, Any] = {
        "id": ID,
        "hash": HASH,
        "title": Text(
            "Акт приёма-передачи задержанного лица и вещей",
            "Ұсталған адамды және заттарды қабылдау-тапсыру актісі",
            "Act of hand-over of a detained person and things",
        ),
        "number": "17/2003",
        "place": Text("Пункт пропуска «Хоргос»", "«Қорғас» өткізу пункті", "Khorgos crossing point"),
        "date": "12.05.2003 16:40 +07:00",
        "blocks": (PERSON, GOODS, HOW),
        "signed": (GIVER, TAKER),
        "notes": (
            Text(
                "Составлен в двух экземплярах, по одному для каждой стороны.",
                "Әр тарапқа бір-бірден екі дана болып жасалды.",
                "Made in two copies, one for each side.",
            ),
        ),
        "marking": Text("Для служебного пользования", "Қызмет бабында пайдалану үшін", "For official use only"),
        "head": HEAD,
        "url": "https://ortaq.example/acts/",
    }
    return Paper(**usual | changed)


AIM = Paragraph(
    Text(
        "План определяет порядок взаимодействия органов внутренних дел, Пограничной службы и таможенных органов в "
        "пункте пропуска «Хоргос» и прилегающих населённых пунктах: действия по сигналам, состав сил и средств, связь, "
        "обмен сведениями и передачу лиц и имущества. Он уточняется не реже одного раза в квартал.",
        "Жоспар «Қорғас» өткізу пунктінде және іргелес елді мекендерде ішкі істер органдарының, Шекара қызметінің "
        "және кеден органдарының өзара іс-қимыл тәртібін айқындайды: сигналдар бойынша іс-қимылдарды, күштер мен "
        "құралдардың құрамын, байланысты, мәліметтер алмасуды және адамдар мен мүлікті тапсыруды. Ол тоқсанына кемінде "
        "бір рет нақтыланады.",
        "The plan lays down how internal affairs bodies, the Border Service and customs bodies act together at the "
        "Khorgos crossing point and in the settlements around it: what is done on each signal, forces and means, "
        "communication, exchange of information, hand-over of persons and property. It is refined at least quarterly.",
    )
)
VARIANTS = (
    (
        "А",
        Text("Массовый проход через границу", "Шекарадан жаппай өту", "Mass crossing of the border"),
        Text(
            "Закрыть движение, выставить заслоны, вывести граждан из зоны",
            "Қозғалысты жабу, тосқауылдар қою, азаматтарды аймақтан шығару",
            "Stop traffic, set up screens, lead the public out",
        ),
    ),
    (
        "Б",
        Text(
            "Захват пункта пропуска или заложников", "Өткізу пунктін немесе кепілдікке адам алу", "Seizure or hostages"
        ),
        Text(
            "Оцепить, доложить, до прибытия старшего вести наблюдение",
            "Қоршау, баяндау, аға келгенге дейін бақылау жүргізу",
            "Cordon, report, watch until the senior comes",
        ),
    ),
    (
        "В",
        Text("Обнаружение оружия или взрывчатки", "Қару немесе жарылғыш зат табу", "Weapon or explosive found"),
        Text(
            "Удалить людей на 200 м, вызвать сапёров, опечатать полосу",
            "Адамдарды 200 м-ге алыстату, сапёрлерді шақыру, жолақты мөрлеу",
            "Clear 200 m, call sappers, seal the lane",
        ),
    ),
    (
        "Г",
        Text("Группа незаконных мигрантов", "Заңсыз мигранттар тобы", "Group of irregular migrants"),
        Text(
            "Установить личности, разделить, оформить, передать по акту",
            "Жеке басын анықтау, бөлу, рәсімдеу, акт бойынша тапсыру",
            "Identify, separate, record, hand over by act",
        ),
    ),
    (
        "Д",
        Text("Потеря связи", "Байланыстың жоғалуы", "Loss of communication"),
        Text(
            "Перейти на запасной канал, затем на посыльных; сверять время каждый час",
            "Қосалқы арнаға, содан кейін шабармандарға көшу; уақытты сағат сайын салыстыру",
            "Go over to the spare channel, then runners; check time hourly",
        ),
    ),
)
FORCES_HEAD = (
    Text("Вариант", "Нұсқа", "Variant"),
    Text("Орган", "Орган", "Body"),
    Text("Личный состав", "Жеке құрам", "Personnel"),
    Text("Транспорт", "Көлік", "Vehicles"),
    Text("Готовность", "Дайындық", "Ready in"),
    Text("Место сбора", "Жиналу орны", "Assembly place"),
)
PLACES = (
    Text("площадка у КПП-1", "№ 1 БӨП алаңы", "yard of gate 1"),
    Text("здание таможенного оформления, зал А", "кедендік ресімдеу ғимараты, А залы", "customs hall A"),
    Text("стоянка грузового транспорта", "жүк көлігінің тұрағы", "lorry park"),
)


def forces() -> tuple[tuple[str | Text, ...], ...]:
    return tuple(
        (
            letter,
            body,
            str(6 + (n * 5 + m * 3) % 17),
            str(1 + (n + m) % 4),
            Text("«Ч» + {n} мин", "«Ч» + {n} мин", "H + {n} min").fill(n=10 + 5 * m + n),
            PLACES[(n + m) % 3],
        )
        for n, (letter, _name, _what) in enumerate(VARIANTS)
        for m, body in enumerate((BORDER, POLICE, CUSTOMS))
    )


ORDER = (
    Text("оповестить дежурные части", "кезекші бөлімдерге хабарлау", "warn the duty officers"),
    Text("перекрыть подъезды к пункту пропуска", "өткізу пунктіне кіреберістерді жабу", "close the approaches"),
    Text("вывести личный состав на рубежи", "жеке құрамды шептерге шығару", "move to the lines"),
    Text("проверить связь и доложить готовность", "байланысты тексеріп, дайындықты баяндау", "check, report ready"),
    Text(
        "начать проверку документов и досмотр", "құжаттарды тексеруді және қарап-тексеруді бастау", "begin the checks"
    ),
    Text("уточнить обстановку, доложить выше", "ахуалды нақтылап, жоғары тұрғанға баяндау", "refine, report above"),
)


def order_of_action() -> tuple[tuple[str | Text, ...], ...]:
    return tuple(
        (
            Text("«Ч» + {n}", "«Ч» + {n}", "H + {n}").fill(n=f"{n * 7:02}"),
            ORDER[n % 6] + Text(" (вариант {v})", " ({v} нұсқасы)", " (variant {v})").fill(v=VARIANTS[n % 5][0]),
            (BORDER, POLICE, CUSTOMS)[n % 3],
            (SHIFT_LEAD, DUTY_OFFICER, HEAD_OF)[(n + 1) % 3],
        )
        for n in range(60)
    )


SIGNALS = tuple(
    (
        f"{220 + n}",
        Text("«Гроза-{n}»", "«Найзағай-{n}»", "“Storm-{n}”").fill(n=n),
        VARIANTS[n % 5][1],
        VARIANTS[n % 5][2],
    )
    for n in range(1, 41)
)


def _table(title: Text | None, columns: tuple[Text, ...], rows: Any, widths: tuple[float, ...]) -> Table:
    return Table(title, columns, tuple(rows), widths)


PLAN = (
    Block(Text("1. Цель и стороны", "1. Мақсаты және тараптар", "1. Aim and parties"), (AIM,)),
    Block(
        Text("2. Варианты действий", "2. Іс-қимыл нұсқалары", "2. Courses of action"),
        (
            _table(
                None,
                (
                    Text("Вариант", "Нұсқа", "Variant"),
                    Text("Обстановка", "Ахуал", "Situation"),
                    Text("Первые действия", "Алғашқы іс-қимылдар", "First actions"),
                ),
                VARIANTS,
                (1.0, 3, 5),
            ),
        ),
    ),
    Block(
        Text("3. Силы и средства", "3. Күштер мен құралдар", "3. Forces and means"),
        (_table(None, FORCES_HEAD, forces(), (1.1, 2.2, 1.3, 1.4, 1.5, 2.4)),),
    ),
    Block(
        Text("4. Порядок действий по времени", "4. Уақыт бойынша іс-қимыл тәртібі", "4. Order of action by time"),
        (
            _table(
                None,
                (
                    Text("Время", "Уақыты", "Time"),
                    Text("Действие", "Іс-қимыл", "Action"),
                    Text("Исполняет", "Орындайды", "Done by"),
                    Text("Отвечает", "Жауап береді", "Answers for it"),
                ),
                order_of_action(),
                (1.0, 4, 2.2, 2),
            ),
        ),
    ),
    Block(
        Text(
            "5. Сигналы управления и взаимодействия",
            "5. Басқару және өзара іс-қимыл сигналдары",
            "5. Signals of control and interaction",
        ),
        (
            _table(
                None,
                (
                    Text("Цифры", "Цифрлар", "Digits"),
                    Text("Сигнал", "Сигнал", "Signal"),
                    Text("Значение", "Мағынасы", "Meaning"),
                    Text("Действие", "Іс-қимыл", "Action"),
                ),
                SIGNALS,
                (0.9, 1.5, 3, 4),
            ),
        ),
    ),
    Block(
        Text("6. Передача лиц", "6. Адамдарды тапсыру", "6. Hand-over of persons"),
        HOW.parts,
    ),
)


def plan(**changed: Any) -> Paper:
    """A joint plan of a crossing point: agreed by two, approved by one, signed by three."""
    customs = Mark(words.AGREED, HEAD_OF, MAJOR, "Д. С. Әбенов", POST_CUSTOMS)
    usual: dict[str, Any] = {
        "title": Text(
            "План взаимодействия в пункте пропуска через Государственную границу «Хоргос»",
            "Мемлекеттік шекара арқылы «Қорғас» өткізу пунктіндегі өзара іс-қимыл жоспары",
            "Plan of interaction at the Khorgos State border crossing point",
        ),
        "number": "2/ВЗ-2003",
        "date": Text("1 июня 2003 года", "2003 жылғы 1 маусым", "1 June 2003"),
        "blocks": PLAN,
        "agreed": (
            Mark(
                words.AGREED,
                HEAD_OF,
                COLONEL,
                "Б. Т. Қасымов",
                POST_POLICE,
                at="02.06.2003 09:10 +07:00",
                key="Zt81mWv5eR2uLo",
                signed=True,
            ),
            customs,
        ),
        "approved": (
            Mark(
                words.APPROVED,
                HEAD_OF,
                COLONEL,
                "Е. Н. Оспанов",
                Text(
                    "Управление Пограничной службы по Алматинской области",
                    "Шекара қызметінің Алматы облысы бойынша басқармасы",
                    "Border Service directorate for Almaty region",
                ),
            ),
        ),
        "signed": (),
        "notes": (),
    }
    return hand_over(**usual | changed)
