"""Hostile paths and modes: what each call does, as lines. Runs in the runtime and in native Python, in an empty folder.

`run(folder, seed)` returns them; nothing here depends on the machine but the folder.
"""

import errno
import os
import random


def outcome(call):
    try:
        return repr(call())
    except OSError as error:
        return f"OSError {errno.errorcode.get(error.errno, error.errno)}"
    except (ValueError, TypeError) as error:  # UnicodeError is a ValueError
        return type(error).__name__


def put(path, text="x", mode="w"):
    with open(path, mode) as file:
        return file.write(text)


def get(path, mode="r"):
    with open(path, mode) as file:
        return file.read()


def descriptor(path, flags, use=lambda fd: "opened"):
    fd = os.open(path, flags)
    try:
        return use(fd)
    finally:
        os.close(fd)


def prepare():
    put("file", "content")
    put("other", "other")
    os.mkdir("folder")
    put("folder/inner", "inner")
    os.mkdir("empty")
    os.symlink("file", "link")
    os.symlink("nowhere", "dangling")
    os.symlink("loop", "loop")
    os.symlink("loop 2", "loop 1")
    os.symlink("loop 1", "loop 2")
    os.symlink("folder", "to folder")


def covered():
    """A file over which another was moved, and both are gone."""
    put("covered")
    put("cover")
    os.rename("cover", "covered")
    os.remove("covered")
    return os.path.exists("covered"), os.path.exists("cover")


def unlinked():
    with open("unlinked", "w+") as file:
        os.unlink("unlinked")
        file.write("still here")
        file.seek(0)
        return file.read(), os.path.exists("unlinked"), os.fstat(file.fileno()).st_size


def overwritten():
    put("new", "new")
    with open("other") as file:
        os.rename("new", "other")
        return file.read(), get("other")


CASES = {
    "nothing": lambda: open(""),
    "zero byte": lambda: open("a\0b"),
    "zero byte (bytes)": lambda: os.stat(b"a\0b"),
    "lone surrogate": lambda: put("\ud800"),
    "long name": lambda: put("x" * 256),
    "longest name": lambda: (put("x" * 255), get("x" * 255)),
    "long name in UTF-8": lambda: put("ü" * 128),
    "long folder": lambda: os.mkdir("y" * 300),
    "long link": lambda: os.symlink("file", "z" * 300),
    "long target of rename": lambda: os.rename("other", "x" * 300),
    "deep folders": lambda: os.makedirs("/".join(["d"] * 500)),
    "read a loop": lambda: get("loop"),
    "write a loop": lambda: put("loop 1"),
    "list a loop": lambda: os.listdir("loop 2"),
    "through a link": lambda: get("link"),
    "through a link to a folder": lambda: get("to folder/inner"),
    "up through a link": lambda: get("to folder/../file"),
    "target of a link": lambda: os.readlink("link"),
    "target of a file": lambda: os.readlink("file"),
    "dangling link": lambda: (os.path.lexists("dangling"), os.path.exists("dangling")),
    "new file through a link": lambda: (put("dangling", "made"), get("nowhere"), os.path.islink("dangling")),
    "exclusive through a link": lambda: descriptor("link", os.O_CREAT | os.O_EXCL | os.O_WRONLY),
    "not following": lambda: descriptor("link", os.O_NOFOLLOW),
    "upwards out of everything": lambda: os.path.isdir("../" * 200),
    "file with a slash": lambda: get("file/"),
    "new file with a slash": lambda: put("fresh/"),
    "file as folder": lambda: put("file/x"),
    "file as folder (stat)": lambda: os.stat("file/x"),
    "folder as file": lambda: put("folder"),
    "folder read as file": lambda: get("folder"),
    "only a folder": lambda: descriptor("file", os.O_DIRECTORY),
    "folder that exists": lambda: os.mkdir("folder"),
    "remove a file as folder": lambda: os.rmdir("file"),
    "remove a folder as file": lambda: os.unlink("folder"),
    "remove a full folder": lambda: os.rmdir("folder"),
    "remove the root": lambda: os.rmdir("/"),
    "folder into itself": lambda: os.rename("folder", "folder/below"),
    "folder over file": lambda: os.rename("folder", "file"),
    "file over folder": lambda: os.rename("file", "folder"),
    "folder over a full folder": lambda: os.rename("empty", "folder"),
    "folder over an empty folder": lambda: (os.rename("folder", "empty"), os.listdir("empty"), os.path.exists("folder")),
    "rename nothing": lambda: os.rename("absent", "present"),
    "rename to itself": lambda: os.rename("file", "file"),
    "rename a link": lambda: (os.rename("link", "moved link"), os.readlink("moved link")),
    "file that was covered": covered,
    "file that was removed while open": unlinked,
    "file that was overwritten while open": overwritten,
    "longer": lambda: (os.truncate("file", 10), get("file", "rb")),
    "negative length": lambda: os.truncate("file", -1),
    "negative place": lambda: open("file", "rb").seek(-1),
    "write what is for reading": lambda: descriptor("file", os.O_RDONLY, lambda fd: os.write(fd, b"x")),
    "read what is for writing": lambda: descriptor("file", os.O_WRONLY, lambda fd: os.read(fd, 1)),
    "no such descriptor": lambda: os.read(999, 1),
    "change to a file": lambda: os.chdir("file"),
    "list a file": lambda: os.listdir("file"),
    "list nothing": lambda: list(os.scandir("absent")),
    "no permission to read": lambda: (os.chmod("file", 0), get("file")),
    "permission again": lambda: (os.chmod("file", 0o644), get("file", "rb")),
}


def tree():
    """Every path below with what it is."""
    found = []
    for folder, folders, files in os.walk("."):
        found += [(os.path.join(folder, name), "folder") for name in folders]
        found += [(os.path.join(folder, name), outcome(lambda: get(os.path.join(folder, name), "rb"))) for name in files]
    return sorted(found)


def step(pick):
    names = ["a", "b", "c", "d/e", "d", "d/f", "g/h", "g", "g/h/i", "./a", "l"]
    one, two = pick.choice(names), pick.choice(names)
    text, place = pick.choice("xyz") * pick.randrange(5000), pick.randrange(6000)

    def write_at():
        with open(one, "r+b") as file:
            file.seek(place)
            file.write(text.encode())

    calls = [
        lambda: put(one, text),
        lambda: put(one, text, "a"),
        write_at,
        lambda: os.truncate(one, place),
        lambda: os.mkdir(one),
        lambda: os.rmdir(one),
        lambda: os.remove(one),
        lambda: os.rename(one, two),
        lambda: os.replace(one, two),
        lambda: os.symlink(two, one),
        lambda: sorted(os.listdir(one)),
        lambda: os.path.getsize(one) if os.path.isfile(one) else None,
        lambda: len(get(one)),
    ]
    which = pick.randrange(len(calls))
    result = outcome(calls[which])
    if calls[which] in calls[7:9]:  # where several things are wrong, systems name different ones
        result = result.split(" ")[0]
    return f"{which} {one} {two}: {result}"


def run(folder, seed, steps=1500):
    os.chdir(folder)
    prepare()
    lines = [f"{name}: {outcome(call)}" for name, call in CASES.items()]
    os.mkdir("random")
    os.chdir("random")
    pick = random.Random(seed)
    lines += [step(pick) for _ in range(steps)]
    lines += [f"{path} {what}" for path, what in tree()]
    os.chdir("/")
    return lines
