// The module's file system as Python expects it, and folders of the host in it.

import { homeFolder, type Config } from "./config.ts";
import type { LibraryFiles } from "./dynlib/dlopen.ts";
import { inNode, nodeModule } from "./environment.ts";
import { sharedLibraries, sitePackages } from "./packages.ts";
import type { FileSystem } from "./public-types.ts";
import { stdlibPath } from "./version.ts";

/** Lays out the folders, puts the standard library in place, goes to the home folder. */
export function prepareFileSystem(fs: FileSystem, config: Config, stdlib: Uint8Array): void {
  const home = config.env["HOME"] ?? homeFolder;
  for (const folder of [sitePackages, sharedLibraries, "/bin", home]) fs.mkdirTree(folder);
  fs.writeFile(stdlibPath, stdlib, { canOwn: true });
  fs.chdir(home);
}

/** What dynamic loading asks of the file system. */
export function libraryFiles(fs: () => FileSystem): LibraryFiles {
  const node = (path: string) => {
    const found = fs().analyzePath(path);
    return found.exists ? found : undefined;
  };
  return {
    read: (path) => (node(path) && !fs().isDir(fs().stat(path).mode) ? fs().readFile(path) : undefined),
    resolve: (path) => {
      if (!node(path)) return path;
      const { lookupPath, getPath } = fs();
      return getPath(lookupPath(path, { follow: true }).node) as string;
    },
  };
}

/** Shows the folder `hostPath` of the machine at `path`. */
export async function hostFolderMounter(fs: FileSystem): Promise<(path: string, hostPath: string) => void> {
  if (!inNode) {
    return () => {
      throw new Error("mountNodeFS works under Node only; in a browser use mountNativeFS");
    };
  }
  const { statSync } = await nodeModule("node:fs");
  return (path, hostPath) => {
    const info = statSync(hostPath, { throwIfNoEntry: false });
    if (!info?.isDirectory()) throw new Error(`mountNodeFS: ${hostPath} is not a folder of this machine`);
    fs.mkdirTree(path);
    fs.mount(fs.filesystems.NODEFS, { root: hostPath }, path);
  };
}
