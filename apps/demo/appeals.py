"""Appeals to the ombudsmen and calls to 111, each lived through the real actions at instants of the past."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import User
from apps.complaints import codes
from apps.complaints.acts import calls, filing, posters
from apps.complaints.models import Appeal, Call, Receipt
from apps.complaints.states import Channel, Kind, Safety
from apps.core.localtime import day_start, local_day
from apps.demo import samples
from apps.demo.appeal_life import Life, Stage
from apps.demo.fixture import read
from apps.demo.staff import find_agency
from apps.demo.world import World

SEED = 111
CALLS = 36
"""Calls of the year, besides those of the fixture."""


def receipt() -> str:
    """The code of one of the demo's appeals, which whoever tries the demo may type in."""
    return str(read("appeals")["receipt"])


class Appeals:
    def __init__(self, world: World) -> None:
        self.world, self.random = world, Random(SEED)
        self.stage = Stage(world)
        self.operator = User.objects.get(username="operator111")
        self._by_key: dict[str, Appeal] = {}

    def play(self) -> int:
        """Everything; returns how many appeals that made."""
        for n, story in enumerate(read("appeals")["stories"]):
            self._tell(story, n)
        for n, said in enumerate(read("appeals")["calls"]):
            self._call(said, self._came(said, n))
        for _n in range(CALLS):
            self._call_of_the_year()
        return Appeal.objects.count()

    def _tell(self, story: dict[str, Any], n: int) -> None:
        at = self._came(story, n)
        appeal = self._file(story, at)
        if story.get("receipt"):
            Receipt.objects.filter(appeal=appeal).update(**codes.stored(codes.typed(receipt())))
        if key := story.get("key"):
            self._by_key[key] = appeal
        Life(self.stage, appeal, story, at, self._by_key).live()

    def _came(self, story: dict[str, Any], n: int) -> datetime:
        """When it came: of an older one the hour of the day is spread."""
        days = story.get("days", story.get("hours", 0) / 24) or 2 + n * 9
        at = self.world.ago(days=days)
        return at if days < 1 else day_start(local_day(at)) + timedelta(hours=8 + n * 5 % 14, minutes=n * 13 % 60)

    def _file(self, story: dict[str, Any], at: datetime) -> Appeal:
        entry, channel = self._entry(story), story.get("channel", Channel.SITE)
        if channel == Channel.SITE:
            return filing.file_online(entry, _uploads(story), at=at).appeal
        if channel == Channel.CALL_111:
            return self._call({**story, "category": "FAMILY", "said": story["text"], "refer": True}, at)
        by = self.stage.staff_of(filing.office_of(filing.way_of(entry["respondents"], entry["area"])))
        return filing.register(entry, channel=channel, received_at=at, by=by, at=at).appeal

    def _entry(self, story: dict[str, Any]) -> dict[str, Any]:
        """What the sender gave: a child says nothing of rights and kinds."""
        by_child = story.get("child", False)
        said = {} if by_child else {"kind": story.get("kind", Kind.MESSAGE), "right": story.get("right", "")}
        agency = find_agency(self.world, story["about"]) if "about" in story else None
        about = {"agency": agency, "level": story.get("level", "UNKNOWN"), "described": story.get("described", "")}
        return {
            **said, "text": story.get("text"), "language": story["lang"], "by_child": by_child,
            "safety": story.get("safety", Safety.SAFE if by_child else Safety.UNKNOWN),
            "is_urgent": story.get("urgent", False), "area": self.world.areas.get(story.get("area", "")),
            "respondents": [about], "identity": _identity(story), "poster": self._poster(story),
        }  # fmt: skip

    def _poster(self, story: dict[str, Any]) -> str:
        if "poster" not in story:
            return ""
        place = find_agency(self.world, story["poster"])
        by = self.stage.head_of(filing.office_of(filing.way_of([], place.area)))
        return posters.make_poster(place=place, language=story["lang"], by=by, at=self.world.ago(days=90)).code

    def _call(self, said: dict[str, Any], at: datetime) -> Any:
        """A contact of 111; the appeal it became, if it was passed on."""
        call = calls.log_call(data=self._noted(said, at), by=self.operator, at=at)
        later = at + timedelta(minutes=12)
        if said.get("refer"):
            entry = {**self._entry(said), "text": said["said"], "right": ""}
            calls.refer_to_ombudsman(call, entry=entry, by=self.operator, at=later)
            calls.end_call(call, outcome=Call.Outcome.PASSED_ON, by=self.operator, at=later)
            appeal = Appeal.objects.get(call_referrals__call=call)
            if "text" not in said:
                Life(self.stage, appeal, said, at, {}).live()
            return appeal
        if said["outcome"]:
            calls.end_call(call, outcome=said["outcome"], by=self.operator, at=later)
        return None

    def _noted(self, said: dict[str, Any], at: datetime) -> dict[str, Any]:
        return {
            "category": said["category"], "way": said.get("way", "PHONE"), "safety": said.get("safety", "UNKNOWN"),
            "language": said["lang"], "said": said["said"], "by_child": said.get("child", True), "began_at": at,
            "area": self.world.areas.get(said.get("area", "")),
        }  # fmt: skip

    def _call_of_the_year(self) -> None:
        """Another of those that ended with the call, somewhere in the country."""
        ended = [one for one in read("appeals")["calls"] if one.get("outcome")]
        said = self.random.choice(ended)
        area = self.random.choice(sorted(code for code in self.world.areas if code))
        place = {} if self.world.areas[area].level == "COUNTRY" else {"area": area}
        self._call({**said, **place}, self.world.ago(days=self.random.uniform(1, 360)))


def _identity(story: dict[str, Any]) -> dict[str, str]:
    """Who sent it, if they said so; an invented telephone."""
    if "name" not in story:
        return {}
    name, relation = story["name"]
    return {"name": name, "relation": relation, "phone": "+7 700 000 00 00"}


def _uploads(story: dict[str, Any]) -> Sequence[SimpleUploadedFile]:
    found = []
    if story.get("photo"):
        found.append(SimpleUploadedFile("chat.png", samples.screenshot()))
    if story.get("voice"):
        found.append(SimpleUploadedFile("voice.wav", samples.voice_note()))
    return found
