#!/usr/bin/env python3
"""The documentation's links, and its pages as the site takes them.

    tools/docs_site.py --check     every relative link and anchor of the Markdown files exists
    tools/docs_site.py FOLDER      docs/, and what lies elsewhere (below), as one folder of pages for mkdocs

On the site a link to a source file is the file's name; with RHEOBASE_URL (https://host/owner/rheobase/blob/main) it is a link there."""
import os
import pathlib
import re
import shutil
import sys

root = pathlib.Path(__file__).resolve().parent.parent
docs = root / "docs"
# Pages of the site that do not lie in docs/.
elsewhere = {"HACKING.md": "hacking.md", "platforms/README.md": "platforms.md", "CONTRIBUTING.md": "contributing.md",
             "CHANGELOG.md": "changelog.md"}
link = re.compile(r"(!?\[[^\]]*\]\()([^)\s]+)(\))")
fenced = re.compile(r"^```.*?^```$", re.M | re.S)


def slugs(text):
    """GitHub's anchors of a page's headings."""
    found = set()
    for heading in re.findall(r"^#+ (.*)$", fenced.sub("", text), re.M):
        slug = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()).replace(" ", "-")
        number = sum(1 for s in found if s == slug or re.fullmatch(re.escape(slug) + r"-\d+", s))
        found.add(f"{slug}-{number}" if number else slug)
    return found


def markdown_files():
    skipped = {"build", "node_modules", "demo", ".git"}
    return sorted(page for page in root.rglob("*.md") if not skipped.intersection(page.relative_to(root).parts))


def dead_links(page):
    for _, target, _ in link.findall(fenced.sub("", page.read_text())):
        if re.match(r"\w+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            yield f"{page.relative_to(root)}: no file {target}"
        elif anchor and file.suffix == ".md" and anchor not in slugs(file.read_text()):
            yield f"{page.relative_to(root)}: no heading {target}"


def check():
    pages = markdown_files()
    dead = [line for page in pages for line in dead_links(page)]
    print("\n".join(dead) if dead else f"{len(pages)} pages, every link leads somewhere")
    return 1 if dead else 0


def page_of(file):
    """Where a file is on the site; None: nowhere."""
    name = str(file.relative_to(root))
    if name in elsewhere:
        return elsewhere[name]
    return str(file.relative_to(docs)) if docs in file.parents else None


def site_text(page, text):
    def renewed(match):
        before, target, after = match.groups()
        path, _, anchor = target.partition("#")
        if re.match(r"\w+:", target) or not path:
            return match[0]
        file = (page.parent / path).resolve()
        on_site = page_of(file)
        if on_site:
            return f"{before}{on_site}{'#' + anchor if anchor else ''}{after}"
        if "RHEOBASE_URL" in os.environ:
            return f"{before}{os.environ['RHEOBASE_URL']}/{file.relative_to(root)}{after}"
        words = before[before.index("[") + 1 : -2]
        name = str(file.relative_to(root))
        return f"`{name}`" if words.strip("`") in name else f"{words} (`{name}`)"

    # Outside of fenced blocks alone.
    parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
    return "".join(part if part.startswith("```") else link.sub(renewed, part) for part in parts)


def write(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(docs / "pictures", folder / "pictures")
    for page in [*docs.glob("*.md"), *(root / name for name in elsewhere)]:
        if page.exists():
            (folder / page_of(page)).write_text(site_text(page, page.read_text()))


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    write(pathlib.Path(sys.argv[1]))
