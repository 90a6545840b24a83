"""Invented agencies of every kind: one guardianship body and one police department in every district."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from apps.accounts.models import Agency, Area
from apps.demo.fixture import read
from apps.demo.identity import invent_name
from apps.demo.world import World

Level = Area.Level
Names = tuple[str, str, str]
CAPITAL = "71"
"""Its agencies are named first and all in the system: most logins work there."""


def make_agencies(world: World) -> None:
    """Add agencies of every kind to the world; areas must be loaded."""
    world.areas = {area.code: area for area in Area.objects.select_related("parent").order_by("pk")}
    content = read("agencies")
    for spec in content["kinds"]:
        for number, (area, names) in enumerate(_places(world, spec), start=1):
            _add(world, spec, area, names, number)


def _places(world: World, spec: dict[str, Any]) -> Iterator[tuple[Area, Names]]:
    """Where the agencies of one kind are, with what stands for {n} in their name."""
    if "per" in spec:
        level = spec["per"].upper()
        yield from ((area, ("", "", "")) for area in world.areas.values() if area.level == level)
        return
    names = read("agencies")["names"]
    pool = names.get(spec["kind"], names["other"])
    running = 0
    regions = [a for a in world.areas.values() if a.level == Level.REGION]
    for region in sorted(regions, key=lambda a: not a.code.startswith(CAPITAL)):
        districts = [a for a in world.areas.values() if a.parent_id == region.pk]
        for index in range(spec["in"].get(region.code[:2], spec["in"].get("all", 0))):
            given = (str(running + 1),) * 3 if spec["kind"] == "SCHOOL" else tuple(pool[running % len(pool)])
            running += 1
            yield districts[index % len(districts)], given


def _add(world: World, spec: dict[str, Any], area: Area, names: Names, number: int) -> None:
    region = area.region or area
    words = zip(("kk", "ru", "en"), names, strict=True)
    said = {
        f"name_{lang}": spec[lang].format(d=getattr(area, f"name_{lang}"), r=getattr(region, f"name_{lang}"), n=name)
        for lang, name in words
    }
    way = _way(spec["kind"], area.code, number)
    mailbox = f"{spec['slug']}{number}"
    head = invent_name(world.random, female=world.chance(0.5), russian=0.2)
    street = world.random.choice(read("names")["streets"])
    line = 550_000 + len(world.agencies) + 1
    world.add_agency(
        Agency(
            kind=spec["kind"], area=area, bin=world.numbers.bin(date(world.random.randint(1996, 2022), 3, 1)),
            head_name=f"{head.surname} {head.given} {head.patronymic}",
            address=f"{area.name_kk}, {street} к-сі, {world.random.randint(1, 180)}",
            phone=f"+7 7172 {line // 10_000}-{line // 100 % 100:02d}-{line % 100:02d}",
            email="" if way == "outside" else f"{mailbox}@{'bounce' if way == 'bounce' else 'agency'}.example",
            on_platform=way != "outside", **said,
        )
    )  # fmt: skip


def _way(kind: str, code: str, number: int) -> str:
    """How the agency is reached: "mail", "outside" the system, or "bounce" when its address refuses mail."""
    content = read("agencies")
    if fixed := content["fixed"].get(f"{kind}-{code}"):
        return fixed
    if code.startswith(CAPITAL):
        return "mail"
    for way in ("outside", "bounce"):
        every = content[way].get(kind)
        if every and number % every == 0:
            return way
    return "mail"
