"""matplotlib's back end for a notebook: figures appear at the end of the cell that drew them, without ``show()``.

Chosen through the environment variable MPLBACKEND, so nothing is loaded before matplotlib itself is imported.
"""

import base64
import io
import sys

BACKEND = "module://kelp_notebook.inline"


def is_figure(value):
    figure = sys.modules.get("matplotlib.figure")
    return figure is not None and isinstance(value, figure.Figure)


def bundle(figure):
    """A figure as a PNG at the resolution of the reader's screen, with its size in CSS pixels and a text for those who cannot see it."""
    import _kelp_frame

    ratio = max(1.0, min(float(_kelp_frame.pixelRatio()), 3.0))
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=figure.dpi * ratio, bbox_inches="tight")
    content = png.getvalue()
    width = int.from_bytes(content[16:20], "big") / ratio
    height = int.from_bytes(content[20:24], "big") / ratio
    return {
        "text/plain": describe(figure),
        "image/png": base64.b64encode(content).decode("ascii"),
        "application/vnd.kelp.size": f"{width:.0f}x{height:.0f}",
    }


def describe(figure):
    """What a figure is about, from its titles, labels and legends."""
    heading = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    parts = [describe_axes(axes) for axes in figure.axes]
    parts = [part for part in ([heading] if heading else []) + parts if part]
    return "Figure: " + "; ".join(parts) if parts else "Figure without titles or labels"


def describe_axes(axes):
    title = axes.get_title() or axes.get_title(loc="left") or axes.get_title(loc="right")
    against = " against ".join(label for label in (axes.get_ylabel(), axes.get_xlabel()) if label)
    legend = axes.get_legend()
    names = ", ".join(text.get_text() for text in legend.get_texts()) if legend else ""
    return ", ".join(part for part in (title, against, f"with {names}" if names else "") if part)


def show_all():
    """Show and close every open figure, in the order in which they were made."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    from .channel import emit

    try:
        for number in pyplot.get_fignums():
            emit("display", data=bundle(pyplot.figure(number)), value=False)
    finally:
        pyplot.close("all")
