"""Runs the Python cells of a notebook and turns what they make into messages for the page.

The frame registers a JavaScript module ``_kelp_frame`` with one function, ``emit(json)``, before this is imported.
"""

from .run import cancel, run_cell, set_up
from .show import display

__all__ = ["cancel", "display", "run_cell", "set_up"]
