"""What the tutorials must show, computed by native Python with the pandas and NumPy of a virtual environment.

Prints JSON. Everything is computed from the data file by other means than the notebook uses where there are any.
"""

import json
import pathlib
import sys

import numpy as np
import pandas as pd

MEASURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]


def penguins(folder):
    raw = pd.read_csv(folder / "penguins.csv")
    kept = raw.dropna(subset=MEASURES)
    slope, intercept = np.polyfit(kept["flipper_length_mm"], kept["body_mass_g"], 1)
    groups = {"all birds": kept, **dict(list(kept.groupby("species")))}
    bills = {name: float(np.polyfit(group[MEASURES[0]], group[MEASURES[1]], 1)[0]) for name, group in groups.items()}
    missing = raw.isna().sum()
    return {
        "rows": len(raw),
        "columns": raw.shape[1],
        "kept": len(kept),
        "missing": {name: int(count) for name, count in missing.items() if count > 0},
        "head": raw.head().astype(object).where(raw.head().notna(), None).values.tolist(),
        "birds": {name: int(count) for name, count in kept["species"].value_counts().items()},
        "means": {name: [float(mean) for mean in means] for name, means in zip(*_means(kept))},
        "mass_slope": float(slope),
        "mass_intercept": float(intercept),
        "bill_slopes": bills,
        "bill_means_cm": [float(kept[name].mean() / 10) for name in MEASURES[:2]],
    }


def _means(kept):
    names = sorted(kept["species"].unique())
    return names, [[kept.loc[kept["species"] == name, measure].mean() for measure in MEASURES] for name in names]


if __name__ == "__main__":
    json.dump({"penguins": penguins(pathlib.Path(sys.argv[1])), "pandas": pd.__version__}, sys.stdout)
