import assert from "node:assert/strict";
import { test } from "node:test";
import { NoRoom } from "./access.ts";
import { blockSize, Store } from "./store.ts";
import { Device, PowerFailure } from "./testing.ts";
import { kinds, type Entry } from "./tree.ts";

const fileMode = kinds.file | 0o644;
const bytes = (text: string) => new TextEncoder().encode(text);

function storeOn(device: Device): Store {
  while (device.files.length < 3) device.newFile();
  const [a, b, data] = device.files;
  return new Store({ logs: [a!, b!], data: data! });
}

function contents(store: Store, entry: Entry): Uint8Array {
  const buffer = new Uint8Array(entry.size);
  assert.equal(store.read(entry, buffer, 0), entry.size);
  return buffer;
}

/** All files with their contents, and folders, by path. */
function everything(store: Store, folder = store.root, path = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, id] of folder.names!) {
    const entry = store.tree.get(id);
    if (entry.names !== undefined)
      Object.assign(found, { [`${path}/${name}/`]: "" }, everything(store, entry, `${path}/${name}`));
    else found[`${path}/${name}`] = Buffer.from(contents(store, entry)).toString("base64");
  }
  return found;
}

test("what was closed is there after a new start", () => {
  const device = new Device();
  const store = storeOn(device);
  const folder = store.make(store.root, "folder", kinds.folder | 0o755);
  const file = store.make(folder, "größe", fileMode);
  store.make(store.root, "link", kinds.link | 0o777, "folder/größe");
  store.open(file);
  store.write(file, bytes("hello"), 0);
  store.write(file, bytes("far"), 3 * blockSize);
  store.close(file);
  const again = storeOn(device.remains());
  assert.deepEqual(everything(again), everything(store));
  assert.equal(again.tree.find(again.root, "link")!.target, "folder/größe");
  const found = again.tree.find(again.tree.find(again.root, "folder")!, "größe")!;
  assert.equal(found.size, 3 * blockSize + 3);
  assert.deepEqual(contents(again, found).subarray(5, 3 * blockSize), new Uint8Array(3 * blockSize - 5));
});

test("room that a file has left shows nothing of it in another", () => {
  const store = storeOn(new Device());
  const old = store.make(store.root, "old", fileMode);
  store.write(old, new Uint8Array(5 * blockSize).fill(7), 0);
  store.remove(store.root, "old");
  store.syncAll();
  const next = store.make(store.root, "next", fileMode);
  store.resize(next, 100);
  store.write(next, bytes("x"), 4 * blockSize);
  assert.deepEqual(contents(store, next).subarray(0, 4 * blockSize), new Uint8Array(4 * blockSize));
  store.resize(next, 1);
  store.resize(next, 3 * blockSize);
  assert.deepEqual(contents(store, next), new Uint8Array(3 * blockSize));
});

test("a file that was removed can be read until it is closed", () => {
  const store = storeOn(new Device());
  const file = store.make(store.root, "file", fileMode);
  store.open(file);
  store.write(file, bytes("still here"), 0);
  store.remove(store.root, "file");
  store.syncAll();
  const other = store.make(store.root, "other", fileMode);
  store.write(other, new Uint8Array(blockSize).fill(1), 0);
  assert.deepEqual(contents(store, file), bytes("still here"));
  store.close(file);
});

test("without room the write fails, nothing is lost, and files can be removed", () => {
  const device = new Device();
  const store = storeOn(device);
  const file = store.make(store.root, "file", fileMode);
  store.write(file, bytes("kept"), 0);
  device.room = device.used + 10 * blockSize;
  assert.throws(() => store.write(file, new Uint8Array(20 * blockSize), 4), NoRoom);
  assert.deepEqual(contents(store, file), bytes("kept"));
  const small = store.make(store.root, "small", fileMode);
  store.write(small, new Uint8Array(9 * blockSize), 0);
  store.remove(store.root, "small");
  const next = store.make(store.root, "next", fileMode);
  store.write(next, new Uint8Array(9 * blockSize).fill(3), 0);
  assert.equal(store.tree.find(store.root, "small"), undefined);
  store.syncAll();
  assert.deepEqual(everything(storeOn(device.remains())), everything(store));
});

test("the data file shrinks when its end is free", () => {
  const device = new Device();
  const store = storeOn(device);
  const file = store.make(store.root, "file", fileMode);
  store.write(file, new Uint8Array(100 * blockSize), 0);
  store.remove(store.root, "file");
  store.syncAll();
  assert.equal(device.files[2]!.getSize(), 0);
});

test("files that are not ours are refused", () => {
  const device = new Device();
  device.newFile(bytes("something else, longer than a head"));
  assert.throws(() => storeOn(device), /were not written by mountOPFS, or are damaged/);
});

// --- seeded sequences of changes

function random(seed: number): (below: number) => number {
  return (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

/** Makes one change; after it everything is on the device. */
function step(store: Store, pick: (below: number) => number): void {
  const folders = [...store.tree.entries.values()].filter(({ names }) => names !== undefined);
  const folder = folders[pick(folders.length)]!;
  const names = [...folder.names!.keys()];
  const name = names.length > 0 && pick(3) > 0 ? names[pick(names.length)]! : `n${pick(40)}`;
  const found = store.tree.find(folder, name);
  const isFile = found !== undefined && found.names === undefined;
  switch (pick(6)) {
    case 0:
      if (found === undefined) store.make(folder, name, kinds.folder | 0o755);
      break;
    case 1:
      if (found === undefined || isFile || found.names!.size > 0) break;
      store.remove(folder, name);
      break;
    case 2: {
      const to = folders[pick(folders.length)]!;
      const as = `m${pick(20)}`;
      const there = store.tree.find(to, as);
      if (!isFile || there?.names !== undefined || there === found) break;
      store.move(folder, name, to, as);
      break;
    }
    case 3:
      if (isFile) store.remove(folder, name);
      break;
    case 4:
      if (isFile) store.resize(found, pick(3 * blockSize));
      break;
    default: {
      const file = isFile ? found : found === undefined ? store.make(folder, name, fileMode) : undefined;
      if (file === undefined) break;
      store.write(file, new Uint8Array(1 + pick(2 * blockSize)).fill(1 + pick(255)), pick(2 * blockSize));
    }
  }
  store.syncAll();
}

test("after any number of changes a new start finds the same", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const pick = random(seed);
    const device = new Device();
    const store = storeOn(device);
    for (let i = 0; i < 150; i++) step(store, pick);
    assert.deepEqual(everything(storeOn(device.remains())), everything(store), `seed ${seed}`);
  }
});

test("a long log is replaced by a short one", () => {
  const device = new Device();
  const store = storeOn(device);
  for (let i = 0; i < 8000; i++) store.make(store.root, `file ${i}`, fileMode);
  for (let i = 0; i < 7990; i++) store.remove(store.root, `file ${i}`);
  const again = storeOn(device.remains());
  assert.deepEqual(everything(again), everything(store));
  assert.ok(device.files[0]!.getSize() + device.files[1]!.getSize() < 4 << 20);
});

test("ended at any write, the state is that before or after the change", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const pick = random(1000 + seed);
    const device = new Device();
    const store = storeOn(device);
    const steps = 20 + pick(30);
    for (let i = 0; i < steps; i++) step(store, pick);
    const before = everything(store);
    device.writesLeft = pick(4);
    let isCutOff = false;
    try {
      step(store, pick);
    } catch (error) {
      if (!(error instanceof PowerFailure)) throw error;
      isCutOff = true;
    }
    const found = everything(storeOn(device.remains()));
    const after = everything(store);
    if (!isCutOff) assert.deepEqual(found, after, `seed ${seed}`);
    // One change touches one or two names; all the others are as they were.
    const different = Object.keys({ ...before, ...found }).filter((path) => before[path] !== found[path]);
    assert.ok(different.length <= 2, `seed ${seed}: ${different.join(", ")}`);
  }
});
