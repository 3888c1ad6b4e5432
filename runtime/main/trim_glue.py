"""Removes from emscripten's generated JavaScript the entries for exports that nothing in it uses.

    python trim_glue.py GLUE.mjs

The main module exports thousands of names for side modules; the linker's JavaScript repeats each of them
(`var _name=Module["_name"]=...`), which is most of its size. The loader reads the exports of the instance,
so only names that the glue's own code mentions are kept.
"""

import collections
import re
import sys

DATA = re.compile(r'var (_\w+)=Module\["\1"\]=[\de]+;')
FUNCTION = re.compile(
    r'var (_\w+)=(?:Module\["\1"\]=)?\(?(?:\([\w,]*\)|\w+)=>\(\1=(?:Module\["\1"\]=)?wasmExports\["[^"]+"\]\)\([\w,]*\)\)?;'
)


def trim(text: str) -> str:
    """The glue without the entries that are mentioned nowhere but in themselves."""
    mentions = collections.Counter(re.findall(r"(?<![\w\"$.])_\w+", text))

    def keep(match: re.Match) -> str:
        entry = match.group(0)
        own = len(re.findall(r"(?<![\w\"$.])" + re.escape(match.group(1)) + r"\b", entry))
        return entry if mentions[match.group(1)] > own else ""

    return FUNCTION.sub(keep, DATA.sub(keep, text))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as stream:
        glue = stream.read()
    trimmed = trim(glue)
    with open(sys.argv[1], "w", encoding="utf-8") as stream:
        stream.write(trimmed)
    print(f"trim_glue: {len(glue)} -> {len(trimmed)} characters")
