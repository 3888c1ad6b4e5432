// One interpreter for all components, and hooks that end what Python holds when a component goes away.

import { createContext, useContext, useEffect, useState } from "react";

const Interpreter = createContext(null);
let loading;

// The address is put in by the page, so that a bundler does not look for it.
const load = () =>
  (loading ??= import(/* @vite-ignore */ window.pyodideAddress).then((module) => module.loadPyodide()));

export function PythonProvider({ children }) {
  const [pyodide, setPyodide] = useState(null);
  const [error, setError] = useState(null);
  useEffect(() => {
    let wanted = true;
    load().then(
      (loaded) => wanted && setPyodide(loaded),
      (reason) => wanted && setError(reason),
    );
    return () => {
      wanted = false;
    };
  }, []);
  if (error) return <p role="alert">Python could not be started: {error.message}</p>;
  if (!pyodide) return <p role="status">Python is starting …</p>;
  return <Interpreter.Provider value={pyodide}>{children}</Interpreter.Provider>;
}

export const usePython = () => useContext(Interpreter);

/** The function that the source ends with; it is destroyed with the component. */
export function usePythonFunction(source) {
  const pyodide = usePython();
  const [call, setCall] = useState(null);
  useEffect(() => {
    const globals = pyodide.globals.get("dict")();
    const proxy = pyodide.runPython(source, { globals });
    setCall(() => proxy);
    return () => {
      setCall(null);
      proxy.destroy();
      globals.destroy();
    };
  }, [pyodide, source]);
  return call;
}
