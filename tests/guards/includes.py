"""Holds every #include "..." of src/ and include/ against the table of ARCHITECTURE.md: includes.py ROOT"""
import pathlib, re, sys

MAY = {"base": set(), "dataset": set(), "protocol": set(), "engine": {"model"}, "model": set(),
       "cli": {"dataset", "protocol", "engine", "model"}}
ONLY_IN = {"yaml-cpp/": "base", "CLI/": "cli", "llama": "engine"}
root = pathlib.Path(sys.argv[1])
wrong = []
for file in sorted([*root.glob("src/**/*.h"), *root.glob("src/**/*.cc"), *root.glob("include/**/*.h")]):
    inside = file.relative_to(root).parts
    folder = inside[1]
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        found = re.match(r'#include ["<]([^">]+)[">]', line)
        if not found:
            continue
        target = found.group(1)
        first = target.split("/")[0]
        if inside[0] == "include" and '"' in line and first != "autoj":
            wrong.append(f"{file}:{number}: a public header includes {target}")
        if inside[0] == "src" and first in MAY and first not in MAY[folder] | {folder, "base"}:
            wrong.append(f"{file}:{number}: {folder}/ may not include {target}")
        for library, owner in ONLY_IN.items():
            if target.startswith(library) and folder != owner:
                wrong.append(f"{file}:{number}: {library} belongs into {owner}/")
print("\n".join(wrong) or "the include table holds")
sys.exit(1 if wrong else 0)
