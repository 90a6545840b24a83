"""Every step of a letter: forth, back, in another language, and what is wrong with it."""

import pytest

from apps.complaints import reading
from apps.complaints.models import Appeal
from apps.complaints.states import Level
from apps.complaints.vaults import identity_of, vault_of
from tests.web.intake.writer import TEXT, Writer, child, sent

pytestmark = pytest.mark.django_db


def opened(appeal: Appeal) -> tuple[str, list, dict]:
    vault = vault_of(appeal)
    text = reading.conversation(appeal, vault)[0].text
    return text, reading.respondents_of(appeal, vault), identity_of(appeal, vault)


def test_a_child_writes_one_answer_a_screen(client, offices):
    region, district = offices.region, offices.district
    writer = Writer(client).press("child")
    for typed in (
        {"safety": "SAFE"}, {"text": TEXT}, {"who": ["school", "children"], "described": "№ 5 мектеп"},
        {"region": region.pk}, {"district": district.pk}, {"way": "PHONE"},
        {"phone": "8 701 234 56 78", "safe": "Сабақтан кейін"}, {"name": "Айару"}, {},
    ):  # fmt: skip
        writer.press("next", **typed)
        assert writer.status == 200, (typed, writer.page)
    for shown in (TEXT, "№ 5 мектеп", "Айару", str(district)):
        assert shown in writer.page
    assert not Appeal.objects.exists()
    writer.press("send")
    assert writer.code
    appeal = Appeal.objects.get()
    assert (appeal.by_child, appeal.language, appeal.area, appeal.office) == (True, "kk", district, offices.regional)
    text, respondents, identity = opened(appeal)
    assert text == TEXT
    assert [level for level, _name, _said in respondents] == [Level.LOCAL.label, Level.PERSON.label]
    assert "№ 5 мектеп" in respondents[0][2]
    assert identity == {"name": "Айару", "phone": "+77012345678", "safe": "Сабақтан кейін", "way": "PHONE"}


def test_back_loses_nothing(client, offices):
    writer = child(client, until="name")
    seen = []
    for _turn in range(6):
        writer.press("back")
        seen.append(writer.heading)
    assert len(set(seen)) == 6
    writer.press("child")
    assert "checked" in writer.page
    writer.press("next", safety="SAFE")
    assert TEXT in writer.page
    writer.press("next", text=TEXT)
    assert 'value="school"' in writer.page
    assert "checked" in writer.page


def test_back_keeps_what_was_typed_and_not_yet_sent_on(client, offices):
    writer = child(client, until="tell").press("back", text="Жартысы")
    assert "Жартысы" in writer.press("next", safety="SAFE").page


@pytest.mark.parametrize("step", ["safe", "tell", "who", "where", "answer", "name", "files", "review"])
def test_another_language_at_every_step(client, offices, step):
    writer = child(client, until=step)
    before = writer.heading
    writer.speak("ru")
    assert '<html lang="ru">' in writer.page
    assert writer.heading != before
    writer.speak("en")
    assert '<html lang="en">' in writer.page
    assert writer.speak("kk").heading == before


def test_another_language_keeps_what_is_being_typed(client, offices):
    writer = child(client, until="tell").speak("ru", text="Жаза бастадым")
    assert "Жаза бастадым</textarea>" in writer.page
    assert '<html lang="ru">' in writer.page
    writer.speak("zz", text="Жаза бастадым")
    assert '<html lang="ru">' in writer.page


def test_danger_shows_the_numbers_first_and_marks_the_letter(client, offices):
    writer = child(client, until="tell", safety="IN_DANGER").press("back")
    for number in ("102", "103", "111"):
        assert f'href="tel:{number}"' in writer.page
    sent(client, safety="IN_DANGER")
    appeal = Appeal.objects.get()
    assert appeal.is_urgent
    assert appeal.safety == "IN_DANGER"


@pytest.mark.parametrize(("step", "typed"), [
    ("safe", {}), ("safe", {"safety": "MAYBE"}), ("tell", {"text": ""}), ("tell", {"text": " \u202e\n "}),
    ("tell", {"text": "ұ" * 20_001}), ("answer", {}), ("answer", {"way": "PIGEON"}), ("where", {"region": "abc"}),
    ("who", {"who": ["nobody-knows"]}),
])  # fmt: skip
def test_what_makes_no_sense_is_said_at_the_question(client, offices, step, typed):
    writer = child(client, until=step)
    before = writer.heading
    writer.press("next", **typed)
    assert writer.status == 422
    assert writer.heading == before
    assert "field-error" in writer.page
    if len(typed.get("text", "")) > 100:
        assert typed["text"] in writer.page


def test_a_telephone_is_needed_only_where_it_was_asked_for(client, offices):
    writer = child(client, until="answer").press("next", way="PHONE").press("next", safe="Кешке")
    assert writer.status == 422
    assert "Кешке" in writer.page
    writer.press("back").press("next", way="CODE").press("next").press("next").press("send")
    assert opened(Appeal.objects.get())[2] == {}


@pytest.mark.parametrize("phone", ["12345", "үй", "+7 701", "٠١٢٣٤٥٦٧٨٩", "8 701 123 45 67 89 01 23 45"])
def test_half_a_telephone_is_said_and_loses_nothing(client, offices, phone):
    writer = child(client, until="answer").press("next", way="PHONE").press("next", phone=phone, safe="Кешке")
    assert writer.status == 422
    assert "field-error" in writer.page
    assert "Кешке" in writer.page
    writer.press("next", phone="8 701 123 45 67").press("next").press("next").press("send")
    assert opened(Appeal.objects.get())[2]["phone"] == "+77011234567"


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "\u202eтерсіне жазылған", "مرحبا بالعالم", "Маған қорқынышты 😢🏠👨\u200d👩\u200d👧",
    "{{ settings }} %s",
])  # fmt: skip
def test_any_text_is_text(client, offices, text):
    writer = child(client, text=text)
    assert "<script>alert" not in writer.page
    assert "\u202e" not in writer.page.split("<dd>")[2]
    writer.press("send").do("noted")
    assert "<script>alert" not in writer.page
    assert "\u202e" not in writer.page
    assert opened(Appeal.objects.get())[0] == text.replace("\u202e", "")


def test_a_body_of_the_register_is_found_by_a_part_of_its_name(client, offices):
    writer = child(client, until="who").press("find", find=offices.education.name_kk[:6], who=["school"])
    assert f'value="{offices.education.pk}"' in writer.page
    writer.press("next", bodies=[offices.education.pk], who=[])
    writer.press("next").press("next", way="CODE").press("next").press("next").press("send")
    assert Appeal.objects.get().respondents.get().agency == offices.education


def test_an_adult_fills_in_one_form(client, offices):
    writer = Writer(client, language="ru").press("adult")
    data = {
        "safety": "UNKNOWN", "kind": "COMPLAINT", "text": "В школе бьют ребёнка.", "who": ["school"],
        "right": "BULLYING", "area": offices.district.pk, "relation": "мать", "name": "Анна Ким",
        "iin": "", "way": "LETTER", "address": "ул. Абая, 1", "email": "anna@example.org",
    }  # fmt: skip
    writer.press("next", **{**data, "address": ""})
    assert writer.status == 422
    assert "Анна Ким" in writer.page
    writer.press("next", **data).press("send")
    appeal = Appeal.objects.get()
    assert (appeal.kind, appeal.right, appeal.by_child, appeal.language) == ("COMPLAINT", "BULLYING", False, "ru")
    assert opened(appeal)[2] == {
        "name": "Анна Ким", "relation": "мать", "address": "ул. Абая, 1", "email": "anna@example.org", "way": "LETTER",
    }  # fmt: skip


def test_a_poster_is_remembered_and_a_forged_one_is_not(client, offices):
    from apps.complaints.acts.posters import make_poster
    from apps.web.shared import now
    from tests.factories.accounts import fresh

    poster = make_poster(place=offices.education, language="kk", by=fresh(offices.head), at=now())
    sent(client, query=f"?p={poster.code}")
    assert Appeal.objects.get().poster == poster
    client.cookies.clear()
    sent(client, query="?p=<script>")
    assert Appeal.objects.filter(poster=None).count() == 1


@pytest.mark.parametrize("ticket", ["", "x", "v1.abc.def"])
def test_a_ticket_that_is_not_ours_begins_anew(client, offices, ticket):
    answer = client.post("/help/", {"ticket": ticket, "go": "send"})
    assert answer.status_code == 200
    assert not Appeal.objects.exists()


def test_a_letter_left_for_a_day_begins_anew(client, offices, monkeypatch):
    writer = child(client)
    monkeypatch.setattr("apps.web.intake.draft.KEPT", -1)
    writer.press("send")
    assert not Appeal.objects.exists()
    assert TEXT not in writer.page
