/** Calls the function with this source, with the interpreter as first argument; errors are answers too. */
export async function answerTo(pyodide, source, args) {
  try {
    const value = await (0, eval)(`(${source})`)(pyodide, ...args);
    const { PyProxy } = pyodide?.ffi ?? {};
    if (PyProxy === undefined || !(value instanceof PyProxy)) return { value };
    const converted = value.toJs({ dict_converter: Object.fromEntries });
    return { value: converted instanceof PyProxy ? undefined : converted }; // a proxy cannot leave its worker
  } catch (error) {
    return { error: { name: error.type ?? error.name, message: error.message ?? String(error) } };
  }
}
