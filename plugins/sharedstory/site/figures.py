"""Figures, as people read them."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from sharedstory.schema import locales
from sharedstory.schema.choices import Qualifier
from sharedstory.schema.entries import DerivedFigure, Figure, Glimpse
from sharedstory.schema.wording import Wording

# From here on what we work out is a whole number: nobody has seen three quarters of a person.
WHOLE_FROM = 3
_ROUNDING = {Qualifier.OVER: ROUND_FLOOR, Qualifier.UP_TO: ROUND_CEILING}


def figure(item: Figure, say: Wording) -> str:
    """A figure in words: "over 12,000 hours of support per week"."""
    return _in_words(item.qualifier, item.value, item.unit, item.per, say)


def _in_words(qualifier: Qualifier, value: Decimal, unit: str, per: str | None, say: Wording) -> str:
    number = locales.number(value, say.code)
    match qualifier:
        case Qualifier.ABOUT:
            number = say("about %(number)s", number=number)
        case Qualifier.OVER:
            number = say("over %(number)s", number=number)
        case Qualifier.UP_TO:
            number = say("up to %(number)s", number=number)
    counted = f"{number} {unit}"
    return say("%(figure)s per %(unit)s", figure=counted, unit=per) if per else counted


def derived_value(item: DerivedFigure, front: Glimpse, say: Wording) -> str:
    """A derived figure in words, no more exact than what it is made from, and a whole number where it is no small one."""
    by_id = {figure_.id: figure_ for figure_ in front.figures if figure_.id}
    above, below = by_id[item.divide], by_id[item.by]
    exact = above.value / below.value
    qualifier = _derived_qualifier(above.qualifier, below.qualifier)
    step = Decimal(1) if exact >= WHOLE_FROM else Decimal("0.01")
    value = exact.quantize(step, _ROUNDING.get(qualifier, ROUND_HALF_UP))
    if value != exact and qualifier is Qualifier.EXACT:
        qualifier = Qualifier.ABOUT
    return _in_words(qualifier, value, item.unit, item.per, say)


def _derived_qualifier(above: Qualifier, below: Qualifier) -> Qualifier:
    """Over divided by exact is over; by over, nobody can say; and so on."""
    if below is Qualifier.EXACT:
        return above
    opposite = {Qualifier.OVER: Qualifier.UP_TO, Qualifier.UP_TO: Qualifier.OVER}
    if above is Qualifier.EXACT and below in opposite:
        return opposite[below]
    return Qualifier.ABOUT if above is not opposite.get(below) else above
