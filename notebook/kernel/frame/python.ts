// Python in the frame: started once, in the background or by the first cell; then one cell after another.
import type { FromKernel, ToKernel } from "../protocol.ts";
import type { CellError } from "../../state/outputs.ts";
import type { Progress } from "../../state/notebook.ts";
import type { CellRequest, CellResult } from "./session.ts";
import { plainError } from "./session.ts";
import type { CellPort } from "./cell-port.ts";
import { watchDownloads } from "./downloads.ts";
import { fetchFiles } from "./files.ts";
import { loadPackages } from "./packages.ts";
import { pythonSources } from "./python-sources.ts";
import type { Loader, Pyodide } from "./runtime-api.ts";

interface Options {
  readonly hello: Extract<ToKernel, { kind: "hello" }>;
  readonly signal: Uint8Array | null;
  readonly send: (message: FromKernel) => void;
  readonly cell: CellPort;
}

/** What the Python side sends (channel.py). */
type CellMessage =
  | { readonly kind: "display"; readonly data: Record<string, string>; readonly value: boolean }
  | { readonly kind: "error"; readonly error: CellError };

const home = "/home/pyodide";
const sitePackages = "/lib/python3.14/site-packages";

export class PythonRunner {
  readonly #options: Options;
  #starting: Promise<Pyodide> | null = null;
  #pyodide: Pyodide | null = null;
  #preparing: Promise<void> | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The running interpreter; throws where no Python cell has been run yet. */
  get pyodide(): Pyodide {
    if (!this.#pyodide) throw new Error("Python has not been started: run a Python cell first.");
    return this.#pyodide;
  }

  start(): Promise<Pyodide> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = null; // A download that failed may work the next time.
      throw error;
    });
    return this.#starting;
  }

  async run(request: CellRequest): Promise<CellResult> {
    const { send, cell } = this.#options;
    send({ kind: "phase", run: request.run, phase: "loading" });
    try {
      await this.start();
      await (this.#preparing ??= this.#prepare());
      await loadPackages(this.pyodide, { imports: request.source }, (progress) => this.#progress(progress));
    } catch (error) {
      // Asked for again by the next cell: a download that failed may work then.
      this.#preparing = null;
      cell.error(plainError("LoadError", (error as Error).message));
      return "error";
    } finally {
      this.#progress(null);
    }
    send({ kind: "phase", run: request.run, phase: "running" });
    return this.#runCell(request);
  }

  /** Shows a Python object that a JavaScript cell has as its value; tells whether it is one. */
  show(value: unknown): boolean {
    if (!this.#pyodide || !(value instanceof this.#pyodide.ffi.PyProxy)) return false;
    const { globals } = this.#pyodide;
    globals.set("__kelp_value__", value);
    this.#pyodide.runPython(
      "import kelp_notebook; kelp_notebook.display(__kelp_value__); del __kelp_value__",
    );
    return true;
  }

  /** Ends a cell that waits for something, where no memory is shared: else Python looks for the signal, also when it waits. */
  cancel(): void {
    if (this.#options.signal) return;
    this.#pyodide?.runPython("import kelp_notebook; kelp_notebook.cancel()");
  }

  async #runCell(request: CellRequest): Promise<CellResult> {
    const { signal } = this.#options;
    if (signal) Atomics.store(signal, 0, 0); // a signal to an earlier cell may have come too late
    this.pyodide.globals.set("__kelp_request__", JSON.stringify(request));
    const call = "import kelp_notebook\nawait kelp_notebook.run_cell(__kelp_request__)";
    try {
      const outcome = (await this.pyodide.runPythonAsync(call)) as string;
      return (JSON.parse(outcome) as { result: CellResult }).result;
    } catch (error) {
      // run_cell reports what cells raise; what arrives here came from the runtime itself.
      this.#options.cell.error(
        plainError("RuntimeFailure", String((error as Error).message ?? error), "Restart the kernel."),
      );
      return "error";
    }
  }

  async #start(): Promise<Pyodide> {
    const { hello, send } = this.#options;
    send({ kind: "python", status: "loading", problem: null });
    const stopWatching = watchDownloads(new URL(hello.runtimeUrl, location.href).href, (python) =>
      this.#progress({ python, packages: null, step: python.loaded === python.total ? "starting" : null }),
    );
    try {
      this.#pyodide = await this.#load(hello.runtimeUrl);
      send({ kind: "python", status: "ready", problem: null });
      return this.#pyodide;
    } catch (error) {
      const problem = `Python could not be started: ${firstLine(error)}`;
      send({ kind: "python", status: "failed", problem });
      throw new Error(problem);
    } finally {
      stopWatching();
      this.#progress(null);
    }
  }

  async #load(runtimeUrl: string): Promise<Pyodide> {
    this.#progress({ python: null, packages: null, step: "loading Python" });
    const url = new URL("pyodide.mjs", new URL(runtimeUrl, location.href)).href;
    const loader = (await import(url)) as Loader;
    const pyodide = await loader.loadPyodide({
      indexURL: new URL(runtimeUrl, location.href).href,
      env: { HOME: home },
    });
    this.#connect(pyodide);
    return pyodide;
  }

  #connect(pyodide: Pyodide): void {
    const { signal, cell } = this.#options;
    pyodide.registerJsModule("_kelp_frame", {
      emit: (message: string) => this.#emit(JSON.parse(message)),
      write: cell.write,
      showNode: (value: unknown) => showNode(cell, value),
      pixelRatio: () => devicePixelRatio,
      packageImports: () =>
        JSON.stringify(Object.values(pyodide.lockfile.packages).flatMap(({ imports }) => imports)),
    });
    pyodide.FS.mkdirTree(`${sitePackages}/kelp_notebook`);
    for (const [name, source] of Object.entries(pythonSources)) {
      pyodide.FS.writeFile(`${sitePackages}/kelp_notebook/${name}`, source);
    }
    // What C code prints does not pass through sys.stdout.
    pyodide.setStdout({ batched: (line) => cell.write("stdout", `${line}\n`) });
    pyodide.setStderr({ batched: (line) => cell.write("stderr", `${line}\n`) });
    if (signal) pyodide.setInterruptBuffer(signal);
    pyodide.runPython(
      "import importlib; importlib.invalidate_caches()\nimport kelp_notebook; kelp_notebook.set_up()",
    );
  }

  /** Before the first cell: the notebook's files in the working directory, the packages it asks for. */
  async #prepare(): Promise<void> {
    const { files, packages } = this.#options.hello;
    await fetchFiles(this.pyodide, home, files);
    await loadPackages(this.pyodide, { names: packages }, (progress) => this.#progress(progress));
  }

  #emit(message: CellMessage): void {
    const { cell } = this.#options;
    if (message.kind === "display") cell.display(message.data, message.value);
    else cell.error(message.error);
  }

  #progress(progress: Progress | null): void {
    this.#options.send({ kind: "progress", progress });
  }
}

function showNode(cell: CellPort, value: unknown): boolean {
  if (!(value instanceof Node) || value.isConnected) return false;
  cell.showNode(value);
  return true;
}

function firstLine(error: unknown): string {
  return String((error as Error)?.message ?? error).split("\n", 1)[0] ?? "";
}
