"""DOM nodes made by Python: they are put into the document of the frame, at the place of the cell that runs."""

import _kelp_frame


def show_node(value):
    """Show ``value`` if it is a DOM node that is not in the document yet; tells whether it was."""
    # Proxies of JavaScript objects have no common public class that is cheap to ask for.
    if not type(value).__name__.startswith("Js"):
        return False
    return bool(_kelp_frame.showNode(value))
