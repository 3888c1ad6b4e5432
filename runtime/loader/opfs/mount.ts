// A folder of the origin's private file system as a folder of Python's, in a worker: reads and writes go to the device
// at once, and stay there.

import { inNode, inPage } from "../environment.ts";
import type { FileSystem, PersistentFolder } from "../public-types.ts";
import type { SyncFile } from "./access.ts";
import { folderType, type LinearMemory } from "./file-system.ts";
import { Store } from "./store.ts";

type SyncFileHandle = FileSystemFileHandle & { createSyncAccessHandle?(): Promise<SyncFile> };

const names = ["kelp-files-log-0", "kelp-files-log-1", "kelp-files-data"] as const;
const patience = 1500; // milliseconds; a worker that was just ended may still hold its files

export function opfsMounter(fs: FileSystem, errno: Record<string, number>, memory: LinearMemory) {
  return async (path: string, folder?: FileSystemDirectoryHandle): Promise<PersistentFolder> => {
    const handle = folder ?? (await defaultFolder(path));
    if (handle.kind !== "directory")
      throw new TypeError("mountOPFS expects a FileSystemDirectoryHandle, or nothing");
    fs.mkdirTree(path);
    if (fs.readdir(path).length > 2) throw new Error(`mountOPFS: the folder ${path} is not empty`);
    const store = await openStore(path, handle);
    fs.mount(folderType(fs, errno, store, memory), {}, path);
    return {
      syncfs: async () => store.syncAll(),
      unmount() {
        fs.unmount(path);
        store.shut();
      },
    };
  };
}

async function defaultFolder(path: string): Promise<FileSystemDirectoryHandle> {
  if (inNode) throw new Error("mountOPFS works in a browser's worker only; under Node use mountNodeFS");
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  if (storage?.getDirectory === undefined)
    throw new Error(
      "mountOPFS: this browser has no private file system (or the page is not served over HTTPS)",
    );
  const root = await storage.getDirectory();
  return root.getDirectoryHandle(`kelp${encodeURIComponent(path)}`, { create: true });
}

async function openStore(path: string, folder: FileSystemDirectoryHandle): Promise<Store> {
  const files: SyncFile[] = [];
  try {
    for (const name of names) files.push(await openFile(path, folder, name));
    return new Store({ logs: [files[0]!, files[1]!], data: files[2]! });
  } catch (error) {
    for (const file of files) file.close();
    if (error instanceof Error && error.message.startsWith("mountOPFS")) throw error;
    throw new Error(`mountOPFS: ${path} cannot be mounted: ${(error as Error).message}`, { cause: error });
  }
}

async function openFile(path: string, folder: FileSystemDirectoryHandle, name: string): Promise<SyncFile> {
  const handle: SyncFileHandle = await folder.getFileHandle(name, { create: true });
  if (handle.createSyncAccessHandle === undefined) {
    const cure = inPage ? "load Python in a worker, or use mountNativeFS here" : "use mountNativeFS here";
    throw new Error(`mountOPFS works in workers of browsers that have synchronous files only: ${cure}`);
  }
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      if ((error as DOMException).name !== "NoModificationAllowedError") throw error;
      if (performance.now() > end)
        throw new Error(
          `mountOPFS: the folder for ${path} is in use by another worker or tab; end that one, or mount another folder`,
          { cause: error },
        );
      await new Promise((later) => setTimeout(later, 50));
    }
  }
}
