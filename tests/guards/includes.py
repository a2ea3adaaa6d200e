"""Holds every #include of src/ and include/ against the table of ARCHITECTURE.md: includes.py ROOT"""
import pathlib, re, sys

ROW = re.compile(r"\| src/(\w+)/ \|.*\| ([^|]*) \|")


def table(text):
    """What a folder may include besides itself, base/ and include/autoj/: the table of ARCHITECTURE.md."""
    may = {folder: set(re.findall(r"\w+", words)) for folder, words in ROW.findall(text)}
    return {folder: set(may) if words == {"all"} else words for folder, words in may.items()}


MAY = table((pathlib.Path(sys.argv[1]) / "ARCHITECTURE.md").read_text(encoding="utf-8"))

# Which folders may see a library's headers.
ONLY_IN = {
    "llama": {"engine", "model"},
    "ggml": {"engine", "model"},
    "gguf": {"engine", "model"},
    "jinja/": {"engine"},
    "SQLiteCpp/": {"judge"},
    "sqlite3": {"judge"},
    "openssl/": {"base"},
    "yaml-cpp/": {"base"},
    "CLI/": {"cli"},
    "Eigen/": {"engine", "metrics", "scenario", "study"},
    "boost/": {"metrics"},
    "curl/": {"remote", "model"},
    "httplib": {"server"},
}


def faults(root):
    for file in sorted([*root.glob("src/**/*.h"), *root.glob("src/**/*.cc"), *root.glob("include/**/*.h")]):
        top, folder = file.relative_to(root).parts[:2]
        if top == "src" and folder not in MAY:
            yield f"{file}: {folder}/ is not in the table"
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            found = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if found:
                yield from (f"{file}:{number}: {fault}" for fault in faults_of(top, folder, file, *found.groups()))


def faults_of(top, folder, file, bracket, target):
    first = target.split("/")[0]
    ours = bracket == '"' and first != "autoj"
    is_test = file.name.endswith("_test.cc")  # a test may use what it tests with: an engine, a store
    if top == "include" and (ours or "/" in target and first != "autoj"):
        yield f"a public header includes {target}"
    elif top == "src" and first in MAY and not is_test and first not in MAY[folder] | {folder, "base"}:
        yield f"{folder}/ may not include {target}"
    for library, owners in ONLY_IN.items():
        if first not in MAY and target.startswith(library) and folder not in owners:
            yield f"only {' and '.join(sorted(owners))} may see {target}"


def main():
    wrong = list(faults(pathlib.Path(sys.argv[1])))
    print("\n".join(wrong) or "the include table holds")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
