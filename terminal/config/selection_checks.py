"""What must hold for what can be chosen, beyond what each key may be."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations

from terminal.config.problems import Problem, alternatives, nearest, shown
from terminal.config.readers import Reader
from terminal.config.selections import Level, Selection

_REASONS = ("@absence-code",)
_ACTIVITIES = ("@data-entry-code", "@external-reference")
_EXAMPLES = {
    "reason": 'reason = { "@absence-code" = "10" }',
    "levels": 'levels = [{ level = 1, activity = { "@data-entry-code" = "00014" } }]',
    "activity": 'activity = { "@data-entry-code" = "00014" }',
}
_KIND_OF = {"reason": "Reason", "is_open": "Reason", "levels": "Activity"}


def selection_problems(
    selections: Sequence[Selection], readers: Sequence[Reader]
) -> Iterator[Problem]:
    """Yield what is wrong with selections, and with the readers that have one."""
    problems = [list(_meaning(each, f"selections[{at}]")) for at, each in enumerate(selections)]
    yield from chain.from_iterable(problems)
    yield from _alike(list(enumerate(selections)))
    yield from _same_meaning(
        [(at, selections[at]) for at, found in enumerate(problems) if not found]
    )
    yield from _readers(selections, readers)
    if readers:
        yield from _ways(selections, readers)


def _meaning(selection: Selection, where: str) -> Iterator[Problem]:
    """Yield what is wrong with the kind, what belongs to it, and the function badge."""
    given = {"reason": selection.reason, "levels": selection.levels}
    is_given = {**given, "is_open": selection.is_open is not None}
    for key, kind in _KIND_OF.items():
        if is_given[key] and selection.kind != kind:
            yield Problem(
                f"{where}.{key}",
                f"is set, but a clocking of the kind {shown(selection.kind)} has none",
                f"Take {key} out, or write kind = {shown(kind)}",
            )
        elif key in given and not given[key] and selection.kind == kind:
            yield Problem(
                f"{where}.{key}",
                f"is missing, but kind is {shown(kind)}",
                f"Write it like this: {_EXAMPLES[key]}",
            )
    if selection.kind == "Reason" and selection.reason:
        yield from _reference(selection.reason, f"{where}.reason", _REASONS)
    if selection.kind == "Activity":
        yield from _levels(selection.levels, where)
    if selection.badge and not selection.badge.isprintable():
        yield Problem(
            f"{where}.badge",
            "holds a sign that nobody sees, so that no badge has this number",
            "Type it by hand, as `badge-terminal badge read` shows it",
        )


def _levels(levels: Sequence[Level], where: str) -> Iterator[Problem]:
    numbers = [each.level for each in levels]
    for index, level in enumerate(levels):
        place = f"{where}.levels[{index}]"
        yield from _reference(level.activity, f"{place}.activity", _ACTIVITIES)
        if level.level in numbers[:index]:
            yield Problem(
                f"{place}.level",
                f"is {level.level} a second time",
                "Write one activity for each level, from level 1 on",
            )
    wanted = range(1, max(numbers, default=0) + 1)
    if missing := [str(number) for number in wanted if number not in numbers]:
        yield Problem(
            f"{where}.levels",
            f"go to level {wanted[-1]}, but without {_listed(missing)}",
            "Write one activity for each level, from level 1 on",
        )


def _listed(numbers: Sequence[str]) -> str:
    *first, last = numbers
    return f"{', '.join(first)} and {last}" if first else last


def _reference(
    table: Mapping[str, int | str], where: str, predefined: tuple[str, ...]
) -> Iterator[Problem]:
    if not table:
        key = where.rpartition(".")[2]
        yield Problem(where, "names nothing", f"Write it like this: {_EXAMPLES[key]}")
    elif len(table) > 1:
        yield Problem(
            where,
            f"has {len(table)} keys, and Protime looks for one",
            f"Keep one of {alternatives(table)}",
        )
    for name, value in table.items():
        if name == "id":
            yield from _identifier(value, where, predefined)
        else:
            yield from _external(name, value, where, predefined)


def _identifier(value: int | str, where: str, predefined: tuple[str, ...]) -> Iterator[Problem]:
    if isinstance(value, str) and predefined == _REASONS:
        yield Problem(
            f"{where}.id",
            f"is {shown(value)}, but Protime's id of a reason is a number",
            f"Write the number without quotes, or {alternatives(predefined)} for a code",
        )


def _external(
    name: str, value: int | str, where: str, predefined: tuple[str, ...]
) -> Iterator[Problem]:
    if name.startswith("@") and name not in predefined:
        near = nearest(name, predefined)
        otherwise = f'Write {alternatives(predefined)}, "id", or a reference of your own without @'
        yield Problem(
            where,
            f"names {shown(name)}, which Protime does not define here",
            f"Did you mean {shown(near[0])}?" if near else otherwise,
        )
    elif not isinstance(value, str):
        yield Problem(
            where,
            f"has the number {value}, but {shown(name)} is text: zeros before it count",
            f"Write it in double quotes: {shown(str(value))}",
        )


def _alike(numbered: Sequence[tuple[int, Selection]]) -> Iterator[Problem]:
    """Yield what two selections may not share."""
    for (first, one), (second, other) in combinations(numbered, 2):
        if one.name == other.name:
            yield Problem(
                f"selections[{second}].name",
                f"is {shown(other.name)}, like that of selections[{first}]",
                "Give each selection a name of its own",
            )
        if one.badge is not None and one.badge == other.badge:
            yield Problem(
                f"selections[{second}].badge",
                f"is {shown(other.badge)}, the function badge of selections[{first}] already",
                "Write the number of another badge, as `badge-terminal badge read` shows it",
            )


def _same_meaning(numbered: Sequence[tuple[int, Selection]]) -> Iterator[Problem]:
    for (first, one), (second, other) in combinations(numbered, 2):
        if one.made() == other.made():
            yield Problem(
                f"selections[{second}]",
                f"means to Protime exactly what selections[{first}] means",
                "Write what sets it apart, or take it out: one selection may have a button, a "
                "badge and readers",
            )


def _readers(selections: Sequence[Selection], readers: Sequence[Reader]) -> Iterator[Problem]:
    names = [each.name for each in selections]
    for index, reader in enumerate(readers):
        if reader.selection and reader.selection not in names:
            near = nearest(reader.selection, names)
            otherwise = (
                "Write [[selections]] with that name, or take it out: then what was chosen decides"
            )
            yield Problem(
                f"readers[{index}].selection",
                f"is {shown(reader.selection)}, which is the name of no [[selections]]",
                f"Did you mean {shown(near[0])}?" if near else otherwise,
            )


def _ways(selections: Sequence[Selection], readers: Sequence[Reader]) -> Iterator[Problem]:
    """Yield the selections that no swipe will ever have."""
    fixed = {each.selection for each in readers}
    for index, selection in enumerate(selections):
        where = f"selections[{index}]"
        ways = {"button": selection.button, "badge": selection.badge}
        given = [key for key, value in ways.items() if value is not None]
        if not given and selection.name not in fixed:
            yield Problem(
                where,
                "can be chosen by nothing",
                "Write the pin of its button, the number of its function badge, or "
                f"selection = {shown(selection.name)} under a reader",
            )
        elif given and "" not in fixed:
            yield Problem(
                f"{where}.{given[0]}",
                "chooses in vain, for every reader has a selection of its own",
                "Take it out, or take selection out of one of the readers",
            )
