#!/usr/bin/env python3
"""Makes states.tsv, the states and territories of birth, residence and citizenship.

Joins our own table state_codes.tsv (ISTAT code, Belfiore code, ISO 3166-1 alpha-3 code, day of joining and of
leaving the European Union, name where the package has none or an awkward one) with the names and dates of the package
python-codicefiscale:  pip install python-codicefiscale

Columns of states.tsv: Belfiore code, ISTAT code, ISO code, first day (yyyymmdd, 0 = beyond memory), first day on
which it was no more (0 = open), day of joining the European Union (0 = never), day of leaving it (0 = never), name.
"""

import importlib.util
import json
import pathlib
import re

HERE = pathlib.Path(__file__).parent


def name_of(text):
    """`Ceca, Repubblica` is how lists sort it; `(ex Dahomey)` is no part of a name."""
    text = re.sub(r" \(ex [^)]*\)", "", text)
    text = re.sub(r"(?<= )(Di|Del|Dell'|Della|Delle|E)(?=\b)", lambda m: m.group(0).lower(), text)
    found = re.fullmatch(r"([^,]+), (Repubblica.*|Federazione|Isole|Stati Federati)( del)?", text)
    if not found:
        return text
    head, kind, of = found.groups()
    return f"{kind}{of or ''} {head}"


def main():
    data = pathlib.Path(importlib.util.find_spec("codicefiscale").origin).parent / "data"
    states = {}
    for file in ("deleted-countries.json", "countries-patch.json", "countries.json"):
        for item in json.loads((data / file).read_text("utf-8")):
            # 1900 stands for "as long as the list knows".
            start = item["date_created"][:10].replace("-", "")
            end = item["date_deleted"][:10].replace("-", "")
            states[item["code"]] = (name_of(item["name"]), "0" if start == "19000101" else start, end or "0")
    rows = []
    for line in (HERE / "state_codes.tsv").read_text("utf-8").splitlines():
        istat, belfiore, iso, joined, left, name = (line.split("\t") + [""] * 5)[:6]
        known = states.pop(belfiore, (name, "0", "0")) if belfiore else (name, "0", "0")
        rows.append([belfiore, istat, iso, known[1], known[2], joined or "0", left or "0", name or known[0]])
    for belfiore, (name, start, end) in states.items():
        rows.append([belfiore, "", "", start, end, "0", "0", name])
    rows.sort()
    (HERE / "states.tsv").write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")
    print(len(rows), "states and territories")


if __name__ == "__main__":
    main()
