// A Python console in a page: pyodide.console.PyodideConsole does the Python part, this file the screen and the keys.

import { loadPyodide } from "/pyodide/pyodide.mjs";

const screen = document.getElementById("screen");
const prompt = document.getElementById("prompt");
const field = document.getElementById("line");
const write = (text) => screen.append(text);

const pyodide = await loadPyodide();
const { BANNER, PyodideConsole, repr_shorten: reprShorten } = pyodide.pyimport("pyodide.console");
const console_ = PyodideConsole.callKwargs(pyodide.globals, { filename: "<console>" });
console_.stdout_callback = write;
console_.stderr_callback = (text) => write(`[err] ${text}`);
const awaitFuture = pyodide.runPython(`
async def await_future(future):
    result = await future
    if result is not None:
        import builtins
        builtins._ = result
    return result
await_future
`);

const history = [];
let place = 0;

async function enter(line) {
  write(`${prompt.textContent}${line}\n`);
  if (line.trim() !== "") history.push(line);
  place = history.length;
  const future = console_.push(line);
  switch (future.syntax_check) {
    case "incomplete":
      prompt.textContent = "... ";
      future.destroy();
      return;
    case "syntax-error":
      write(`${future.formatted_error.trimEnd()}\n`);
      prompt.textContent = ">>> ";
      future.destroy();
      return;
    case "complete":
      prompt.textContent = ">>> ";
      break;
    default:
      throw new Error(`unknown state: ${future.syntax_check}`);
  }
  const wrapped = awaitFuture(future);
  try {
    const result = await wrapped;
    if (result !== undefined)
      write(`${reprShorten.callKwargs(result, { separator: "\n[…]\n", limit: 200 })}\n`);
    if (result instanceof pyodide.ffi.PyProxy) result.destroy();
  } catch (error) {
    if (error.constructor.name !== "PythonError") throw error;
    write((future.formatted_error || error.message).trimEnd() + "\n");
  } finally {
    future.destroy();
    wrapped.destroy();
  }
}

function complete() {
  const [suggestions, start] = console_.complete(field.value).toJs();
  if (suggestions.length === 1) field.value = field.value.slice(0, start) + suggestions[0];
  return suggestions;
}

field.addEventListener("keydown", async (event) => {
  if (event.key === "Enter") {
    const line = field.value;
    field.value = "";
    field.disabled = true;
    await enter(line);
    field.disabled = false;
    field.focus();
  } else if (event.key === "Tab") {
    event.preventDefault();
    screen.dataset.suggestions = JSON.stringify(complete());
  } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    place = Math.min(Math.max(place + (event.key === "ArrowUp" ? -1 : 1), 0), history.length);
    field.value = history[place] ?? "";
  }
});

write(`${BANNER}\n`);
prompt.textContent = ">>> ";
field.disabled = false;
