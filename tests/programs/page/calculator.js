// A page with a classic script: it evaluates what a visitor types, and Python builds a part of the page.

const output = document.getElementById("output");
const button = document.getElementById("run");

function show(line) {
  output.append(`${line}\n`);
}

const lastLine = (text) => text.trimEnd().split("\n").at(-1);

async function start() {
  const pyodide = await loadPyodide();
  pyodide.setStdout({ batched: (line) => show(`out: ${line}`) });
  pyodide.setStderr({ batched: (line) => show(`err: ${line}`) });

  // JavaScript offers a module to Python, and a value.
  pyodide.registerJsModule("calculator_page", {
    units: { length: "m", time: "s" },
    round: (value, digits) => Number(value.toFixed(digits)),
    later: (value) => new Promise((resolve) => setTimeout(() => resolve(value), 10)),
  });
  pyodide.globals.set(
    "planets",
    pyodide.toPy([
      { name: "Mercury", radius: 2439.7, moons: [] },
      { name: "Mars", radius: 3389.5, moons: ["Phobos", "Deimos"] },
    ]),
  );

  // Python reads files that JavaScript wrote, and the other way round.
  pyodide.FS.mkdirTree("/home/pyodide/data");
  pyodide.FS.writeFile("/home/pyodide/data/readings.csv", "day,value\n1,3.5\n2,4.25\n3,5\n");

  await pyodide.runPythonAsync(`
    import csv, json
    from pathlib import Path
    import js
    from pyodide.ffi import create_proxy, to_js
    from pyodide.ffi.wrappers import add_event_listener, remove_event_listener
    from pyodide.http import open_url, pyfetch
    import calculator_page
    from calculator_page import units

    def planet_rows():
        for planet in planets:
            item = js.document.createElement("li")
            moons = ", ".join(planet["moons"]) or "no moons"
            item.textContent = f"{planet['name']}: {planet['radius']:.0f} km, {moons}"
            item.dataset.radius = planet["radius"]
            yield item

    listing = js.document.getElementById("planets")
    listing.replaceChildren(*planet_rows())

    def greet(event):
        js.document.getElementById("greeting").textContent = f"Hello {event.target.value}!"

    name_field = js.document.getElementById("name")
    add_event_listener(name_field, "input", greet)

    def mean_of_readings():
        with open("data/readings.csv", newline="") as file:
            values = [float(row["value"]) for row in csv.DictReader(file)]
        return calculator_page.round(sum(values) / len(values), 2)

    def stop_greeting():
        remove_event_listener(name_field, "input", greet)

    async def fetched():
        response = await pyfetch("/programs/page/planets.json")
        data = await response.json()
        text = open_url("/programs/page/planets.json").read()
        return to_js({"same": data == json.loads(text), "count": len(data["planets"]), "ok": response.ok},
                     dict_converter=js.Object.fromEntries)

    Path("data/report.txt").write_text(f"mean {mean_of_readings()} {units.length}\\n")
  `);

  button.disabled = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById("source").value;
    try {
      const result = await pyodide.runPythonAsync(source);
      if (result === undefined) show("done");
      else if (result instanceof pyodide.ffi.PyProxy) {
        show(`${result.type}: ${result}`);
        result.destroy();
      } else show(`${typeof result}: ${result}`);
    } catch (error) {
      show(`${error.constructor.name} ${error.type}: ${lastLine(error.message)}`);
    }
  });
  return pyodide;
}

// For whoever looks at the page from outside.
window.calculator = start();
