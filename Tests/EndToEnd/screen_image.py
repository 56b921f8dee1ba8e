"""Draws a pyte screen as PNG or SVG. Boxes, blocks and braille are drawn as shapes, so that a picture does not depend on a font having them."""

from PIL import Image, ImageDraw, ImageFont

CELL_W, CELL_H = 9, 18
FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono{}.ttf",
    "/usr/share/fonts/dejavu/DejaVuSansMono{}.ttf",
)
ANSI = [
    "000000", "cd3131", "0dbc79", "c9a500", "2472c8", "bc3fbc", "11a8cd", "cccccc",
    "666666", "f14c4c", "23d18b", "f5f543", "3b8eea", "d670d6", "29b8db", "ffffff",
]
NAMED = {
    name: ANSI[i] for i, name in enumerate(["black", "red", "green", "brown", "blue", "magenta", "cyan", "white"])
}
NAMED.update({"bright" + name: ANSI[8 + i] for i, name in enumerate(
    ["black", "red", "green", "brown", "blue", "magenta", "cyan", "white"])})
NAMED["yellow"], NAMED["brightyellow"] = ANSI[3], ANSI[11]
LINES = {  # which of left, right, up, down a box character reaches
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud", "┬": "lrd", "┴": "lru",
    "┼": "lrud", "━": "LR", "┃": "UD", "┏": "RD", "┓": "LD", "┗": "RU", "┛": "LU", "═": "LR", "║": "UD",
    "╔": "RD", "╗": "LD", "╚": "RU", "╝": "LU", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu", "┊": "ud", "╌": "lr",
}


def colours(cell, dark):
    fore = "d4d4d4" if dark else "1e1e1e"
    back = "101418" if dark else "ffffff"
    def pick(name, default):
        if name == "default":
            return default
        return NAMED.get(name, name)
    f, b = pick(cell.fg, fore), pick(cell.bg, back)
    if cell.bold and cell.fg in NAMED and not cell.fg.startswith("bright"):
        f = NAMED.get("bright" + cell.fg, f)
    return (b, f) if cell.reverse else (f, b)


def cells(screen):
    for y in range(screen.lines):
        line = screen.buffer[y]
        for x in range(screen.columns):
            yield x, y, line[x]


def shapes(character, x, y):
    """Rectangles (x0, y0, x1, y1) in pixels and an opacity for a character that is drawn, else None."""
    left, top = x * CELL_W, y * CELL_H
    right, bottom = left + CELL_W, top + CELL_H
    mid_x, mid_y = left + CELL_W // 2, top + CELL_H // 2
    code = ord(character) if len(character) == 1 else 0
    if character in LINES:
        out = []
        for way in LINES[character]:
            thick = 2 if way.isupper() else 1
            out.append({
                "l": (left, mid_y, mid_x + thick, mid_y + thick), "r": (mid_x, mid_y, right, mid_y + thick),
                "u": (mid_x, top, mid_x + thick, mid_y + thick), "d": (mid_x, mid_y, mid_x + thick, bottom),
            }[way.lower()])
        return out, 1
    if 0x2581 <= code <= 0x2588:
        return [(left, bottom - CELL_H * (code - 0x2580) // 8, right, bottom)], 1
    if 0x2589 <= code <= 0x258F:
        return [(left, top, left + CELL_W * (0x2590 - code) // 8, bottom)], 1
    if character == "▀":
        return [(left, top, right, mid_y)], 1
    if character in "░▒▓":
        return [(left, top, right, bottom)], {"░": 0.25, "▒": 0.5, "▓": 0.75}[character]
    if 0x2800 <= code <= 0x28FF:
        out = []
        for bit, (column, row) in enumerate([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]):
            if (code - 0x2800) >> bit & 1:
                px, py = left + 1 + column * (CELL_W // 2), top + 2 + row * (CELL_H // 4)
                out.append((px, py, px + 2, py + 2))
        return out, 1
    return None


def blend(fore, back, share):
    f, b = (tuple(int(c[i:i + 2], 16) for i in (0, 2, 4)) for c in (fore, back))
    return tuple(int(fi * share + bi * (1 - share)) for fi, bi in zip(f, b))


def png(screen, path, dark=True):
    def font(kind):
        for pattern in FONTS:
            try:
                return ImageFont.truetype(pattern.format(kind), 14)
            except OSError:
                continue
        return ImageFont.load_default()
    normal, bold = font(""), font("-Bold")
    image = Image.new("RGB", (screen.columns * CELL_W, screen.lines * CELL_H))
    draw = ImageDraw.Draw(image)
    for x, y, cell in cells(screen):
        fore, back = colours(cell, dark)
        draw.rectangle((x * CELL_W, y * CELL_H, (x + 1) * CELL_W - 1, (y + 1) * CELL_H - 1), fill="#" + back)
    for x, y, cell in cells(screen):
        if not cell.data.strip():
            continue
        fore, back = colours(cell, dark)
        drawn = shapes(cell.data, x, y)
        if drawn:
            for x0, y0, x1, y1 in drawn[0]:
                if x1 > x0 and y1 > y0:
                    draw.rectangle((x0, y0, x1 - 1, y1 - 1), fill=blend(fore, back, drawn[1]))
        else:
            draw.text((x * CELL_W, y * CELL_H), cell.data, font=bold if cell.bold else normal, fill="#" + fore)
        if cell.underscore:
            draw.line((x * CELL_W, (y + 1) * CELL_H - 2, (x + 1) * CELL_W, (y + 1) * CELL_H - 2), fill="#" + fore)
    image.save(path)


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def svg(screen, path, dark=True, title="flipback"):
    width, height = screen.columns * CELL_W, screen.lines * CELL_H
    back = "101418" if dark else "ffffff"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#{back}"/>',
        '<g font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="14" xml:space="preserve">',
    ]
    for y in range(screen.lines):
        line = [screen.buffer[y][x] for x in range(screen.columns)]
        x = 0
        while x < screen.columns:
            start, (fore, behind), strong = x, colours(line[x], dark), line[x].bold
            run = []
            while x < screen.columns and colours(line[x], dark) == (fore, behind) and line[x].bold == strong:
                run.append(line[x].data)
                x += 1
            if behind != back:
                out.append(
                    f'<rect x="{start * CELL_W}" y="{y * CELL_H}" width="{len(run) * CELL_W}" height="{CELL_H}" fill="#{behind}"/>')
            position = 0
            while position < len(run):
                if not run[position].strip():
                    position += 1
                    continue
                drawn = shapes(run[position], start + position, y)
                if drawn:
                    path_data = "".join(
                        f"M{x0} {y0}H{x1}V{y1}H{x0}Z" for x0, y0, x1, y1 in drawn[0] if x1 > x0 and y1 > y0)
                    if path_data:
                        opacity = "" if drawn[1] == 1 else f' fill-opacity="{drawn[1]}"'
                        out.append(f'<path d="{path_data}" fill="#{fore}"{opacity}/>')
                    position += 1
                    continue
                end = position
                while end < len(run) and run[end].strip() and not shapes(run[end], 0, 0):
                    end += 1
                text = "".join(run[position:end])
                weight = ' font-weight="bold"' if strong else ""
                out.append(
                    f'<text x="{(start + position) * CELL_W}" y="{y * CELL_H + 14}" textLength="{(end - position) * CELL_W}"'
                    f' lengthAdjust="spacingAndGlyphs" fill="#{fore}"{weight}>{escape(text)}</text>')
                position = end
    out.append("</g></svg>")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")
