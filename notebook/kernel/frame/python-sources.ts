// The Python package kelp_notebook, carried in the frame's bundle and written into Python's file system at start.
import channel from "./python/kelp_notebook/channel.py";
import figures from "./python/kelp_notebook/figures.py";
import init from "./python/kelp_notebook/__init__.py";
import inline from "./python/kelp_notebook/inline.py";
import live from "./python/kelp_notebook/live.py";
import report from "./python/kelp_notebook/report.py";
import run from "./python/kelp_notebook/run.py";
import show from "./python/kelp_notebook/show.py";

export const pythonSources: Readonly<Record<string, string>> = {
  "__init__.py": init,
  "channel.py": channel,
  "figures.py": figures,
  "inline.py": inline,
  "live.py": live,
  "report.py": report,
  "run.py": run,
  "show.py": show,
};
