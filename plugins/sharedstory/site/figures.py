"""Numbers and figures, as people read them."""

from decimal import ROUND_HALF_UP, Decimal

from sharedstory.schema.choices import Qualifier
from sharedstory.schema.entries import DerivedFigure, Figure, Glimpse


def number(value: Decimal) -> str:
    """A number as people read it: `12,000`, `3.75`."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(item: Figure) -> str:
    """A figure in words: "over 12,000 hours of support per week"."""
    words = [item.qualifier.label, number(item.value), item.unit, f"per {item.per}" if item.per else ""]
    return " ".join(word for word in words if word)


def derived_value(item: DerivedFigure, front: Glimpse) -> str:
    """A derived figure in words, to two places at most, and no more exact than what it is made from."""
    by_id = {figure_.id: figure_ for figure_ in front.figures if figure_.id}
    above, below = by_id[item.divide], by_id[item.by]
    value = (above.value / below.value).quantize(Decimal("0.01"), ROUND_HALF_UP)
    qualifier = _derived_qualifier(above.qualifier, below.qualifier)
    words = [qualifier.label, number(value), item.unit, f"per {item.per}" if item.per else ""]
    return " ".join(word for word in words if word)


def _derived_qualifier(above: Qualifier, below: Qualifier) -> Qualifier:
    """Over divided by exact is over; by over, nobody can say; and so on."""
    if below is Qualifier.EXACT:
        return above
    opposite = {Qualifier.OVER: Qualifier.UP_TO, Qualifier.UP_TO: Qualifier.OVER}
    if above is Qualifier.EXACT and below in opposite:
        return opposite[below]
    return Qualifier.ABOUT if above is not opposite.get(below) else above
