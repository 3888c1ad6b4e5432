// The notebook's attached files, put where Python looks first.
import type { AttachedFile } from "../protocol.ts";
import type { Pyodide } from "./runtime-api.ts";

export async function fetchFiles(
  pyodide: Pyodide,
  folder: string,
  files: readonly AttachedFile[],
): Promise<void> {
  await Promise.all(files.map((file) => fetchFile(pyodide, folder, file)));
}

async function fetchFile(pyodide: Pyodide, folder: string, { name, url }: AttachedFile): Promise<void> {
  const response = await fetch(url).catch((error: Error) => {
    throw new Error(`The attached file ${name} could not be fetched: ${error.message}`);
  });
  if (!response.ok)
    throw new Error(
      `The attached file ${name} could not be fetched: the server answered ${response.status}.`,
    );
  pyodide.FS.writeFile(`${folder}/${name}`, new Uint8Array(await response.arrayBuffer()));
}
