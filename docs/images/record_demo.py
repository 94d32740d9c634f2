#!/usr/bin/env python3
"""Records the demonstration for its picture: record_demo.py target/demo/anagrafe-hub [--residents N] > demo.txt

Starts it, runs the commands that it prints as whoever pastes them would, and writes what both terminals show. Left out or
shortened are: the progress of the load, all but the first check, keys and directories, and of an answer all but its outcome.
Lines that begin with "$ " were typed.
"""

import json
import re
import subprocess
import sys
import tempfile

SECTION = re.compile(r"^(PAGINE|VERIFICHE|RICEVUTA|TRACCIA)")


def started(program, arguments, directory):
    """The demonstration at work, and what it printed."""
    command = [program, "demo", "--dir", directory, *arguments]
    demo = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lines = []
    for line in demo.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("Ctrl-C"):
            break
    return demo, lines


def sections(lines):
    parts, name = {}, ""
    for line in lines:
        found = SECTION.match(line)
        if found:
            name = found.group(1)
        parts.setdefault(name, []).append(line)
    return parts


def commands(lines):
    """The commands of a section, each with its continuation lines."""
    whole = "\n".join(lines[1:]).split("\n\n# ")[0].replace("\\\n  ", "")
    return [line for line in whole.split("\n") if line and not line.startswith(("#", "Ctrl", "Descrizione"))]


def pasted(command, where):
    done = subprocess.run(["bash", "-c", command], cwd=where, capture_output=True, text=True)
    return done.stdout + "".join(line for line in done.stderr.splitlines(True) if line.startswith("errore"))


def main():
    program, arguments = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as directory:
        demo, lines = started(program, arguments, directory)
        try:
            parts = sections(lines)
            out = ["$ make demo"]
            table = parts["PAGINE"]
            head = next(at for at, line in enumerate(table) if line.startswith("Utente"))
            end = table.index("", head)
            shown = [table[0], ""] + table[head:end]

            check = commands(parts["VERIFICHE"])[0]
            answer = json.loads(pasted(check, directory))
            outcome = ", ".join(f'"{key}": {json.dumps(answer[key])}' for key in ("esiti", "indiceRegistro"))
            body = json.loads(re.search(r"--json '(.*)'$", check).group(1))
            shown += ["", "# " + parts["VERIFICHE"][2].lstrip("# "),
                      "$ curl --cacert ca.pem https://localhost:8443/v1/verifiche --header 'Authorization: Bearer ah_…' --json '{",
                      f'    "soggetto": {json.dumps(body["soggetto"])}, "dataRiferimento": "{body["dataRiferimento"]}",',
                      f'    "dichiarazioni": {json.dumps(body["dichiarazioni"])},',
                      '    "finalita": "…", "riferimentoPratica": "DEMO/1" }\'',
                      "  {" + outcome + ", …}"]

            for section in ("RICEVUTA", "TRACCIA"):
                shown += ["", "# " + parts[section][0]]
                with tempfile.TemporaryDirectory() as where:
                    for command in commands(parts[section]):
                        if command.startswith("cd "):
                            continue
                        told = pasted(command, where)
                        shown += ["$ " + command] + (told.splitlines() if "receipt" in command or "log" in command else [])
        finally:
            demo.terminate()
            stderr = demo.stderr.read()
        out += [line for line in stderr.splitlines() if not re.search(r"^\d+ di \d+|WARN", line)]
        text = "\n".join(out + [""] + shown)
        text = text.replace(directory + "/", "").replace(program, "anagrafe-hub")
        text = re.sub(r"/\S*/anagrafe-hub ", "anagrafe-hub ", text)
        text = re.sub(r"ah_[0-9a-f]+_[0-9a-f]+", "ah_…", text)
        text = re.sub(r"'anagrafe-hub\.invalid\S*'", "'…'", text)
        text = text.replace("curl --noproxy localhost ", "curl ")
        print(re.sub(r"localhost:\d+", "localhost:8443", text))


if __name__ == "__main__":
    main()
