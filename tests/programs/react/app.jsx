import { Component, StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { PythonProvider, usePython, usePythonFunction } from "./use-python.jsx";

const growth = `
def growth(rate, steps):
    """Logistic growth from 0.1: one point for each step."""
    x = 0.1
    points = []
    for step in range(int(steps)):
        points.append({"step": step, "x": round(x, 4)})
        x = rate * x * (1 - x)
    return points
growth
`;

function Growth() {
  const [rate, setRate] = useState(2);
  const call = usePythonFunction(growth);
  if (!call) return null;
  const proxy = call(rate, 6);
  const points = proxy.toJs({ dict_converter: Object.fromEntries });
  proxy.destroy();
  const line = points.map(({ step, x }) => `${step * 20},${100 - 100 * x}`).join(" ");
  return (
    <section>
      <label>
        Rate
        <input
          type="range"
          min="1"
          max="4"
          step="0.5"
          value={rate}
          onChange={(e) => setRate(+e.target.value)}
        />
      </label>
      <svg width="120" height="100" role="img" aria-label={`Growth at rate ${rate}`}>
        <polyline points={line} fill="none" stroke="black" />
      </svg>
      <output id="growth">{points.map(({ x }) => x).join(" ")}</output>
    </section>
  );
}

const ticking = `
import asyncio

async def tick(report, count):
    from pyodide.ffi import to_js
    try:
        for number in range(count):
            report(number)
            await asyncio.sleep(0.005)
        return "finished"
    except asyncio.CancelledError:
        report(-1)
        raise

def start(report, count):
    return asyncio.ensure_future(tick(report, count))
start
`;

function Ticker({ onTick }) {
  const start = usePythonFunction(ticking);
  const [state, setState] = useState("running");
  useEffect(() => {
    if (!start) return undefined;
    const task = start(onTick, 4);
    // A proxy of a task that has ended and was awaited is destroyed.
    let running = true;
    task
      .then(setState, (error) => onTick(error.type))
      .finally(() => {
        running = false;
      });
    return () => {
      if (running) task.cancel();
    };
  }, [start, onTick]);
  return <p id="ticker">{state}</p>;
}

class Boundary extends Component {
  state = { error: null };
  static getDerivedStateFromError(error) {
    return { error };
  }
  render() {
    const { error } = this.state;
    if (error) return <p role="alert">{`${error.name} ${error.type ?? ""}`}</p>;
    return this.props.children;
  }
}

function Failing() {
  const pyodide = usePython();
  return <p>{pyodide.runPython("{}['absent']")}</p>;
}

function Form() {
  const pyodide = usePython();
  const [text, setText] = useState("");
  const [words, setWords] = useState([]);
  const submit = async (event) => {
    event.preventDefault();
    const locals = pyodide.toPy({ text });
    try {
      const counts = await pyodide.runPythonAsync(
        "from collections import Counter\nimport asyncio\nawait asyncio.sleep(0)\nCounter(text.split()).most_common()",
        { locals },
      );
      setWords(counts.toJs());
      counts.destroy();
    } finally {
      locals.destroy();
    }
  };
  return (
    <form onSubmit={submit}>
      <input aria-label="Text" value={text} onChange={(event) => setText(event.target.value)} />
      <button>Count</button>
      <ol id="words">
        {words.map(([word, count]) => (
          <li key={word}>
            {word} × {count}
          </li>
        ))}
      </ol>
    </form>
  );
}

const ticks = [];
window.ticks = ticks;
const onTick = (number) => ticks.push(number);

function App() {
  const [shown, setShown] = useState(true);
  return (
    <PythonProvider>
      <button id="toggle" onClick={() => setShown(!shown)}>
        {shown ? "Hide" : "Show"}
      </button>
      {shown && <Growth />}
      {shown && <Ticker onTick={onTick} />}
      <Boundary>
        <Failing />
      </Boundary>
      <Form />
    </PythonProvider>
  );
}

createRoot(document.getElementById("root"), { onCaughtError() {} }).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
