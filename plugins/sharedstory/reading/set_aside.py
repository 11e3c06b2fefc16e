"""What is done with a line of YAML that cannot be read, so that the rest can be."""

from sharedstory.reading.single_lines import FIELD, ITEM, UNREADABLE, MistakeError, for_colon, width, wrapped


def set_aside(lines: list[str], mistake: MistakeError) -> bool:
    """Mend a line, or blank it or its value, so that the rest can be read. False when nothing changes."""
    if mistake.rewritten:
        for number, text in mistake.rewritten.items():
            lines[number] = text
        return True
    number = mistake.line
    while number >= 0 and not (number < len(lines) and lines[number].strip()):
        number -= 1
    if number < 0:
        return False
    line = lines[number]
    match = FIELD.fullmatch(line)
    item = ITEM.fullmatch(line)
    if (
        mistake.code in ("yaml-quotes-needed", "yaml-quote-open")
        and item
        and not (match and match["colon"])
        and item["value"] != UNREADABLE
    ):
        lines[number] = f"{item['start']}{UNREADABLE}"
    elif mistake.instead not in (None, line):
        lines[number] = str(mistake.instead)
    elif (
        mistake.code == "yaml-indent"
        or mistake.instead is not None
        or not match
        or match["value"] == UNREADABLE
    ):
        lines[number] = ""
    elif match["value"] and (
        match["colon"] or for_colon(match) or (match["space"] and not wrapped(lines, number))
    ):
        # A value that is text, so that nobody is told as well that the field is missing.
        lines[number] = f"{match['start']}: {UNREADABLE}"
    else:
        lines[number] = ""
    if mistake.code in ("yaml-indent", "yaml-quote-open"):
        # What stands further in goes with the line, be it more of its fields or of its text.
        shift = (
            width(lines[number]) - width(line) if lines[number] and mistake.code == "yaml-indent" else None
        )
        least = width(line) + (0 if shift is not None and shift < 0 else 1)
        for below in range(number + 1, len(lines)):
            if lines[below].strip() and width(lines[below]) < least:
                break
            if shift is None:
                lines[below] = ""
            elif shift < 0 and lines[below].strip():
                lines[below] = " " * (width(lines[below]) + shift) + lines[below].lstrip()
    return lines[number] != line
