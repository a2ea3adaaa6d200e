"""Every header of src/ and include/ compiles alone: it includes what it uses. headers.py ROOT BUILD

A header that is the first #include of its own source is proved by the build; the others are compiled here.
"""
import concurrent.futures, json, os, pathlib, re, shlex, subprocess, sys

ROOT, BUILD = map(pathlib.Path, sys.argv[1:])


def command():
    """The build's compiler, and what any of its commands says about folders, macros and the language."""
    calls = [shlex.split(c["command"]) for c in json.loads((BUILD / "compile_commands.json").read_text())]
    compiler = next(word for word in calls[0] if "ccache" not in word)
    flags = {}
    for words in calls:
        flags.update({(word,): None for word in words if word.startswith(("-I", "-D", "-std="))})
        flags.update({("-isystem", words[i + 1]): None for i, word in enumerate(words) if word == "-isystem"})
    return [compiler, "-fsyntax-only", *(word for flag in flags for word in flag), "-x", "c++", "-"]


def is_proved_by_the_build(header):
    source = header.with_suffix(".cc")
    first = re.search(r'#include "([^"]+)"', source.read_text(encoding="utf-8")) if source.exists() else None
    return first is not None and (ROOT / "src" / first.group(1)) == header


def check(header, words):
    return subprocess.run(words, input=f'#include "{header}"\n', capture_output=True, text=True).stderr


headers = sorted([*ROOT.glob("src/**/*.h"), *ROOT.glob("include/**/*.h")])
faults = [f"{header}: no #pragma once" for header in headers if "\n#pragma once\n" not in "\n" + header.read_text()]
alone = [header for header in headers if not is_proved_by_the_build(header)]
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    faults += [said for said in pool.map(check, alone, [command()] * len(alone)) if said]
print("\n".join(faults) or f"{len(headers)} headers compile alone")
sys.exit(1 if faults or not headers else 0)
