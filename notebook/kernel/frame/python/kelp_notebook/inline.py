"""The module that matplotlib loads as its back end: Agg, with a ``show()`` that puts figures under the cell."""

from matplotlib.backends.backend_agg import FigureCanvasAgg, FigureManagerBase

from . import figures


class FigureManager(FigureManagerBase):
    """Has no window: pyplot's ``show`` puts every open figure under the cell."""

    @classmethod
    def pyplot_show(cls, *, block=None):
        figures.show_all()


class FigureCanvas(FigureCanvasAgg):
    """Agg's canvas, managed without a window."""

    manager_class = FigureManager
