#!/usr/bin/env python3
"""What Microsoft's compiler would not take, as far as it can be told without its headers: tools/check_msvc.py [--quick]

 - GNU words (__attribute__, __builtin_…, __asm__, __int128, …) and headers of POSIX stand only under a condition that names
   a compiler or a system, or in the files of one system (*_posix.cpp, src/realtime);
 - the public C headers compile by clang as cl.exe (--driver-mode=cl, target x86_64-pc-windows-msvc), as C and as C++;
 - the sources of src, examples and tests compile by clang with every extension of GNU an error (-pedantic-errors
   -Werror=gnu): syntax alone, against this machine's library, which knows no -fms-compatibility. --quick leaves it out.

Prints what is wrong, and how much was looked at; fails if anything is.
"""
import argparse
import os
import pathlib
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

root = pathlib.Path(__file__).resolve().parent.parent
# Linux and POSIX alone, by their name or by what they are for; CMake leaves them out elsewhere.
not_for_windows = re.compile(
    r"_posix\.cpp$|^src/realtime/|_windows\.(cpp|hpp)$|^src/command/realtime\.cpp$"
    r"|^tests/(no_allocation|stack)_test\.cpp$|^tests/(limited_files)\.hpp$"
)
words = re.compile(
    r"__attribute__|__builtin_|__asm__|\basm\s*(volatile)?\s*\(|\b__int128\b|\b__?typeof|\bssize_t\b|\bM_PI\b"
    r'|#\s*include <(unistd|sys/\w+|dlfcn|pthread|poll|signal|fcntl|netinet/\w+|arpa/\w+|strings|sched|spawn)\.h>'
)
names_one = re.compile(r"__GNUC__|__clang__|_MSC_VER|_WIN32|__linux__|__APPLE__|__unix__|__x86_64__|__aarch64__|__ARM_ARCH|__STDC_VERSION__")


def without_comments(text):
    """Comments and the contents of strings away, lines kept."""
    blank = lambda m: re.sub(r"[^\n]", " ", m[0]) if m[0][0] == "/" else '""'
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', blank, text, flags=re.S)


def unconditional(path):
    """The lines with such words that stand under no condition of theirs."""
    conditions = []
    for number, line in enumerate(without_comments(path.read_text()).splitlines(), 1):
        directive = re.match(r"\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)", line)
        if directive:
            kind, of = directive[1], bool(names_one.search(directive[2]))
            if kind.startswith("if"):
                conditions.append(of)
            elif kind == "endif":
                conditions.pop()
            elif kind == "elif":
                conditions[-1] = conditions[-1] or of
        elif words.search(line) and not any(conditions):
            yield f"{path.relative_to(root)}:{number}: {line.strip()}"


def listed(*patterns):
    names = subprocess.run(["git", "ls-files", "--", *patterns], cwd=root, check=True, capture_output=True, text=True)
    return [name for name in names.stdout.split() if not not_for_windows.search(name)]


def complaint(command, text=None):
    run = subprocess.run(command, cwd=root, input=text, capture_output=True, text=True)
    return "" if run.returncode == 0 else shlex.join(command) + "\n" + run.stderr


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--quick", action="store_true", help="words and public headers alone")
    quick = arguments.parse_args().quick
    sources = listed("src/*.cpp", "src/*.hpp", "src/*.h", "include/*", "examples/*.cpp", "examples/*.hpp", "tests/*.cpp", "tests/*.hpp")
    wrong = [line + ": under no condition that names a compiler or a system" for name in sources for line in unconditional(root / name)]

    # As cl.exe: what firmware and programs in C include. Without Microsoft's library: freestanding, clang's own headers.
    public = listed("include/rheobase/*.h")
    resources = subprocess.run(["clang", "-print-resource-dir"], check=True, capture_output=True, text=True).stdout.strip()
    as_cl = ["clang", "--driver-mode=cl", "--target=x86_64-pc-windows-msvc", "/X", "/Iinclude", "/imsvc", resources + "/include",
             "/Zs", "/W4", "/WX", "/clang:-ffreestanding", "/clang:-fsyntax-only"]
    for header in public:
        for language in ("/Tc", "/Tp"):
            stub = root / "build" / "msvc" / f"{pathlib.Path(header).stem}.{'c' if language == '/Tc' else 'cpp'}"
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.write_text(f'#include <{header.removeprefix("include/")}>\nRHEO_ALIGNED unsigned char memory[64];\n'
                            if header.endswith("rheobase.h") else f'#include <{header.removeprefix("include/")}>\n')
            wrong += filter(None, [complaint([*as_cl, *(["/std:c++17"] if language == "/Tp" else []), language + str(stub)])])

    units = [] if quick else [name for name in sources if name.endswith(".cpp") and not name.endswith("_windows.cpp")]
    strict = ["clang++", "-std=c++17", "-fsyntax-only", "-Wno-everything", "-pedantic-errors", "-Werror=gnu",
              "-Werror=vla", "-DHWY_COMPILE_ONLY_SCALAR", "-DFMT_HEADER_ONLY", '-DRHEOBASE_SOURCE_DIR="."',
              "-Iinclude", "-Isrc", "-Itests", "-isystem", "/usr/include/kissfft"]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong += filter(None, pool.map(lambda name: complaint([*strict, name]), units))
    print("\n".join(wrong) if wrong else f"{len(sources)} files, {len(public)} public headers as cl.exe, {len(units)} by syntax")
    return bool(wrong)


sys.exit(main())
