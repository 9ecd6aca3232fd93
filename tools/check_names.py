#!/usr/bin/env python3
"""Checks that names in comments and documentation exist: files, identifiers of the C API and macros, options of commands, commands
of ./dev, and identifiers in backquotes.

    tools/check_names.py

A name exists if a file has it as its path, or if code (not a comment, not a page) has it as a word."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
skipped = {"CHANGELOG.md", "build", "node_modules", "demo", ".git", "corpus"}
code_endings = {".cpp", ".hpp", ".h", ".c", ".inc", ".py", ".sh", ".cmake", ".txt", ".toml", ".json", ".mjs", ".js", ".html", ".css", ".yml",
                ".yaml", ".rs", ".mod", ".gp", ".S", ".ld", ".sed", ".ini", ".conf", ".map", ".ino", ".properties", ".proto"}
# Pages about other programs name what is theirs.
foreign_pages = {"docs/porting.md", "docs/other-simulators.md"}
# Names of other programs and libraries, or of what these produce.
foreign = set((root / "tools/foreign_names.txt").read_text().split())
slash_comment = re.compile(r'("(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\')|//[^\n]*|/\*.*?\*/', re.S)
hash_comment = re.compile(r'("""(?:.*?)"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\')|(?<![\w$&\[{])#[^\n]*', re.S)
identifier = re.compile(r"[A-Za-z_]\w*(?:(?:::|\.)[A-Za-z_]\w*)*(?:\(\))?$")


def files():
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and not skipped.intersection(parts) and not (parts[0].startswith(".") and parts[0] != ".github"):
            yield path


def split_comments(path, text):
    """(code, comments)"""
    if path.suffix in {".cpp", ".hpp", ".h", ".c", ".inc", ".mjs", ".js", ".rs", ".ino", ".S", ".ld"}:
        pattern = slash_comment
    elif path.suffix in {".py", ".sh", ".cmake", ".toml", ".yml", ".gp", ".sed"} or path.name in {"CMakeLists.txt", "dev"}:
        pattern = hash_comment
    else:
        return text, []
    comments = []

    def strip(match):
        if match[1] and not (pattern is hash_comment and match[1].startswith('"""')):
            return match[0]
        comments.append((text.count("\n", 0, match.start()) + 1, match[0]))
        return " "

    return pattern.sub(strip, text), comments


def read_all():
    words, options, paths, prose = set(), set(), set(), []
    for path in files():
        name = str(path.relative_to(root))
        paths.add(name)
        if path.suffix == ".md":
            prose.append((name, 1, path.read_text()))
            continue
        if path.suffix not in code_endings and path.name != "dev" and "Kconfig" not in path.name:
            continue
        text = path.read_text(errors="replace")
        code, comments = split_comments(path, text)
        words.update(re.findall(r"[A-Za-z_]\w*", code))
        options.update(re.findall(r"--[a-z][\w-]*", code))
        prose += [(name, line, comment) for line, comment in comments]
    return words, options, paths, prose


def without_blocks(text):
    return re.sub(r"^```.*?^```$", lambda m: "\n" * m[0].count("\n"), text, flags=re.M | re.S)


def faults(name, line, text, words, options, paths):
    page = name.endswith(".md")
    bases = {p.rsplit("/", 1)[-1] for p in paths}
    here = str(pathlib.PurePosixPath(name).parent)

    def at(match):
        return line + text.count("\n", 0, match.start())

    # Files: a path of ours, or the name of a source file.
    for match in re.finditer(r"(?<![\w/.*<$\-])((?:src|include|tests|tools|bench|docs|models|examples|platforms|fuzz|cmake)/[\w./-]*\w)", text):
        target = match[1]
        placeholder = re.search(r"[A-Z]{3,}", target) or target == "fuzz/corpus"  # which is made
        if not placeholder and target not in foreign and not any(p.startswith((target, "src/" + target, f"{here}/{target}")) for p in paths):
            yield at(match), f"no file {target}"
    # On pages these are mostly the reader's; what is meant there is a link, which tools/docs_site.py checks.
    for match in () if page else re.finditer(r"(?<![\w/.*<${}-])([a-z]\w*(?:-\w+)*\.(?:cpp|hpp|py|toml|inc|sh))\b(?!/)", text):
        if match[1] not in bases and match[1] not in foreign:
            yield at(match), f"no file called {match[1]}"
    for match in re.finditer(r"\b(rheo_\w*[a-z0-9]|RHEO_[A-Z0-9_]*[A-Z0-9]|RHEOBASE_[A-Z0-9_]*[A-Z0-9])\b(?!…|\*|_…)", text):
        if match[1] not in words and match[1] not in foreign:
            yield at(match), f"no identifier {match[1]}"
    if name in foreign_pages:
        return
    for match in re.finditer(r"`(--[a-z][\w-]*)|rheobase (?:run|compile|inspect|replay|realtime|study)\b[^`\n]*? (--[a-z][\w-]*)", text):
        option = match[1] or match[2]
        if option not in options and option not in foreign:
            yield at(match), f"no option {option}"
    for match in re.finditer(r"\btests? `(\w+)`", text):
        if match[1] not in words and match[1] not in foreign:
            yield at(match), f"no test {match[1]}"
    for match in re.finditer(r"\./dev ([a-z][\w-]*)", text):
        if f"cmd_{match[1]}" not in words and match[1] not in ("help", "cross-run"):
            yield at(match), f"no ./dev {match[1]}"
    body = without_blocks(text) if page else text
    for match in re.finditer(r"`([^`\n]+)`", body):
        token = match[1]
        if not identifier.match(token) or token in bases:
            continue
        for word in re.findall(r"[A-Za-z_]\w*", token):
            # One word of lower case may be a plain word; what has a _ or two capitals is a name.
            is_name = "_" in word.strip("_") or re.search(r"[a-z][A-Z]", word)
            if is_name and word not in words and word not in foreign:
                yield at(match), f"no name {word}"


def main():
    words, options, paths, prose = read_all()
    found = sorted({(name, at, what) for name, line, text in prose for at, what in faults(name, line, text, words, options, paths)})
    for name, at, what in found:
        print(f"{name}:{at}: {what}")
    print(f"{len(found)} names that do not exist" if found else f"names of {len(prose)} comments and pages exist")
    sys.exit(1 if found else 0)


main()
