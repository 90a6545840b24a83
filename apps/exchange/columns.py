"""The columns of a table of children: their headings in three languages, and how a cell is read.

Nothing is guessed: a cell that could mean two things is an error with words on what to do. Headings and their
other spellings are part of the format of the file, hence kept here and not among the translations.
"""

from dataclasses import dataclass

REQUIRED = ("given_name", "birth_date", "sex")


@dataclass(frozen=True)
class Column:
    """One column: `words` are its headings by language, `also` other headings people write."""

    field: str
    kk: str
    ru: str
    en: str
    note_kk: str
    note_ru: str
    note_en: str
    also: tuple[str, ...] = ()

    def heading(self, language: str) -> str:
        return str(getattr(self, language, self.ru))

    def note(self, language: str) -> str:
        return str(getattr(self, f"note_{language}", self.note_ru))


COLUMNS = (
    Column(
        "surname", "Тегі", "Фамилия", "Surname",
        "Тек табылған бала немесе шетелдік үшін бос қалуы мүмкін.",
        "Может быть пустой только у найденного ребёнка или иностранца.",
        "May stay empty only for a found child or a foreigner.", ("last name", "тек"),
    ),
    Column(
        "given_name", "Аты", "Имя", "Given name",
        "Міндетті.", "Обязательно.", "Required.", ("first name", "есімі", "name"),
    ),
    Column(
        "patronymic", "Әкесінің аты", "Отчество", "Patronymic",
        "Жеке куәлікте болса.", "Если есть в документе.", "If the document has one.", ("middle name",),
    ),
    Column(
        "surname_latin", "Тегі латын әріптерімен", "Фамилия латиницей", "Surname in Latin letters",
        "Паспорттағыдай.", "Как в паспорте.", "As in the passport.",
    ),
    Column(
        "given_name_latin", "Аты латын әріптерімен", "Имя латиницей", "Given name in Latin letters",
        "Паспорттағыдай.", "Как в паспорте.", "As in the passport.",
    ),
    Column(
        "iin", "ЖСН", "ИИН", "IIN",
        "12 цифр, мәтін ретінде: ұяшық пішімі «Мәтіндік». ЖСН болмаса, себебін көрсетіңіз.",
        "12 цифр, как текст: формат ячейки «Текстовый». Если ИИН нет, укажите причину.",
        "12 digits, as text: cell format “Text”. Without an IIN give the reason.",
        ("жеке сәйкестендіру нөмірі", "индивидуальный идентификационный номер"),
    ),
    Column(
        "no_iin_reason", "ЖСН неге жоқ", "Почему нет ИИН", "Why there is no IIN",
        "Түсіндірмелер парағындағы сөздердің бірі.", "Одно из слов с листа пояснений.",
        "One of the words on the sheet of explanations.", ("причина отсутствия иин",),
    ),
    Column(
        "birth_date", "Туған күні", "Дата рождения", "Birth date",
        "Міндетті: кк.аа.жжжж, мысалы 05.03.2015.", "Обязательно: дд.мм.гггг, например 05.03.2015.",
        "Required: dd.mm.yyyy, for example 05.03.2015.", ("туған жылы, айы, күні", "date of birth"),
    ),
    Column(
        "birth_date_is_estimated", "Туған күні шамамен", "Дата рождения примерная", "The birth date is estimated",
        "иә немесе жоқ; бос — жоқ.", "да или нет; пусто — нет.", "yes or no; empty is no.", ("estimated",),
    ),
    Column(
        "sex", "Жынысы", "Пол", "Sex",
        "Міндетті: қыз немесе ұл.", "Обязательно: девочка или мальчик.", "Required: girl or boy.", ("gender",),
    ),
    Column(
        "area", "Тұратын ауданы", "Район проживания", "District of residence",
        "Атауы немесе ӘАОЖ (КАТО) коды; бос — органның өз ауданы.",
        "Название или код КАТО; пусто — район самого органа.",
        "Name or KATO code; empty is the body's own district.", ("аудан", "район", "district"),
    ),
    Column(
        "address", "Мекенжайы", "Адрес", "Address",
        "Міндетті емес.", "Необязательно.", "Optional.",
    ),
    Column(
        "representative_kind", "Заңды өкіл — кім", "Законный представитель — кто", "Legal representative is",
        "Түсіндірмелер парағындағы сөздердің бірі.", "Одно из слов с листа пояснений.",
        "One of the words on the sheet of explanations.",
    ),
    Column(
        "representative_name", "Заңды өкіл", "Законный представитель", "Legal representative",
        "Тегі, аты, әкесінің аты; ұйым үшін қажет емес.", "Фамилия, имя, отчество; для организации не нужно.",
        "Surname, given name, patronymic; not needed for an organisation.",
    ),
)  # fmt: skip
BY_FIELD = {column.field: column for column in COLUMNS}


def plain(text: str) -> str:
    """A heading or word without case, stars, doubled spaces and the ends people put."""
    return " ".join(text.casefold().replace("ё", "е").replace("_", " ").split()).strip(" *:.")


HEADINGS = {
    plain(words): column.field
    for column in COLUMNS
    for words in (column.field, column.kk, column.ru, column.en, *column.also)
}
