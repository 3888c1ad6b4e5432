"""Values as mime bundles: the ``_repr_*_`` methods that Jupyter's users know, else text."""

import base64
import pprint

from .channel import emit
from . import live

PLAIN_LIMIT = 100_000

# Method that an object may have, and the type of what it returns.
REPRESENTATIONS = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_latex_": "text/latex",
}


def display(*values):
    """Show values under the cell that runs, in the best form each one offers."""
    for value in values:
        _show(value, value_of_cell=False)


def show_result(value):
    """Show the value of a cell's last expression."""
    if value is not None:
        _show(value, value_of_cell=True)


def _show(value, value_of_cell):
    if live.show_node(value):
        return
    emit("display", data=bundle(value), value=value_of_cell)


def bundle(value):
    """The mime bundle of ``value``: type to text; binary forms are base64."""
    from . import figures

    if figures.is_figure(value):
        return figures.bundle(value)
    data = {"text/plain": plain(value)}
    if isinstance(value, type):
        return data
    whole = getattr(value, "_repr_mimebundle_", None)
    if callable(whole):
        made = whole(include=None, exclude=None)
        made = made[0] if isinstance(made, tuple) else made
        data.update({kind: _text(content) for kind, content in (made or {}).items()})
    for method, kind in REPRESENTATIONS.items():
        represent = getattr(value, method, None)
        if kind in data or not callable(represent):
            continue
        made = represent()
        if made is not None:
            data[kind] = _text(made[0] if isinstance(made, tuple) else made)
    if "text/html" in data and (shape := _table_shape(value)):
        data["application/vnd.kelp.shape"] = shape
    return data


def plain(value):
    """``repr``, with containers broken into lines."""
    broken = isinstance(value, (dict, list, set, tuple)) and type(value).__repr__ in _CONTAINER_REPRS
    text = pprint.pformat(value, width=100, compact=True, sort_dicts=False) if broken else repr(value)
    if len(text) > PLAIN_LIMIT:
        return f"{text[:PLAIN_LIMIT]}… ({len(text) - PLAIN_LIMIT} more characters)"
    return text


_CONTAINER_REPRS = {kind.__repr__ for kind in (dict, list, set, tuple)}


def _text(content):
    if isinstance(content, (bytes, bytearray, memoryview)):
        return base64.b64encode(content).decode("ascii")
    if isinstance(content, str):
        return content
    import json

    return json.dumps(content, default=str)


def _table_shape(value):
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and len(shape) == 2 and all(isinstance(length, int) for length in shape):
        return f"{shape[0]:,} rows × {shape[1]:,} columns"
    return None
