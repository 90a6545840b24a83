"""A million invented names of about thirty thousand words, as registers hold them: 70 % Cyrillic, 30 % Latin in three
schemes; and the same names as people misspell them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random

FIRST = (
    "Ай Ақ Абай Әл Аман Ар Асыл Бай Бақ Бек Бал Гүл Дана Дәу Дос Ел Ер Есен Жан Жақсы Жолды Жұма Қай Қара Қуат Кең "
    "Құрман Мақ Мара Мейір Мырза Нар Нұр Ораз Өмір Рақым Сағын Сай Сара Сау Сейіт Серік Сүйін Таң Тас Темір Тоқ Төле "
    "Тұр Тілеу Ұл Шай Шың Шәрі Ыры Іңкәр Зей Зере Хан Дін Мұхаммед Сұлтан Рүс Баур Мерей Толқын Үміт Айша Еркін Көк "
    "Гауһар Жігер Назер Перізат Санжар Тамыр Уәли Фари Шолпан Елдос Ғали Ілия Камал Лайлы Мадия Олжа Жиһан Ұзақ"
).split()
SECOND = (
    "гүл жан ару сұлу бек бай лан рат хан мұрат тай нұр дар дос зат кен қыз ман мет мыр нәр пай рия сая сын тан тас "
    "туған ше ым ғали ғазы жол бақыт бота дин дәулет ерім зада қали қожа лыбек мерт назар өлен рахман сейіт серік "
    "сәуле тілек төре хат шат ықбал ірбек ейдар айым аис алы бике болат гер дәрі ділда есен жігіт иса кәрім"
).split()
THIRD = "бек жан гүл хан ай лы".split()
RARE = 20_000
RUSSIAN = (
    "Александр Алексей Андрей Антон Борис Вадим Виктор Виталий Герман Глеб Григорий Данил Денис Евгений Захар Игнат "
    "Кирилл Константин Леонид Макар Максим Михаил Назар Никон Олег Павел Роман Руслан Святослав Семён Степан Тарас "
    "Фёдор Эдуард Юлиан Ярослав Тимур Эльдар Рашид Камиль"
).split()
CYRILLIC = "абвгдежзийклмнопрстуфхцчшыюяәғқңөұүһі"
LATIN = dict(zip("абвгдеёзиклмнопрстуфыэ", "abvgdeeziklmnoprstufye", strict=True)) | {
    "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i", "ж": "zh", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "й": "y", "ь": "", "ъ": "",
}  # fmt: skip
SCHEMES = (
    LATIN,
    LATIN | {"й": "i", "ю": "iu", "я": "ia", "х": "h", "ж": "j", "ы": "i"},
    LATIN | {"қ": "q", "ғ": "gh", "х": "h", "й": "i", "ж": "j", "ң": "ng"},
)
RUSSIFIED = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
DAYS = 18 * 365


@dataclass(frozen=True)
class Person:
    """A name as it stands in a register; `latin` holds it when the register wrote Latin letters."""

    surname: str
    given: str
    patronymic: str
    born: date

    def __str__(self) -> str:
        return " ".join(filter(None, [self.surname, self.given, self.patronymic]))


class Namer:
    """Makes people: frequent names are frequent, most are rare."""

    def __init__(self, random: Random) -> None:
        self.random = random
        stems = sorted({one + two for one, two in product(FIRST, SECOND)} | set(FIRST) | set(RUSSIAN))
        rare = sorted({one + two for one, two in product(stems, THIRD)} - set(stems))
        random.shuffle(stems)
        stems += random.sample(rare, RARE)
        self.given = stems[: len(stems) // 3]
        self.stems = stems
        self.surnames = [self._surname(stem) for stem in stems] + stems[::9]
        random.shuffle(self.surnames)

    def person(self) -> Person:
        female = self.random.random() < 0.5
        surname = self._pick(self.surnames)
        surname += "а" if female and surname.endswith(("ов", "ев")) else ""
        father = self._pick(self.given)
        patronymic = self._patronymic(father, female) if self.random.random() < 0.9 else ""
        found = [surname, self._pick(self.given), patronymic]
        if self.random.random() < 0.3:
            scheme = self.random.choice(SCHEMES)
            found = [spell(word, scheme) for word in found]
        elif self.random.random() < 0.4:
            found = [word.translate(RUSSIFIED) for word in found]
        return Person(*found, date(2008, 1, 1) + timedelta(days=self.random.randrange(DAYS)))

    def _pick(self, words: list[str]) -> str:
        return words[int(len(words) * self.random.random() ** 2.2)]

    def _surname(self, stem: str) -> str:
        return stem + ("ев" if stem[-1] in "йиеіыя" else "ов")

    def _patronymic(self, father: str, female: bool) -> str:
        if self.random.random() < 0.5:
            return father + ("қызы" if female else "ұлы")
        return father + ("евна" if female else "евич" if father[-1] in "йи" else "ович" if not female else "овна")


def spell(word: str, scheme: dict[str, str]) -> str:
    return "".join(scheme.get(letter, letter) for letter in word.lower()).title()


class Misspeller:
    """Types a name as it is searched for: with slips, in another order, in another script."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.kinds = {
            "exact": lambda p: str(p),
            "1 edit": lambda p: self.edited(str(p), 1),
            "2 edits": lambda p: self.edited(str(p), 2),
            "swapped": lambda p: " ".join(filter(None, [p.given, p.patronymic, p.surname])),
            "no patronymic, 1 edit": lambda p: self.edited(f"{p.surname} {p.given}", 1),
            "other script": self.other_script,
            "other script, 1 edit": lambda p: self.edited(self.other_script(p), 1),
            "2 edits, birth date with a slip": lambda p: f"{self.edited(str(p), 2)} {self.slipped(p.born):%d.%m.%Y}",
        }

    def edited(self, text: str, times: int) -> str:
        """Letters wrong, missing, added or swapped, never the spaces."""
        for _n in range(times):
            places = [n for n in range(1, len(text) - 1) if text[n - 1 : n + 2].isalpha()]
            at = self.random.choice(places)
            letter = self.random.choice(CYRILLIC if text[at] in CYRILLIC else "aeiouklmnrst")
            text = self.random.choice([
                text[:at] + letter + text[at + 1 :], text[:at] + text[at + 1 :], text[:at] + letter + text[at:],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            ])  # fmt: skip
        return text

    def other_script(self, person: Person) -> str:
        """Cyrillic as Latin; Latin in another scheme (what was lost by the first cannot come back)."""
        text = str(person)
        if any(letter in CYRILLIC for letter in text.lower()):
            return spell(text, self.random.choice(SCHEMES))
        return text.lower().replace("zh", "j").replace("kh", "h").replace("q", "k").replace("ya", "ia")

    def slipped(self, born: date) -> date:
        return born.replace(month=born.day, day=born.month) if born.day <= 12 else born.replace(day=born.day - 1)
