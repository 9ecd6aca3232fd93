"""gnuplot for the scripts here. Its language interprets no name and no path: text() in a script, field() in a
data block, and pictures by standard output, since gnuplot would take a path that begins with | for a command."""
import subprocess


def shown(words):
    """On one line, control characters left out."""
    return "".join(c for c in str(words) if c.isprintable())


def text(words):
    """A string of gnuplot's, to be followed by noenhanced: between single quotes nothing is run; an apostrophe is the typographic one."""
    return "'" + shown(words).replace("'", "\u2019") + "'"


def field(words):
    """A name in a data block."""
    return '"' + shown(words).replace('"', "'").replace("\\", "/") + '"'


def draw(script, terminal, path):
    picture = subprocess.run(
        ["gnuplot", "--default-settings"], input=f"set encoding utf8\nset terminal {terminal}\n{script}\n".encode(),
        stdout=subprocess.PIPE, check=True).stdout
    with open(path, "wb") as file:
        file.write(picture)
